import { containing } from './containing'
import { fromGraph, graphAlert, url } from './founding-alert'
import { answer, questions } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
const start = async (settings: Readonly<Record<string, string>> = {}, fixed: SmallWorld['fixed'] = {}) => {
  world = await SmallWorld.start(settings)
  world.fixed = { ...world.fixed, ...fixed }
}
afterEach(() => world.close())

/** So many endpoints that are reported. */
const open = async (count: number, from = 0) => {
  for (let n = from; n < from + count; n++) {
    const page = [url(`https://login-help-${n}.azurewebsites.net/signin`)]
    await world.openCase(fromGraph(graphAlert({ id: `alert ${n}`, title: 'Phishing' }, page)))
  }
  world.pass(1.1)
}
const statuses = async () => {
  const counts: Record<string, number> = {}
  for (const { Status } of await world.rows('Reports')) {
    counts[String(Status)] = (counts[String(Status)] ?? 0) + 1
  }
  return counts
}
const sentOnce = () => {
  const ids = world.mails.map(({ envelopeId }) => envelopeId)
  expect(new Set(ids).size).toBe(ids.length)
}
/** So many instances run at the same time. One that meets another's write waits for its next run. */
const fileAtOnce = (instances: number) =>
  Promise.all(Array.from({ length: instances }, () => world.fileReports()))

describe('caps', () => {
  it.each([1, 2, 4])('are held to the message by %i instances on one storage', async (instances) => {
    await start({ BREAKER_NEW_ENDPOINTS_PER_HOUR: '100' }, { sendPerMinute: 5, sendPerHour: 12 })
    await open(16)
    const perMinute: number[] = []
    for (let minute = 0; minute < 8; minute++) {
      const before = world.mails.length
      // What one instance claimed and another one met, is looked at again by the next run.
      for (let run = 0; run < 2; run++) await fileAtOnce(instances)
      perMinute.push(world.mails.length - before)
      // The clock of the budget counts whole seconds, rounded up.
      world.pass(1 / 60)
    }
    expect(Math.max(...perMinute)).toBe(5)
    expect(perMinute.reduce((sum, mails) => sum + mails, 0)).toBe(12)
    sentOnce()
    expect(await statuses()).toEqual({ sent: 12, queued: 4 })
    world.pass(1.1)
    for (let run = 0; run < 3; run++) await fileAtOnce(instances)
    expect(await statuses()).toEqual({ sent: 16 })
    sentOnce()
  })

  it('the time that a cap holds a report does not count as deferral, and a trial counts too', async () => {
    await start({
      SEND_PER_DAY: '1',
      REDIRECT_ALL_TO: 'trial@example.org',
      BREAKER_NEW_ENDPOINTS_PER_HOUR: '100',
    })
    await open(8)
    for (let day = 0; day < 8; day++) {
      await world.fileReports()
      expect(world.smtp.received).toHaveLength(day + 1)
      world.pass(24.2)
    }
    expect(await statuses()).toEqual({ sent: 8 })
    const deliveries = await world.rows('Deliveries')
    expect(
      deliveries.map(({ State }) => String(State)).filter((s) => !s.includes('"deferredInMinutes":0')),
    ).toEqual([])
    expect(world.smtp.received.flatMap(({ to }) => to).filter((to) => to.endsWith('@microsoft.com'))).toEqual(
      [],
    )
  })

  it('survive a restart, and a run that was killed after it took a place', async () => {
    await start({ BREAKER_NEW_ENDPOINTS_PER_HOUR: '100' }, { sendPerMinute: 2 })
    await open(3)
    await world.storage.table('Checkpoints').insert({
      partitionKey: 'checkpoint',
      rowKey: 'send-budget',
      SchemaVersion: 1,
      Value: JSON.stringify({ left: [], open: [{ id: 'killed', until: world.at.getTime() + 900_000 }] }),
    })
    await world.fileReports()
    await world.fileReports()
    expect(world.mails).toHaveLength(1)
    world.pass(17 / 60)
    await world.fileReports()
    expect(world.mails).toHaveLength(3)
  })
})

describe('two instances and one mail', () => {
  /** The server takes its time for the 250, and the clock of the lease runs on meanwhile. */
  const slowly = async (minutes: number, meanwhile: () => Promise<void>) => {
    await start({}, { smtpTimeoutInSeconds: 30 })
    await open(1)
    const { promise: isOver, resolve: end } = Promise.withResolvers<undefined>()
    world.smtp.script = { answerAfter: isOver }
    const first = world.fileReports()
    while (world.mails.length === 0) await new Promise((done) => setTimeout(done, 20))
    world.smtp.script = {}
    world.pass(minutes / 60)
    await meanwhile().finally(() => end(undefined))
    await first
  }

  it('the lease runs out while the first still waits for its 250: the second sends nothing', async () => {
    await slowly(20, async () => {
      await world.fileReports()
      expect((await world.rows('Deliveries')).map((row) => row.DeliveryState)).toEqual(['unknown'])
    })
    expect(world.mails).toHaveLength(1)
    expect((await world.rows('Deliveries')).map((row) => row.DeliveryState)).toEqual(['accepted'])
    await world.fileReports()
    world.pass(1.1)
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 1 })
    sentOnce()
  })

  it('the first wakes up late, when nobody has found its copy and a person is asked: what it knows is written over that', async () => {
    await slowly(20, async () => {
      await world.fileReports()
      // The copy is not in the mailbox that is read now.
      const empty = await SmallWorld.start()
      world.changes = { IMAP_PORT: String(empty.imap.port) }
      world.pass(0.5)
      await world.fileReports()
      expect(await statuses()).toEqual({ unconfirmed: 1 })
      await empty.close()
    })
    world.pass(1.1)
    await world.fileReports()
    await world.chaseReports()
    expect((await world.rows('Deliveries')).map((row) => row.DeliveryState)).toEqual(['accepted'])
    expect(world.mails).toHaveLength(1)
    expect(await statuses()).toEqual({ sent: 1 })
    expect(await questions(world)).toEqual([])
  })
})

describe('the breaker', () => {
  it('holds for a person what is too much, says so once, and lets go what is approved', async () => {
    await start({ BREAKER_NEW_ENDPOINTS_PER_HOUR: '3' })
    await open(6)
    await world.fileReports()
    await world.fileReports()
    await world.chaseReports()
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 3, 'awaiting-approval': 3 })
    const held = await questions(world)
    expect(held).toHaveLength(3)
    for (const { Reason } of held) expect(Reason).toMatch(/BREAKER_NEW_ENDPOINTS_PER_HOUR/)
    expect(world.logs.filter(({ event }) => event === 'too many endpoints')).toEqual([
      expect.objectContaining({ remedy: containing('breaker') }),
    ])

    // Whatever repeats them, they wait for a person.
    await open(6)
    world.pass(2)
    await world.chaseReports()
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 3, 'awaiting-approval': 3 })
    for (const { partitionKey, rowKey } of await questions(world)) {
      const key = { partitionKey: String(partitionKey), rowKey: String(rowKey) }
      await world.storage.table('Questions').merge({ ...key, Answer: 'approve' })
    }
    await world.chaseReports()
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 6 })
  })

  it('closes by itself after a quiet hour', async () => {
    await start({ BREAKER_NEW_ENDPOINTS_PER_HOUR: '3' })
    await open(4)
    await world.fileReports()
    world.pass(1.1)
    await open(2, 10)
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 5, 'awaiting-approval': 1 })
  })

  it('holds what would leave on better evidence, too', async () => {
    await start({ BREAKER_NEW_ENDPOINTS_PER_HOUR: '2' })
    await world.openCase(graphAlert())
    world.pass(1.1)
    await world.fileReports()
    expect(await statuses()).toEqual({ 'awaiting-approval': 1 })
    await open(2)
    await world.openCase(fromGraph(graphAlert({ id: 'from Graph' })))
    await world.fileReports()
    await world.chaseReports()
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 2, 'awaiting-approval': 1 })
  })
})

describe('modes', () => {
  const dryRun = { MODE_BY_CLASS: 'phishing=dry-run' }

  it('dry-run for one kind of abuse: nothing of it leaves, an approval is put back and says why', async () => {
    await start(dryRun)
    await open(1)
    await world.fileReports()
    expect(await statuses()).toEqual({ 'awaiting-approval': 1 })
    await answer(world, 'approve')
    const [question] = await questions(world)
    expect(question).toMatchObject({
      Answer: '',
      Note: containing('MODE_BY_CLASS sets phishing to dry-run'),
      Reason: containing('MODE_BY_CLASS sets phishing to dry-run'),
    })
    expect(world.mails).toEqual([])
  })

  it('dry-run holds what was queued already, reminders too, and lets it go when it ends', async () => {
    await start({}, { sendPerMinute: 1 })
    await open(2)
    await world.fileReports()
    expect(await statuses()).toEqual({ sent: 1, queued: 1 })
    world.changes = dryRun
    world.pass(8 * 24)
    await world.chaseReports()
    await world.fileReports()
    expect(world.mails).toHaveLength(1)
    expect(await statuses()).toEqual({ sent: 1, queued: 1 })
    world.changes = {}
    world.fixed = {}
    world.pass(0.2)
    await world.fileReports()
    expect(world.mails.map((mail) => mail.envelopeId?.split('.')[1]).sort()).toEqual([
      'initial',
      'initial',
      'reminder-1',
    ])
  })
})
