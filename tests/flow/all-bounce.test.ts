import { readConcerns } from '../../shared/review/concern'
import { after, hourInMs } from '../../shared/model/time'
import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const sendOne = async (n: number) => {
  const alert = graphAlert(
    { id: `alert-${n}`, title: 'Phishing', category: 'InitialAccess', actorDisplayName: null },
    [url(`https://parcel-${n}.azurewebsites.net/signin`)],
  )
  await world.openCase(fromGraph(alert))
  world.pass(1.1)
  await world.fileReports()
}
const mail = (n: number) => {
  const found = world.mails[n]
  if (!found) throw new Error(`no mail ${n}`)
  return found
}
const bounce = (n: number) => bounceOf(mail(n), ['ioc@microsoft.com', 'abuse@microsoft.com']).toString()
/** No status part, no ENVID: plain words of some server, and our headers below. */
const plainBounce = (n: number) =>
  [
    'Return-Path: <>',
    'From: MAILER-DAEMON@relay.example.net',
    'To: reports@example.com',
    `Message-ID: <plain-${n}@relay.example.net>`,
    'Subject: failure notice',
    '',
    'Sorry, no such user.',
    '',
    `> ${/^Message-ID: .*$/im.exec(mail(n).raw.toString())?.[0] ?? ''}`,
    '',
  ].join('\r\n')
const hear = async (raw: string | Buffer) => {
  world.imap.deliver(Buffer.from(raw))
  await world.trackReplies()
}
const told = async () =>
  (await readConcerns(world.storage, [], [], after(world.at, hourInMs)))
    .map(({ heading }) => heading)
    .filter((heading) => /bounces/.test(heading))

describe('every report that left through a door bounces', () => {
  beforeEach(async () => {
    for (const n of [0, 1, 2]) await sendOne(n)
    world.pass(1)
  })

  it.each([
    { what: 'as notifications that name our ENVID', of: bounce },
    { what: 'as plain text that quotes our Message-ID', of: plainBounce },
  ])('$what: told, and asked once', async ({ of }) => {
    for (const n of [0, 1]) await hear(of(n))
    expect(await told()).toEqual([])
    await hear(of(2))
    expect(await told()).toContain('Every report bounces')
    const asked = (await world.rows('Questions')).filter(({ Question }) => /bounces/.test(String(Question)))
    expect(asked).toHaveLength(1)
  })

  it('not while one report has not come back', async () => {
    await sendOne(3)
    world.pass(1)
    for (const n of [0, 1, 2]) await hear(plainBounce(n))
    expect(await told()).toEqual([])
  })

  it('an answer that is believed ends it', async () => {
    for (const n of [0, 1, 2]) await hear(plainBounce(n))
    await hear(answerOf(mail(0), { text: 'We have received your report.', at: world.at }))
    expect(await told()).not.toContain('Every report bounces')
  })
})
