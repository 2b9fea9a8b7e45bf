import { createHmac } from 'node:crypto'
import type { ReceivedMail } from '../../sandbox/world/smtp'
import { readMail } from '../../shared/replies/read-mail'
import { setSending } from '../../shared/storage/checkpoints'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { fromGraph, graphAlert, url } from './founding-alert'
import { writeAnswer } from './person'
import { SmallWorld } from './small-world'
import { type Receiver, startReceiver } from './webhook-receiver'

let world: SmallWorld
let receiver: Receiver | undefined
afterEach(async () => {
  await world.close()
  await receiver?.close()
  receiver = undefined
})

const digest = { REPORTING_MODE: 'review', DIGEST: 'daily', DIGEST_TO: 'desk@example.net, night@example.net' }
const start = async (settings: Readonly<Record<string, string>> = digest) => {
  // Nothing is missing, so that nothing but what a test does wants a person.
  world = await SmallWorld.start({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...settings })
}
const startHook = async (settings: Readonly<Record<string, string>> = {}) => {
  receiver = await startReceiver()
  await start({ REPORTING_MODE: 'review', WEBHOOK_URL: receiver.url, ...settings })
  return receiver
}

/** A report that waits for approval. */
const hold = async (n = 0) => {
  const page = [url(`https://login-help-${n}.azurewebsites.net/signin`)]
  await world.openCase(fromGraph(graphAlert({ id: `held ${n}`, title: 'Phishing' }, page)))
  world.pass(1.1)
  await world.fileReports()
}
const digests = (): readonly ReceivedMail[] =>
  world.smtp.received.filter(({ to }) => to.includes('desk@example.net'))
const textOf = async (mail: ReceivedMail | undefined) => (await readMail(mail!.raw)).text
const events = () => world.logs.map(({ event }) => event)
/** The timer for so many hours, each hour once. */
const tellFor = async (hours: number) => {
  for (let n = 0; n < hours; n++) {
    await world.tellPeople()
    world.pass(1)
  }
}

describe('the digest', () => {
  it('says once a day what waits: how many, which, where, why and since when', async () => {
    await start()
    await hold(1)
    await hold(2)
    await tellFor(30)
    expect(digests()).toHaveLength(2)
    expect(digests()[0]!.to).toEqual(['desk@example.net', 'night@example.net'])
    const mail = await readMail(digests()[0]!.raw)
    expect(mail.subject).toBe('Abuse reports: 2 things wait for a person')
    expect(mail.text).toContain('Send this report? (2)')
    expect(mail.text).toMatch(/- DAR-2611-[0-9A-Z]{8}, login-help-1\[\.\]azurewebsites\[\.\]net/)
    expect(mail.text).toContain('since 2026-11-23 (today)')
    expect(mail.text).not.toMatch(/https?:\/\/login-help/)
    expect(await textOf(digests()[1])).toContain('the oldest since 2026-11-23')
    expect(digests()[0]!.raw.toString()).toMatch(/^Auto-Submitted: auto-generated/im)
  })

  it('weekly: on Mondays from its hour on, or as soon as possible after', async () => {
    await start({ ...digest, DIGEST: 'weekly' })
    await hold()
    await tellFor(24 * 15)
    expect(digests().map(({ raw }) => /^Date: (.*)$/m.exec(raw.toString())?.[1])).toEqual([
      containing('Mon, 23 Nov 2026 11:06'),
      containing('Mon, 30 Nov 2026 06:06'),
      containing('Mon, 07 Dec 2026 06:06'),
    ])
  })

  it('where nothing waits, none leaves, not even later that day', async () => {
    await start()
    await world.tellPeople()
    await hold()
    await tellFor(5)
    expect(digests()).toEqual([])
    world.pass(15)
    await world.tellPeople()
    expect(digests()).toHaveLength(1)
  })

  it('leaves in dry-run and under REDIRECT_ALL_TO, to nobody but its own addresses', async () => {
    await start({ ...digest, REPORTING_MODE: 'dry-run', REDIRECT_ALL_TO: 'trial@example.org' })
    await hold()
    await world.tellPeople()
    expect(world.smtp.received.map(({ to }) => to)).toEqual([['desk@example.net', 'night@example.net']])
  })

  it('waits while sending is switched off, or a cap is full, and leaves afterwards', async () => {
    await start()
    world.fixed = { ...world.fixed, sendPerMinute: 1 }
    await hold()
    await setSending(world.storage, true, 'Ada', world.at)
    await tellFor(3)
    expect(digests()).toEqual([])
    expect(world.logs).toContainEqual(containingFields({ event: 'digest not sent', state: 'waiting' }))
    await setSending(world.storage, false, 'Ada', world.at)
    await tellFor(3)
    expect(digests()).toHaveLength(1)
    expect(
      await world.storage.table('Checkpoints').get({ partitionKey: 'checkpoint', rowKey: 'send-budget' }),
    ).toBeDefined()
  })

  it('a server that defers it gets it once, when it takes it', async () => {
    await start()
    await hold()
    world.smtp.script = { recipient: () => ({ code: 451, text: '4.7.1 later' }) }
    await tellFor(2)
    expect(digests()).toEqual([])
    world.smtp.script = {}
    await tellFor(10)
    expect(digests()).toHaveLength(1)
  })

  it.each([
    { data: 'drop-kept', arrived: 1 },
    { data: 'drop-lost', arrived: 0 },
  ] as const)('an outcome that nobody knows ($data) is not repeated that day', async ({ data, arrived }) => {
    await start()
    await hold()
    world.smtp.script = { data: () => data }
    await world.tellPeople()
    world.smtp.script = {}
    await tellFor(12)
    expect(digests()).toHaveLength(arrived)
    expect(world.logs).toContainEqual(containingFields({ event: 'digest not sent', state: 'unknown' }))
    world.pass(12)
    await world.tellPeople()
    expect(digests()).toHaveLength(arrived + 1)
  })

  it('two instances at once send one', async () => {
    await start()
    await hold()
    await Promise.all([1, 2, 3].map(() => world.tellPeople()))
    await tellFor(3)
    expect(digests()).toHaveLength(1)
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'killed after write %i, with a second instance then and later: one at most',
    async (n) => {
      await start()
      await hold()
      const second = () => world.tellPeople()
      const ended = await untilKilled(() => world.tellPeople(watch(world.storage, n, second).storage))
      await tellFor(12)
      // The mark before the first byte may be the last thing that is known.
      const { length } = digests()
      expect(length).toBeLessThanOrEqual(1)
      const isUnknown = world.logs.some(({ state }) => state === 'unknown')
      expect(length === 1 || isUnknown).toBe(true)
      // A place in the budget, the claim, the mark, the outcome, the place given back.
      expect(ended).toBe(n <= 5 ? 'killed' : 'ended')
    },
  )

  it('a paused door is not tried, and named in the next one', async () => {
    await start()
    const pause = { reason: '535 5.7.3', remedy: 'renew it', since: world.at, nextTryAt: world.at }
    const row = { partitionKey: 'checkpoint', rowKey: 'door-smtp', Value: JSON.stringify(pause) }
    await world.storage.table('Checkpoints').insert(row)
    await world.tellPeople()
    expect(world.smtp.received).toEqual([])
    await world.storage.table('Checkpoints').remove({ partitionKey: 'checkpoint', rowKey: 'door-smtp' })
    await hold()
    await world.tellPeople()
    expect(await textOf(digests()[0])).toContain('Send this report?')
  })

  it('should it end up in the mailbox that is read, it moves nothing and asks nobody', async () => {
    await start()
    await hold()
    await world.tellPeople()
    world.imap.deliver(digests()[0]!.raw)
    await world.trackReplies()
    expect(await world.rows('Questions')).toHaveLength(1)
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval' })
  })
})

describe('the webhook', () => {
  const secret = `whsec_${Buffer.from('a secret of some thirty bytes...').toString('base64')}`

  it('tells each thing once, all that is new in one message, signed', async () => {
    const { posted } = await startHook({ WEBHOOK_SECRET: secret, PUBLIC_URL: 'https://reports.example.com/' })
    await hold(1)
    await hold(2)
    await tellFor(3)
    expect(posted).toHaveLength(1)
    await hold(3)
    await tellFor(3)
    expect(posted).toHaveLength(2)
    const { headers, body } = posted[1]!
    expect(JSON.parse(body)).toMatchObject({
      count: 1,
      page: 'https://reports.example.com/',
      concerns: [{ heading: 'Send this report?', endpoint: 'login-help-3[.]azurewebsites[.]net' }],
    })
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const hmac = createHmac('sha256', 'a secret of some thirty bytes...').update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${hmac}`)
    expect(Number(headers['webhook-timestamp'])).toBeLessThan(world.at.getTime() / 1000)
  })

  it('without a secret nothing is signed; an answered question is no news', async () => {
    const { posted } = await startHook()
    await hold()
    await writeAnswer(world, 'approve')
    await tellFor(2)
    expect(posted).toEqual([])
    await hold(2)
    await tellFor(2)
    expect(posted.map(({ headers }) => headers['webhook-signature'])).toEqual([undefined])
  })

  it.each([500, 404, 302, 'hang-up'] as const)(
    'a receiver that answers %s is tried five times, then left alone',
    async (status) => {
      const hook = await startHook()
      hook.status = status
      await hold()
      await tellFor(24)
      expect(hook.posted).toHaveLength(5)
      expect(new Set(hook.posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
      const failures = world.logs.filter(({ event }) => event === 'webhook not delivered')
      expect(failures.map(({ isLast }) => isLast)).toEqual([false, false, false, false, true])
      expect(JSON.stringify(world.logs)).not.toContain('the-key-of-this-hook')
      hook.status = 200
      await hold(2)
      await tellFor(2)
      expect(hook.posted).toHaveLength(6)
    },
  )

  it('what came meanwhile rides along with the next try', async () => {
    const hook = await startHook()
    hook.status = 503
    await hold(1)
    await world.tellPeople()
    hook.status = 200
    await hold(2)
    await world.tellPeople()
    expect(hook.posted.map(({ body }) => (JSON.parse(body) as { count: number }).count)).toEqual([1, 2])
  })

  it('two instances at once tell it once; killed after any write it is told, twice under one id at most', async () => {
    const hook = await startHook()
    await hold(1)
    await Promise.all([1, 2, 3].map(() => world.tellPeople()))
    expect(hook.posted).toHaveLength(1)
    for (const n of [1, 2]) {
      const before = hook.posted.length
      await hold(10 + n)
      await untilKilled(() => world.tellPeople(watch(world.storage, n).storage))
      await tellFor(3)
      const ids = hook.posted.slice(before).map(({ headers }) => headers['webhook-id'])
      expect(ids.length).toBeGreaterThan(0)
      expect(new Set(ids).size).toBe(1)
    }
  })

  it('keeps no digest back when it fails, and a fault in the mail settings keeps no webhook back', async () => {
    const hook = await startHook({ ...digest, MAIL_FROM: '' })
    await hold().catch(() => undefined)
    await expect(world.tellPeople()).rejects.toThrow('people were not told')
    expect(hook.posted).toHaveLength(1)
    expect(hook.posted[0]!.body).toContain('MAIL_FROM')
  })

  it('tells troubles, too: a paused door, the switch', async () => {
    const hook = await startHook()
    const pause = { reason: '535 5.7.3', remedy: 'renew it', since: world.at, nextTryAt: world.at }
    const row = { partitionKey: 'checkpoint', rowKey: 'door-smtp', Value: JSON.stringify(pause) }
    await world.storage.table('Checkpoints').insert(row)
    await setSending(world.storage, true, 'Ada', world.at)
    await world.tellPeople()
    expect(JSON.parse(hook.posted[0]!.body)).toMatchObject({
      concerns: expect.arrayContaining([
        expect.objectContaining({ heading: 'Door paused', says: 'smtp: 535 5.7.3', remedy: 'renew it' }),
        expect.objectContaining({ heading: 'Sending is switched off', says: 'nothing leaves; set by Ada' }),
      ]) as unknown,
    })
  })
})

it('with both off it reads nothing and sends nothing', async () => {
  await start({ REPORTING_MODE: 'review' })
  await hold()
  const watched = watch(world.storage)
  await world.tellPeople(watched.storage)
  expect(watched.operations()).toBe(0)
  expect([world.smtp.received, events().filter((event) => event === 'people told')]).toEqual([[], []])
})

const containingFields = (fields: object): unknown => expect.objectContaining(fields)
