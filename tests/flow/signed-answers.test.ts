import { type NameServer, startNameServer } from '../../sandbox/world/name-server'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import { signed, type Signing, zone } from '../replies/signing'
import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { foundingNames, SmallWorld } from './small-world'

const records = [
  ...Object.entries(zone).map(([name, { TXT }]) => ({
    name,
    type: 'TXT' as const,
    data: TXT.flatMap((text) => text.match(/.{1,255}/g) ?? []),
  })),
  // Confirms the founding pair when its case is opened.
  { name: 'safe-hse.com', type: 'A' as const, data: '20.119.0.42' },
]

const SERVFAIL = 2
const NXDOMAIN = 3

let names: NameServer
let world: SmallWorld
let askedBefore: number
beforeEach(async () => {
  names = await startNameServer(records)
  world = await SmallWorld.start({ DNS_SERVERS: `127.0.0.1:${names.port}` })
  world.asksForKeys = true
  world.overrides = { resolveHost: () => foundingNames }
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  askedBefore = names.questions
})
afterEach(async () => {
  await world.close()
  await names.close()
})

/** The desk's answer without anything of our own mail server, signed where `signing` says so. */
async function answer(text: string, signing?: Partial<Signing>): Promise<Buffer> {
  const [mail] = world.mails
  if (!mail) throw new Error('nothing was sent')
  const plain = answerOf(mail, { text })
    .toString()
    .replace(/^(?:Authentication-Results|DKIM-Signature): .*\r\n/gm, '')
  return signing === undefined
    ? Buffer.from(plain)
    : signed(Buffer.from(plain), { domain: 'microsoft.com', ...signing })
}
const deliver = async (raw: Buffer) => {
  world.imap.deliver(raw)
  await world.trackReplies()
}
const status = async () => (await world.report())['Status']
const mailRow = async () => (await world.rows('Mails'))[0]

it('a signature that we find true makes the desk’s word count, and the verdict is kept', async () => {
  await deliver(await answer('The site has been taken down.', {}))
  expect(await world.report()).toMatchObject({ Status: 'sent', DeskSays: 'takedown' })
  expect(await mailRow()).toMatchObject({ Trust: 3, Dkim: 'pass microsoft.com test' })
  const why = (await world.rows('Events')).map(({ Why }) => String(Why)).join('\n')
  expect(why).toContain('(takedown,')
  expect(why).toContain('dkim-verified')
})

it('no signature: a person decides, and no name server is asked', async () => {
  await deliver(await answer('The site has been taken down.'))
  expect(await status()).toBe('sent')
  expect(await world.rows('Questions')).toHaveLength(1)
  expect(names.questions).toBe(askedBefore)
})

describe('while no name server answers', () => {
  const heldBack = () => world.logs.filter(({ event }) => event === 'mail held back')

  it('an answer that it could prove waits, and counts in full once one answers', async () => {
    names.verdict = SERVFAIL
    await deliver(await answer('The site has been taken down.', {}))
    expect(await status()).toBe('sent')
    expect([await world.rows('Mails'), await world.rows('Questions')]).toEqual([[], []])
    world.pass(5)
    await world.trackReplies()
    names.verdict = undefined
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: 'sent', DeskSays: 'takedown' })
    expect(await mailRow()).toMatchObject({ Trust: 3, Dkim: 'pass microsoft.com test' })
    expect(heldBack()).toMatchObject([{ remedy: expect.stringContaining('DNS_SERVERS') as unknown }])
  })

  it('what arrives after it is read meanwhile, and once', async () => {
    names.verdict = SERVFAIL
    const [waiting, open] = [await answer('The site has been taken down.', {}), await answer('Any news?')]
    await deliver(waiting)
    await deliver(open)
    expect(await world.rows('Mails')).toHaveLength(1)
    await world.trackReplies()
    names.verdict = undefined
    await world.trackReplies()
    expect(await world.rows('Mails')).toHaveLength(2)
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    const { Value } =
      (await world.rows('Checkpoints')).find(({ rowKey }) => rowKey === 'mailbox-cursor') ?? {}
    expect(Value).toContain('"uid":3')
  })

  it('after a day a person is asked, and the mail is held back no more', async () => {
    names.verdict = SERVFAIL
    await deliver(await answer('The site has been taken down.', {}))
    world.pass(23.9)
    await world.trackReplies()
    expect(await world.rows('Questions')).toEqual([])
    world.pass(0.2)
    await world.trackReplies()
    expect(await mailRow()).toMatchObject({
      Trust: 1,
      Effect: 'person',
      Dkim: 'unchecked microsoft.com test',
    })
    expect(await world.rows('Questions')).toHaveLength(1)
    names.verdict = undefined
    await world.trackReplies()
    expect([await status(), (await world.rows('Mails')).length]).toEqual(['sent', 1])
  })

  it('ten such mails wait for one silence, not for ten', async () => {
    names.isSilent = true
    for (let n = 0; n < 10; n++) world.imap.deliver(await answer('The site has been taken down.', {}))
    await world.trackReplies()
    // Two tries of one question.
    expect(names.questions - askedBefore).toBe(2)
  })

  it('two hundred wait at once; about the next a person is asked', async () => {
    names.verdict = SERVFAIL
    const waiting = Object.fromEntries(Array.from({ length: 199 }, (_, n) => [`mail-${n}`, world.at]))
    await checkpointsOf(world.storage).save('mails-held-back', waiting, undefined)
    await deliver(await answer('The site has been taken down.', {}))
    expect([await world.rows('Mails'), await world.rows('Questions')]).toEqual([[], []])
    await deliver(await answer('The site has been taken down.', {}))
    expect(await mailRow()).toMatchObject({ Trust: 1, Effect: 'person' })
    expect(await world.rows('Questions')).toHaveLength(1)
  })

  it('an answer that would prove nothing more does not wait', async () => {
    names.verdict = SERVFAIL
    await deliver(await answer('I am out of office until Monday.', {}))
    expect(await mailRow()).toMatchObject({ Kind: 'auto-reply', Effect: 'none' })
  })
})

it('no such key (NXDOMAIN) is an answer: a person decides at once', async () => {
  names.verdict = NXDOMAIN
  await deliver(await answer('The site has been taken down.', {}))
  expect(await mailRow()).toMatchObject({ Trust: 1, Effect: 'person' })
})

it('an answer from before the report was sent: a person decides', async () => {
  const old = (await answer('The site has been taken down.'))
    .toString()
    .replace(/^Date: .*\r\n/m, 'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n')
  await deliver(await signed(Buffer.from(old), { domain: 'microsoft.com' }))
  expect(await status()).toBe('sent')
  expect(await mailRow()).toMatchObject({ Trust: 1, Effect: 'person' })
})

it('the very same answer again changes nothing', async () => {
  const raw = await answer('We have received your report.', {})
  await deliver(raw)
  const { Change } = await world.report()
  await deliver(Buffer.concat([Buffer.from('X-Again: yes\r\n'), raw]))
  expect(await world.report()).toMatchObject({ Status: 'acknowledged', Change })
  expect(await world.rows('Mails')).toHaveLength(1)
})
