import { graphError } from '../../sandbox/world/graph-fault'
import type { MailFault } from '../../sandbox/world/graph-mailbox'
import { sha256 } from '../../shared/model/hash'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { questions, theQuestion } from './person'
import { startGraphSender, type GraphSender } from './graph-sender'

let sender: GraphSender
beforeEach(async () => {
  sender = await startGraphSender()
})
afterEach(() => sender.close())

const open = async () => {
  await sender.world.openCase(fromGraph(graphAlert()))
  sender.world.pass(1.1)
}
/** The timer comes every minute; here every six are enough. */
const fileFor = async (minutes: number) => {
  for (let n = 0; n < minutes; n += 6) {
    sender.world.pass(0.1)
    await sender.fileReports()
  }
}
const status = async () => (await sender.world.report()).Status
const delivery = async () => (await sender.world.rows('Deliveries'))[0]
const fault = (code: number, done: boolean): MailFault => ({ ...graphError(code, 'UnknownError', ''), done })
const hangUp = (done: boolean): MailFault => ({ status: 0, done })

it('the founding case through a mailbox: reported once, acknowledged, resolved', async () => {
  const { world, mailbox } = sender
  await open()
  await sender.fileReports()
  expect(await world.report()).toMatchObject({ Status: 'sent', Channels: 'graph' })
  expect(mailbox.sent).toMatchObject([{ to: ['ioc@microsoft.com', 'abuse@microsoft.com'] }])
  expect(world.smtp.received).toEqual([])
  const kept = `${sha256(mailbox.sent[0]!.raw)}.eml`
  expect((await world.storage.blobs('messages').get(kept))?.bytes).toEqual(mailbox.sent[0]!.raw)

  await fileFor(60)
  world.imap.deliver(answerOf(mailbox.sent[0]!, { text: 'We have received your report.' }))
  await world.trackReplies()
  expect(await status()).toBe('acknowledged')
  world.imap.deliver(
    answerOf(mailbox.sent[0]!, { text: 'The reported site has been taken down. Thank you.' }),
  )
  await world.trackReplies()
  expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
  expect(mailbox.sent).toHaveLength(1)
})

it.each([
  { what: 'ten minutes', lateInHours: 1 / 6 },
  { what: '20 hours', lateInHours: 20 },
])('Sent Items shows the mail $what late and under another id: found, and nobody is asked', async (late) => {
  sender.mailbox.weather = { sentShownAfterInMs: late.lateInHours * 3_600_000, sentUnderAnotherId: true }
  await open()
  sender.mailbox.script = { send: () => hangUp(true) }
  await sender.fileReports()
  sender.mailbox.script = {}
  await fileFor((late.lateInHours - 0.1) * 60)
  expect(await status()).toBe('queued')
  await fileFor(90)
  expect(sender.mailbox.sent).toHaveLength(1)
  expect(await status()).toBe('sent')
  await sender.world.chaseReports()
  expect(await questions(sender.world)).toEqual([])
})

it('a bounce that names nothing but the mail asks a person: whoever got the mail could write it', async () => {
  await open()
  await sender.fileReports()
  const [mail] = sender.mailbox.sent
  sender.world.imap.deliver(bounceOf(mail!, mail!.to))
  await sender.world.trackReplies()
  expect(await status()).toBe('sent')
  expect(await theQuestion(sender.world)).toMatchObject({ Kind: 'mail', Reason: containing('bounce') })
})

describe('the request that sends fails', () => {
  it.each([
    { what: '504, and the mail left', send: fault(504, true) },
    { what: '504, and it did not', send: fault(504, false) },
    { what: '503', send: fault(503, false) },
    { what: 'the line drops, and the mail left', send: hangUp(true) },
    { what: 'the line drops, and it did not', send: hangUp(false) },
  ])('$what: one mail, and nobody is asked', async ({ send }) => {
    await open()
    sender.mailbox.script = { send: () => send }
    await sender.fileReports()
    expect(await delivery()).toMatchObject({ DeliveryState: 'unknown' })
    sender.mailbox.script = {}
    await fileFor(30)
    expect(await status()).toBe('sent')
    expect(sender.mailbox.sent).toHaveLength(1)
    expect(sender.mailbox.drafts()).toEqual([])
    await sender.world.chaseReports()
    expect(await questions(sender.world)).toEqual([])
  })

  it('and cannot be looked up either: it waits', async () => {
    await open()
    sender.mailbox.script = { send: () => hangUp(true), other: () => fault(503, false) }
    await fileFor(120)
    expect(await status()).toBe('queued')
    sender.mailbox.script = {}
    await fileFor(30)
    expect(await status()).toBe('sent')
    expect(sender.mailbox.sent).toHaveLength(1)
  })

  it('and somebody tidies the draft away: a person is asked, nothing is sent blindly', async () => {
    await open()
    sender.mailbox.script = { send: () => hangUp(false) }
    await sender.fileReports()
    sender.mailbox.script = {}
    await removeDrafts()
    await fileFor(23 * 60)
    expect(await status()).toBe('queued')
    await fileFor(90)
    expect(await status()).toBe('unconfirmed')
    expect(sender.mailbox.sent).toEqual([])
  })
})

async function removeDrafts() {
  const { draftId } = JSON.parse(String((await delivery())?.State)) as { draftId: string }
  const path = `/v1.0/users/reports%40example.com/messages/${encodeURIComponent(draftId)}`
  await fetch(sender.graph.url + path, { method: 'DELETE', headers: { authorization: 'Bearer t' } })
  expect(sender.mailbox.drafts()).toEqual([])
}

describe('the door is shut', () => {
  it('throttled: paused for as long as Graph says, then the same draft leaves', async () => {
    await open()
    const throttled = { ...fault(429, false), headers: { 'Retry-After': '3600' } }
    sender.mailbox.script = { send: () => throttled }
    await sender.fileReports()
    const asked = sender.graph.requests.length
    const nextTryAt = new Date(sender.world.at.getTime() + 3600_000)
    expect(sender.world.logs).toContainEqual(expect.objectContaining({ event: 'door paused', nextTryAt }))
    sender.mailbox.script = {}
    await fileFor(54)
    expect(sender.graph.requests).toHaveLength(asked)
    await fileFor(24)
    expect(await status()).toBe('sent')
    expect(sender.mailbox.sent).toHaveLength(1)
    expect(sender.graph.requests.filter(({ path }) => path.endsWith('/messages'))).toHaveLength(1)
  })

  it('forbidden: paused with what to grant, no report fails, and it resumes by itself', async () => {
    await open()
    const refuse = () => ({ ...graphError(403, 'ErrorAccessDenied', 'Access is denied.'), done: false })
    sender.mailbox.script = { create: refuse, other: refuse }
    await fileFor(60)
    expect(await status()).toBe('queued')
    const paused = sender.world.logs.filter(({ event }) => event === 'door paused')
    expect(paused).toMatchObject([{ door: 'graph', remedy: containing('Mail.Send') }])
    sender.mailbox.script = {}
    await fileFor(18)
    expect(await status()).toBe('sent')
    expect(sender.mailbox.sent).toHaveLength(1)
  })
})

describe('killed after any write', () => {
  const writes = 16
  it.each(Array.from({ length: writes }, (_, n) => n + 1))(
    'write %i: one mail, nobody is asked',
    async (n) => {
      await open()
      const watched = watch(sender.world.storage, n)
      await untilKilled(() => sender.fileReports(watched.storage))
      await fileFor(48)
      expect(await status()).toBe('sent')
      expect(sender.mailbox.sent).toHaveLength(1)
      expect(sender.mailbox.drafts()).toEqual([])
      await sender.world.chaseReports()
      expect(await questions(sender.world)).toEqual([])
    },
  )

  it('a run has fewer writes than are tried here', async () => {
    await open()
    const watched = watch(sender.world.storage)
    await sender.fileReports(watched.storage)
    expect(watched.writes()).toBeLessThan(writes)
  })
})

describe('two instances', () => {
  it('at once: one mail', async () => {
    await open()
    await Promise.all([sender.fileReports(), sender.fileReports(), sender.fileReports()])
    await fileFor(30)
    expect(await status()).toBe('sent')
    expect(sender.mailbox.sent).toHaveLength(1)
    expect(sender.mailbox.drafts()).toEqual([])
  })

  it('the lease runs out while the first waits for its draft: it hangs up, and takes its draft away', async () => {
    await open()
    const held = holdBack('/messages')
    const first = sender.fileReports()
    await held.reached
    sender.world.pass(0.3)
    await sender.fileReports()
    expect(sender.mailbox.sent).toHaveLength(1)
    held.letGo()
    await first
    await fileFor(30)
    expect(sender.mailbox.sent).toHaveLength(1)
    expect(sender.mailbox.drafts()).toEqual([])
    expect(await status()).toBe('sent')
  })

  it('the lease runs out while the first waits for its 202: the second sends the same draft, so one leaves', async () => {
    await open()
    const held = holdBack('/send')
    const first = sender.fileReports()
    await held.reached
    for (let n = 0; n < 10 && sender.mailbox.sent.length === 0; n++) await fileFor(6)
    expect(sender.mailbox.sent).toHaveLength(1)
    held.letGo()
    await first
    await fileFor(60)
    expect(sender.mailbox.sent).toHaveLength(1)
    expect(sender.mailbox.drafts()).toEqual([])
    expect(await status()).toBe('sent')
    expect(await questions(sender.world)).toEqual([])
  })
})

/** The first request to this path waits on its way out, as if the sender had been frozen right before it. */
function holdBack(path: string) {
  const real = globalThis.fetch
  let reached: () => void = () => undefined
  let letGo: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => (reached = resolve))
  const free = new Promise<void>((resolve) => (letGo = resolve))
  globalThis.fetch = async (input, init) => {
    const isOurs =
      init?.method === 'POST' && (input instanceof Request ? input.url : input.toString()).endsWith(path)
    if (!isOurs) return real(input, init)
    globalThis.fetch = real
    reached()
    await free
    return real(input, init)
  }
  return { reached: arrived, letGo: () => letGo() }
}
