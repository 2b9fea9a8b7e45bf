import { graphError } from '../../sandbox/world/graph-fault'
import type { MailFault } from '../../sandbox/world/graph-mailbox'
import { containing } from './containing'
import { answerOf, bounceOf } from './desk'
import { type ExchangeWorld, startExchangeWorld } from './exchange-world'
import { fromGraph, graphAlert } from './founding-alert'
import { remediesIn } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

const send = async () => {
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
}
const answer = (text: string, from?: string) =>
  answerOf(world.mails[0]!, { text, ...(from !== undefined && { from }) })
const received = () => answer('We have received your report. Case number: CRM:0461057158')
const takenDown = () => answer('The reported site has been taken down.')
const causes = async () => (await world.rows('Events')).map(({ Cause }) => Cause)
const telling = async () => (await causes()).filter((cause) => cause !== 'mail-noted')
const writtenAt = (raw: Buffer, date: string) =>
  Buffer.from(raw.toString().replace(/^Date: .*$/m, `Date: ${date}`))

const sent = ['sighted', 'filed', 'accepted']
const kinds = [
  { kind: 'imap', start: () => SmallWorld.start() },
  { kind: 'graph', start: async () => (await startExchangeWorld()).world },
]

describe.each(kinds)('whatever happens to mails in a mailbox over $kind', ({ start }) => {
  beforeEach(async () => {
    world = await start()
  })

  it('delivered twice, and again later: counted once', async () => {
    await send()
    const mail = received()
    for (const copy of [mail, mail]) world.mailbox.deliver(copy)
    await world.trackReplies()
    world.mailbox.deliver(mail)
    await world.trackReplies()
    expect(await causes()).toEqual([...sent, 'acknowledged'])
    expect(await world.rows('Mails')).toHaveLength(1)
  })

  it('the decision comes before the receipt: each is applied as it comes', async () => {
    await send()
    const early = received()
    world.mailbox.deliver(takenDown())
    await world.trackReplies()
    world.mailbox.deliver(early)
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    // What is too late is an event, and nothing else.
    expect(await telling()).toEqual([...sent, 'desk-said', 'acknowledged'])
  })

  it('an answer that arrives before the acceptance is recorded proves that the mail left', async () => {
    world.smtp.script = { data: () => 'drop-kept' }
    await send()
    expect(await world.report()).toMatchObject({ Status: 'queued' })
    world.mailbox.deliver(received())
    await world.trackReplies()
    expect(await world.report()).toMatchObject({
      Status: 'acknowledged',
      CaseNumber: containing('0461057158'),
    })
    world.pass(1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
    expect(world.mails).toHaveLength(1)
  })

  it.each([
    { what: 'half an hour before our mail', date: 'Mon, 23 Nov 2026 10:36:00 +0000', to: 'acknowledged' },
    { what: 'in ten years', date: 'Sat, 23 Nov 2036 12:00:00 +0000', to: 'acknowledged' },
    { what: 'never', date: 'yesterday', to: 'acknowledged' },
    { what: 'a day before our mail', date: 'Sun, 22 Nov 2026 10:36:00 +0000', to: 'sent' },
  ])('a clock that says the answer was written $what: $to', async ({ date, to }) => {
    await send()
    world.mailbox.deliver(writtenAt(received(), date))
    await world.trackReplies()
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: to })
    expect(await world.rows('Mails')).toHaveLength(1)
  })

  it('our own copy in the mailbox proves a mail whose acceptance got lost, before anybody has read it', async () => {
    world.smtp.script = { data: () => 'drop-kept' }
    await send()
    world.pass(1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(world.mails).toHaveLength(1)
  })

  it('the daily check says that it can be read', async () => {
    const checked = await world.checkSender({ isAsked: true })
    expect(checked?.findings).toContainEqual({ what: 'mailbox', result: 'fine', says: 'it can be read' })
  })

  it('our own clock goes back: what arrives is read all the same', async () => {
    await send()
    world.mailbox.deliver(Buffer.from('Message-ID: <first@example.org>\r\n\r\nhello\r\n'))
    await world.trackReplies()
    world.pass(-0.5)
    world.mailbox.deliver(received())
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
  })

  it('two runs at once: every mail counts once', async () => {
    await send()
    for (const mail of [received(), takenDown()]) world.mailbox.deliver(mail)
    await Promise.all([world.trackReplies(), world.trackReplies()])
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    // Both have arrived in the same second, so either may be the first.
    expect((await telling()).toSorted()).toEqual([...sent, 'acknowledged', 'desk-said'].toSorted())
  })
})

describe('a mailbox of Exchange Online', () => {
  let exchange: ExchangeWorld
  let token = 't'
  beforeEach(async () => {
    token = 't'
    exchange = await startExchangeWorld({}, () => token)
    ;({ world } = exchange)
    await send()
  })
  const fault = (status: number, code: string, headers = {}): MailFault => ({
    ...graphError(status, code, 'as asked'),
    headers,
    done: false,
  })

  it.each([
    { what: 'down', answer: fault(503, 'ServiceUnavailable'), fault: 'unreachable', remedy: 'by itself' },
    {
      what: 'closed to us',
      answer: fault(403, 'ErrorAccessDenied'),
      fault: 'permission',
      remedy: 'Mail.Read',
    },
    {
      what: 'busy',
      answer: fault(429, 'ApplicationThrottled', { 'retry-after': '60' }),
      fault: 'throttled',
      remedy: 'by itself',
    },
  ])('that is $what costs one log line a run; the next one reads on', async ({ answer, fault, remedy }) => {
    world.mailbox.deliver(received())
    for (const nth of [1, 2]) {
      let asked = 0
      exchange.box.script = { read: () => (++asked >= nth ? answer : undefined) }
      await world.trackReplies()
      world.pass(0.1)
    }
    expect(remediesIn(world)).toMatchObject(
      Array(2).fill({ event: 'mailbox not read', fault, cause: containing(/./), remedy: containing(remedy) }),
    )
    exchange.box.script = {}
    world.mailbox.deliver(takenDown())
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    expect(remediesIn(world)).toHaveLength(2)
  })

  it('a token that has expired: the next one reads on', async () => {
    world.mailbox.deliver(received())
    token = 'another'
    await world.trackReplies()
    expect(remediesIn(world)).toMatchObject([{ event: 'mailbox not read', fault: 'login' }])
    token = 't'
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
  })

  it('forgets what was read: everything is read again, and counts once', async () => {
    world.mailbox.deliver(received())
    world.mailbox.deliver(bounceOf(world.mails[0]!, ['ioc@microsoft.com']))
    await world.trackReplies()
    exchange.box.folders.forgetLinks()
    world.mailbox.deliver(takenDown())
    await world.trackReplies()
    expect(await telling()).toEqual([...sent, 'acknowledged', 'desk-said'])
    expect(await world.rows('Mails')).toHaveLength(3)
  })

  it('moved to another folder, in whichever moment, and deleted: nothing lost, nothing counted twice', async () => {
    const { folders } = exchange.box
    const inJunk = folders.deliver(received(), 'junkemail')
    await world.trackReplies()
    folders.move(inJunk, 'inbox')
    const unread = folders.deliver(takenDown(), 'junkemail')
    folders.move(unread, 'inbox')
    const deleted = folders.deliver(answer('It does not violate our terms. No action will be taken.'))
    folders.remove(deleted)
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    expect(await telling()).toEqual([...sent, 'acknowledged', 'desk-said'])
  })

  it('shows a mail again and again, and pages with nothing: each is read to the end, and counts once', async () => {
    const { folders } = exchange.box
    folders.weather = { repeats: true, emptyPages: true }
    const first = folders.deliver(received())
    await world.trackReplies()
    folders.touch(first)
    await world.trackReplies()
    for (let n = 0; n < 60; n += 1)
      folders.deliver(Buffer.from(`Message-ID: <other-${n}@example.org>\r\n\r\nHi\r\n`))
    folders.deliver(takenDown())
    folders.touch(first)
    for (let run = 0; run < 3; run += 1) await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    expect(await telling()).toEqual([...sent, 'acknowledged', 'desk-said'])
  })

  it('keeps one mail back for an hour: it is told, and those after it are read', async () => {
    const id = exchange.box.folders.deliver(Buffer.from('Message-ID: <broken@example.org>\r\n\r\n'))
    world.mailbox.deliver(received())
    const path = `messages/${encodeURIComponent(id)}/$value`
    const broken = fault(500, 'ErrorInternalServerError')
    exchange.box.script = { read: (asked) => (asked === path ? broken : undefined) }
    for (let run = 0; run < 13; run++) await world.trackReplies()
    expect(remediesIn(world).at(-1)).toMatchObject({ event: 'mail skipped', folder: 'inbox', id })
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
  })
})

it('a folder that is gone keeps no other folder from being read to its end', async () => {
  world = await SmallWorld.start({ IMAP_FOLDERS: 'INBOX, Nirvana' })
  await send()
  world.mailbox.deliver(received())
  await world.trackReplies()
  expect(remediesIn(world)).toMatchObject([{ fault: 'folder' }])
  expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
  const [cursor] = (await world.rows('Checkpoints')).filter(({ rowKey }) => rowKey === 'mailbox-cursor')
  expect(cursor).toMatchObject({ Value: containing('"uid":2') })
})

it.each([
  { given: {}, to: 'unconfirmed' },
  { given: { GRAPH_MAILBOX: 'reports@example.com' }, to: 'queued' },
])('a lost acceptance where no mailbox can be read, settings $given: $to', async ({ given, to }) => {
  const none = { IMAP_HOST: '', IMAP_PORT: '', IMAP_USER: '', IMAP_PASSWORD: '', IMAP_TLS: '' }
  world = await SmallWorld.start({ ...none, GRAPH_ENDPOINT: 'http://127.0.0.1:1', ...given })
  const getToken = () => Promise.reject(new Error('no identity'))
  world.overrides = { credential: () => ({ getToken }) }
  world.smtp.script = { data: () => 'drop-kept' }
  await send()
  world.pass(1)
  await world.fileReports()
  expect(await world.report()).toMatchObject({ Status: to })
  expect(remediesIn(world)).toContainEqual(
    expect.objectContaining({ event: 'own copy not looked up', remedy: containing('identity') }),
  )
})
