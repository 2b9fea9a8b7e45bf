import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { graphError } from '../../sandbox/world/graph-fault'
import { graphMailbox, type GraphMailbox, type GraphMailScript } from '../../sandbox/world/graph-mailbox'
import type { DeliveryIn } from '../../shared/delivery/delivery'
import { openGraphDoor } from '../../shared/delivery/graph-door'
import { maxMailInBytes } from '../../shared/reports/compose'
import { hours, reportId, t0 } from '../helpers/reports'
import { containing, message } from './message-fixture'

const mailbox = 'reports@soc.example.org'
let graph: FakeGraph
let box: GraphMailbox
beforeEach(async () => {
  box = graphMailbox({ address: mailbox })
  graph = await startGraph({ mailbox: box, token: () => 'good' })
})
afterEach(() => graph.close())

const door = (changes: { mailbox?: string; token?: string | undefined; timeoutInMs?: number } = {}) => {
  const { token } = { token: 'good', ...changes }
  const getToken = () =>
    token === undefined
      ? Promise.reject(new Error('no identity'))
      : Promise.resolve({ token, expiresOnTimestamp: 2e12 })
  const settings = {
    endpoint: graph.url,
    credential: { getToken },
    timeoutInMs: changes.timeoutInMs ?? 500,
    mailbox: changes.mailbox ?? mailbox,
  }
  return openGraphDoor(settings, () => t0)
}

const claim = (changes: Partial<DeliveryIn<'claimed'>> = {}): DeliveryIn<'claimed'> => ({
  ...{ reportId: reportId(), purpose: 'initial', door: 'graph', attempt: 1, messageId: message.messageId },
  ...{ deferredInMinutes: 0, trial: false, at: t0, state: 'claimed', leaseUntil: hours(1) },
  ...changes,
})
const asked = () =>
  graph.requests.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`)
const sentOut = () => box.sent.map(({ raw }) => raw.toString())

/** Delivers, and notes what was marked before anything was sent. */
async function deliver(of = door(), attempt = claim()) {
  const marks: { draftId: string; messageHash: string; sentBefore: number }[] = []
  const answer = await of.deliver(
    message,
    async (draft) => {
      if (draft) marks.push({ ...draft, sentBefore: box.sent.length })
      return true
    },
    attempt,
  )
  return { answer, marks }
}

it('makes a draft, marks it, and sends it: these very bytes, one mail, ids of both', async () => {
  const { answer, marks } = await deliver()
  expect(answer).toEqual({
    outcome: 'accepted',
    messageIds: [message.messageId],
    recipients: message.envelope.to.map((address) => ({ address, accepted: true })),
    response: 'HTTP 202',
  })
  expect(marks).toEqual([{ draftId: containing('='), messageHash: message.sha256, sentBefore: 0 }])
  expect(sentOut()).toEqual([message.raw.toString()])
  expect(asked()).toEqual(['POST messages', containing('/send')])
})

const nothingMade = { status: 200, body: '', done: false }
it.each([
  { what: 'the largest mail we compose', size: maxMailInBytes, outcome: 'accepted', asked: 2 },
  { what: '4 MB once it is encoded', size: 3 * 1024 * 1024, outcome: 'accepted', asked: 2 },
  { what: 'one byte more', size: 3 * 1024 * 1024 + 1, outcome: 'refused', asked: 0 },
  {
    what: 'a large mail, answered with 200 and no message',
    size: maxMailInBytes,
    create: () => nothingMade,
    outcome: 'refused',
    asked: 1,
  },
  {
    what: 'a small mail, answered with 200 and no message',
    size: 60_000,
    create: () => nothingMade,
    outcome: 'deferred',
    asked: 1,
  },
])('$what: $outcome', async ({ size, create, outcome, asked: requests }) => {
  if (create) box.script = { create }
  const raw = Buffer.concat([message.raw, Buffer.alloc(size - message.raw.length, 'x')])
  // Megabytes take a while on a busy machine.
  const patient = door({ timeoutInMs: 4_000 })
  await expect(patient.deliver({ ...message, raw }, async () => true, claim())).resolves.toMatchObject({
    outcome,
  })
  expect(box.sent).toHaveLength(outcome === 'accepted' ? 1 : 0)
  expect(asked()).toHaveLength(requests)
})

it.each([
  { what: 'somebody else has taken the claim', handOver: async () => false, drafts: [] },
  {
    what: 'the mark may or may not have been written',
    handOver: () => Promise.reject(new Error('storage is down')),
    drafts: [message.messageId],
  },
])('hangs up where $what', async ({ handOver, drafts }) => {
  expect(await door().deliver(message, handOver, claim())).toMatchObject({ outcome: 'hung-up' })
  expect(box.sent).toEqual([])
  expect(box.drafts()).toEqual(drafts)
})

it('a draft that a killed run left behind is replaced, whoever else has drafts there', async () => {
  await door().deliver(message, () => Promise.reject(new Error('killed')), claim())
  const raw = Buffer.from('Message-ID: <holiday@soc.example.org>\r\nSubject: away\r\n\r\nbody\r\n')
  await door().deliver(
    { ...message, messageId: '<holiday@soc.example.org>', raw },
    () => Promise.reject(new Error('killed')),
    claim(),
  )
  const { answer } = await deliver(door(), claim({ attempt: 2 }))
  expect(answer).toMatchObject({ outcome: 'accepted' })
  expect(box.sent).toHaveLength(1)
  expect(box.drafts()).toEqual(['<holiday@soc.example.org>'])
})

it('a draft that the row names is sent as it stands, with the hash of what it was made from', async () => {
  const first = await leftAsDraft()
  const { answer, marks } = await deliver(door(), claim({ attempt: 2, ...first }))
  expect(answer).toMatchObject({ outcome: 'accepted' })
  expect(marks).toEqual([{ ...first, sentBefore: 0 }])
  expect(box.sent).toHaveLength(1)
  expect(box.drafts()).toEqual([])
})

/** A draft, marked by a run that ended before it sent it. */
async function leftAsDraft(): Promise<{ draftId: string; messageHash: string }> {
  box.script = { send: () => ({ ...graphError(504, 'UnknownError', 'slow'), done: false }) }
  const { marks } = await deliver()
  box.script = {}
  const [{ draftId, messageHash } = { draftId: '', messageHash: '' }] = marks
  return { draftId, messageHash: messageHash || 'hash' }
}

const fault = (status: number, code: string, done = false, headers = {}) => ({
  ...graphError(status, code, 'words'),
  headers,
  done,
})
const hangUp = (done: boolean) => ({ status: 0, done })

describe('what an answer means', () => {
  it.each<{ what: string; script: GraphMailScript; outcome: object; sent: number }>([
    {
      what: '403 for the draft',
      script: { create: () => fault(403, 'ErrorAccessDenied') },
      outcome: { outcome: 'paused', remedy: containing('Mail.ReadWrite and Mail.Send') },
      sent: 0,
    },
    {
      what: '403 for sending',
      script: { send: () => fault(403, 'ErrorAccessDenied') },
      outcome: { outcome: 'paused', remedy: containing('Mail.Send') },
      sent: 0,
    },
    {
      what: '403 because of our sender',
      script: { send: () => fault(403, 'ErrorSendAsDenied') },
      outcome: { outcome: 'paused', remedy: containing('MAIL_FROM') },
      sent: 0,
    },
    {
      what: '429 with seconds',
      script: { create: () => fault(429, 'ApplicationThrottled', false, { 'Retry-After': '600' }) },
      outcome: { outcome: 'paused', until: new Date(t0.getTime() + 600_000) },
      sent: 0,
    },
    {
      what: '429 for sending, with a date',
      script: {
        send: () => fault(429, 'MailboxConcurrency', false, { 'Retry-After': hours(1).toUTCString() }),
      },
      outcome: { outcome: 'paused', until: hours(1) },
      sent: 0,
    },
    {
      what: '503 for the draft',
      script: { create: () => fault(503, 'ServiceUnavailable') },
      outcome: { outcome: 'deferred' },
      sent: 0,
    },
    {
      what: '504 for the draft, made all the same',
      script: { create: () => fault(504, 'UnknownError', true) },
      outcome: { outcome: 'deferred' },
      sent: 0,
    },
    {
      what: '400 for the draft',
      script: { create: () => fault(400, 'ErrorMimeContentInvalid') },
      outcome: { outcome: 'refused', response: containing('ErrorMimeContentInvalid') },
      sent: 0,
    },
    {
      what: '400 for sending what is still a draft',
      script: { send: () => fault(400, 'ErrorInvalidRecipients') },
      outcome: { outcome: 'refused', response: containing('ErrorInvalidRecipients') },
      sent: 0,
    },
    {
      what: '400 for sending what has just been sent',
      script: { send: () => fault(400, 'ErrorInvalidRequest', true) },
      outcome: { outcome: 'unknown' },
      sent: 1,
    },
    {
      what: '504, sent',
      script: { send: () => fault(504, 'UnknownError', true) },
      outcome: { outcome: 'unknown' },
      sent: 1,
    },
    {
      what: '504, not sent',
      script: { send: () => fault(504, 'UnknownError') },
      outcome: { outcome: 'unknown' },
      sent: 0,
    },
    {
      what: 'the line drops, sent',
      script: { send: () => hangUp(true) },
      outcome: { outcome: 'unknown' },
      sent: 1,
    },
    {
      what: 'the line drops, not sent',
      script: { send: () => hangUp(false) },
      outcome: { outcome: 'unknown' },
      sent: 0,
    },
    {
      what: '200 in place of 202',
      script: { send: () => ({ status: 200, done: true }) },
      outcome: { outcome: 'unknown' },
      sent: 1,
    },
  ])('$what', async ({ script, outcome, sent }) => {
    box.script = script
    const { answer } = await deliver()
    expect(answer).toMatchObject(outcome)
    expect(box.sent).toHaveLength(sent)
    expect(asked().filter((one) => one.endsWith('/send')).length).toBeLessThanOrEqual(1)
    expect(asked().filter((one) => one === 'POST messages')).toHaveLength(1)
  })

  it('a refused draft does not lie about for somebody to send it', async () => {
    box.script = { send: () => fault(400, 'ErrorInvalidRecipients') }
    await deliver()
    expect(box.drafts()).toEqual([])
  })

  it.each([
    { what: 'no identity', changes: { token: undefined }, remedy: 'managed identity' },
    { what: 'a token of another tenant', changes: { token: 'bad' }, remedy: 'GRAPH_TENANT_ID' },
    { what: 'no such mailbox', changes: { mailbox: 'nobody@soc.example.org' }, remedy: 'GRAPH_MAILBOX' },
  ])('$what pauses the door, and the login says the same', async ({ changes, remedy }) => {
    const { answer } = await deliver(door(changes))
    expect(answer).toMatchObject({ outcome: 'paused', remedy: containing(remedy) })
    expect(await door(changes).tryLogin()).toMatchObject({ ok: false, remedy: containing(remedy) })
  })

  it('the login is good where the mailbox can be reached', async () => {
    expect(await door().tryLogin()).toEqual({ ok: true })
    await graph.close()
    expect(await door().tryLogin()).toMatchObject({ ok: false, reason: containing('cannot be reached') })
  })
})

describe('what became of an attempt', () => {
  const unknown = (changes: Partial<DeliveryIn<'unknown'>> = {}): DeliveryIn<'unknown'> => ({
    ...{ reportId: reportId(), purpose: 'initial', door: 'graph', attempt: 1, messageId: message.messageId },
    ...{ deferredInMinutes: 0, trial: false, at: t0, state: 'unknown', response: '504' },
    ...changes,
  })
  const lookUp = (delivery = unknown()) => door().lookUp?.(delivery)

  it('still a draft: not sent', async () => {
    expect(await lookUp(unknown(await leftAsDraft()))).toBe('not-sent')
  })

  it.each([
    { what: '504', sentFault: fault(504, 'UnknownError', true) },
    { what: 'silence', sentFault: hangUp(true) },
  ])('$what, no draft any more: sent', async ({ sentFault }) => {
    box.script = { send: () => sentFault }
    const { marks } = await deliver()
    expect(await lookUp(unknown(marks[0]))).toBe('sent')
  })

  it.each([
    { what: 'its Message-ID', delivery: {}, found: 'sent' },
    { what: 'the report in its subject', delivery: { messageId: '<other@example.org>' }, found: 'sent' },
    {
      what: 'neither: of a reminder the subject says nothing',
      delivery: { messageId: '<other@example.org>', purpose: 'reminder-1' as const },
      found: 'absent',
    },
    { what: 'an earlier attempt as well', delivery: { leftBefore: true as const }, found: 'unproven' },
  ])('its id is known no more, and Sent Items have $what: $found', async ({ delivery, found }) => {
    const raw = Buffer.from(message.raw.toString().replace('Subject: s', `Subject: [${reportId()}] Abuse`))
    await door().deliver({ ...message, raw }, async () => true, claim())
    expect(await lookUp(unknown({ draftId: 'gone', ...delivery }))).toBe(found)
  })

  it('found nowhere: absent, for now', async () => {
    expect(await lookUp(unknown({ draftId: 'gone' }))).toBe('absent')
  })

  it.each([
    { what: 'the service is down', other: fault(503, 'ServiceUnavailable') },
    {
      what: 'the mailbox is not found, which says nothing about the mail',
      other: fault(404, 'ErrorInvalidUser'),
    },
    { what: 'the line drops', other: hangUp(false) },
  ])('$what: ask again later', async ({ other }) => {
    const draft = await leftAsDraft()
    box.script = { other: () => other }
    expect(await lookUp(unknown(draft))).toBe('unread')
  })
})
