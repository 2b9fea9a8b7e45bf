import type { GraphFault } from '../../sandbox/world/graph-fault'
import { watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { fromGraph, graphAlert, ip, device } from './founding-alert'
import { type GraphDesk, startGraphDesk } from './graph-desk'
import { remediesIn } from './person'
import { SmallWorld } from './small-world'

const falsePositive = { classification: 'falsePositive', determination: 'notMalicious' }
const truePositive = { classification: 'truePositive', determination: 'malware' }
const throttled = { status: 429, headers: { 'retry-after': '1200' }, body: '{}' }

describe('the last 48 hours, once a day', () => {
  let desk: GraphDesk
  beforeEach(async () => {
    desk = await startGraphDesk()
    await desk.collect()
  })
  afterEach(() => desk.close())

  it('an alert that turned up too late for the overlap is found within a day', async () => {
    desk.world.pass(10)
    await desk.collect()
    desk.raise('late', 5)
    await desk.collect()
    expect(await desk.queued()).toEqual([])
    desk.world.pass(14.1)
    await expect(desk.collect()).resolves.toMatchObject({ resweep: { outcome: 'done', queued: 1 } })
    expect(await desk.queued()).toEqual(['late'])
  })

  it('what it queued is not queued again by the next one; what has changed since is', async () => {
    desk.world.pass(10)
    await desk.collect()
    for (const id of ['same', 'changing']) desk.raise(id, 2)
    desk.world.pass(15)
    await desk.collect()
    expect(await desk.queued()).toEqual(['changing', 'same'])
    desk.world.pass(23.8)
    await desk.collect()
    desk.raise('changing', 1)
    desk.world.pass(0.5)
    await expect(desk.collect()).resolves.toMatchObject({ resweep: { queued: 1, unchanged: 1 } })
    expect(await desk.queued()).toEqual(['changing'])
  })

  it('what the main window has just queued is not queued a second time', async () => {
    desk.world.pass(25)
    for (const id of ['a', 'b', 'c']) desk.raise(id, 1)
    await expect(desk.collect()).resolves.toMatchObject({ queued: 3, resweep: { queued: 0, unchanged: 3 } })
    expect(await desk.queued()).toEqual(['a', 'b', 'c'])
  })

  it('what comes twice all the same is one sighting', async () => {
    desk.raise('a')
    desk.world.pass(1)
    await desk.collectAndOpen()
    await desk.world.storage.blobs('collected').remove('marks')
    desk.world.pass(24)
    expect(await desk.collectAndOpen()).toBe(1)
    expect(await desk.world.rows('Sightings')).toHaveLength(1)
    expect(await desk.world.rows('Reports')).toHaveLength(1)
  })

  it('a 429 in it: everything rests until then, and it goes on where it stopped', async () => {
    desk.world.pass(10)
    await desk.collect()
    for (const id of ['a', 'b', 'c', 'd']) desk.raise(id, 5)
    desk.world.pass(15)
    desk.graph.faults.push(undefined, undefined, throttled)
    await expect(desk.collect()).resolves.toMatchObject({
      outcome: 'done',
      resweep: { outcome: 'stopped', cause: 'throttled', pages: 1 },
    })
    const asked = desk.graph.requests.length
    desk.world.pass(0.3)
    await expect(desk.collect()).resolves.toMatchObject({ outcome: 'waiting' })
    expect(desk.graph.requests).toHaveLength(asked)
    desk.world.pass(0.1)
    await expect(desk.collect()).resolves.toMatchObject({ resweep: { outcome: 'done', queued: 2 } })
    expect(await desk.queued()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('any other fault in it does not keep the main window back', async () => {
    desk.world.pass(25)
    desk.graph.faults.push(undefined, ...Array.from({ length: 12 }, () => ({ status: 400, body: '{}' })))
    await expect(desk.collect()).resolves.toMatchObject({ outcome: 'done', resweep: { cause: 'rejected' } })
    expect(remediesIn(desk.world)).toMatchObject([{ reads: 'changes of the last 48 hours' }])
    desk.graph.faults.length = 0
    desk.raise('new')
    desk.world.pass(0.1)
    await expect(desk.collect()).resolves.toMatchObject({
      outcome: 'done',
      queued: 1,
      resweep: { outcome: 'done' },
    })
  })

  it('a cursor somebody has spoilt: one line, and a new start', async () => {
    const spoilt = { partitionKey: 'checkpoint', Value: '"yesterday"' }
    for (const rowKey of ['alerts-resweep', 'alerts-recheck'])
      await desk.world.storage.table('Checkpoints').merge({ ...spoilt, rowKey })
    desk.world.pass(25)
    await desk.collect()
    expect(remediesIn(desk.world)).toMatchObject([
      { event: 'cursor unreadable', remedy: containing('48 hours') },
      { event: 'cursor unreadable', remedy: containing('in a week') },
    ])
    desk.world.pass(25)
    await expect(desk.collect()).resolves.toMatchObject({ resweep: { outcome: 'done' } })
    expect(remediesIn(desk.world)).toHaveLength(2)
  })
})

it('the first re-sweep reaches no further back than the look back that was set', async () => {
  const desk = await startGraphDesk({ COLLECT_LOOKBACK_HOURS: '0' })
  desk.raise('old', 3)
  await desk.collect()
  desk.world.pass(24.5)
  await desk.collect()
  expect(await desk.queued()).toEqual([])
  await desk.close()
})

describe('the alerts behind open reports, once a week', () => {
  let desk: GraphDesk
  beforeEach(async () => {
    desk = await startGraphDesk()
  })
  afterEach(() => desk.close())

  const opened = async (...ids: string[]) => {
    for (const id of ids) desk.raise(id, 1)
    await desk.collectAndOpen()
  }
  /** The daily look gets nothing to see, so that only the weekly one can find out. */
  const aWeekOn = async (...faults: readonly (GraphFault | undefined)[]) => {
    desk.world.pass(7 * 24 - 1)
    await desk.collect()
    desk.world.pass(1.1)
    desk.graph.faults.push(...faults)
    return desk.collect()
  }

  it('a judgement that moved no date still withdraws the report', async () => {
    await opened('a', 'b')
    desk.change('a', falsePositive)
    desk.change('b', falsePositive)
    await expect(aWeekOn()).resolves.toMatchObject({ recheck: { outcome: 'done', read: 2, queued: 2 } })
    for (const message of ['a', 'b'])
      await desk.world.openCase(fromGraph(graphAlert({ id: message, ...falsePositive })))
    await desk.world.chaseReports()
    expect(await desk.world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
  })

  it('not before the week is over, and once a week', async () => {
    await opened('a')
    desk.world.pass(6 * 24)
    expect(await desk.collect()).not.toHaveProperty('recheck')
    desk.world.pass(25)
    await expect(desk.collect()).resolves.toMatchObject({ recheck: { read: 1 } })
    desk.world.pass(25)
    expect(await desk.collect()).not.toHaveProperty('recheck')
    desk.world.pass(6 * 24)
    await expect(desk.collect()).resolves.toMatchObject({ recheck: { read: 1 } })
  })

  it.each([
    { what: 'Graph no longer knows', fault: undefined, counts: { missing: 1, refused: 0 } },
    {
      what: 'Graph refuses to tell of',
      fault: { status: 400, body: '{}' },
      counts: { missing: 0, refused: 1 },
    },
  ])('an alert that $what is no fault', async ({ fault, counts }) => {
    await opened('a', 'b')
    if (fault === undefined) desk.drop('a')
    const faults = fault === undefined ? [] : [undefined, fault]
    await expect(aWeekOn(...faults)).resolves.toMatchObject({
      recheck: { outcome: 'done', queued: 1, ...counts },
    })
    desk.world.pass(0.1)
    expect(await desk.collect()).not.toHaveProperty('recheck')
  })

  it('closed reports and alerts that did not come out of Graph are left alone', async () => {
    await opened('a')
    await desk.world.openCase(graphAlert({ id: 'by-siem', title: 'Bad' }, [device, ip('20.119.0.43')]))
    expect(await desk.world.rows('Reports')).toHaveLength(2)
    await expect(aWeekOn()).resolves.toMatchObject({ recheck: { read: 1 } })
    await desk.world.openCase(fromGraph(graphAlert({ id: 'a', ...falsePositive })))
    await desk.world.chaseReports()
    await expect(aWeekOn()).resolves.toMatchObject({ recheck: { outcome: 'done', read: 0 } })
  })

  it('a 429 in it: everything rests until then, and it goes on where it stopped', async () => {
    await opened('a', 'b', 'c')
    // Two pages of the main window, then the first alert.
    await expect(aWeekOn(undefined, undefined, undefined, throttled)).resolves.toMatchObject({
      outcome: 'done',
      recheck: { outcome: 'stopped', cause: 'throttled', read: 2, queued: 1 },
    })
    const asked = desk.graph.requests.length
    desk.world.pass(0.3)
    await expect(desk.collect()).resolves.toMatchObject({ outcome: 'waiting' })
    expect(desk.graph.requests).toHaveLength(asked)
    desk.world.pass(0.1)
    await expect(desk.collect()).resolves.toMatchObject({ recheck: { outcome: 'done', queued: 2 } })
    expect(await desk.queued()).toEqual(['a', 'b', 'c'])
  })

  it('an alert at which Graph fails again and again is left out at the third try', async () => {
    await opened('a', 'b')
    const broken = { status: 500, body: '{}' }
    const failed = { recheck: { outcome: 'stopped', cause: 'server-error', queued: 0 } }
    await expect(aWeekOn(undefined, broken)).resolves.toMatchObject(failed)
    for (const ends of [failed, { recheck: { outcome: 'done', queued: 1, refused: 1 } }]) {
      desk.world.pass(0.1)
      desk.graph.faults.push(undefined, broken)
      await expect(desk.collect()).resolves.toMatchObject(ends)
    }
    expect(await desk.queued()).toHaveLength(1)
    expect(remediesIn(desk.world).at(-1)).toMatchObject({ event: 'alert not read again' })
  })
})

describe('what has become false withdraws its report', () => {
  let desk: GraphDesk
  beforeEach(async () => {
    desk = await startGraphDesk()
    for (const id of ['a', 'b']) desk.raise(id, 0.5)
    await desk.collectAndOpen()
    desk.world.pass(0.2)
  })
  afterEach(() => desk.close())

  const turnFalse = async (...ids: string[]) => {
    for (const id of ids)
      desk.change(id, { ...falsePositive, lastUpdateDateTime: desk.world.at.toISOString() })
    desk.world.pass(0.1)
    await desk.collectAndOpen()
    await desk.world.chaseReports()
  }

  it.each([
    { turned: ['a', 'b'], status: 'closed', outcome: 'withdrawn', mails: 0 },
    { turned: ['a'], status: 'collecting', outcome: undefined, mails: 1 },
  ])(
    '$turned of two alerts of one case, in one poll: $status',
    async ({ turned, status, outcome, mails }) => {
      await turnFalse(...turned)
      const report = await desk.world.report()
      expect([report['Status'], report['Outcome']]).toEqual([status, outcome])
      desk.world.pass(1.1)
      await desk.world.fileReports()
      expect(desk.world.mails).toHaveLength(mails)
    },
  )

  it('one after the other, in two polls: withdrawn with the last', async () => {
    await turnFalse('a')
    expect(await desk.world.report()).toMatchObject({ Status: 'collecting' })
    await turnFalse('b')
    expect(await desk.world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
  })

  it('both in one poll after the report was sent: the withdrawal leaves in its thread', async () => {
    desk.world.pass(1.1)
    await desk.world.fileReports()
    await turnFalse('a', 'b')
    await desk.world.fileReports()
    expect(await desk.world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    expect(desk.world.mails.map((mail) => mail.envelopeId?.split('.').at(1))).toEqual([
      'initial',
      'withdrawal',
    ])
  })

  it('and true again before it was looked at: the report stays', async () => {
    for (const id of ['a', 'b'])
      desk.change(id, { ...falsePositive, lastUpdateDateTime: desk.world.at.toISOString() })
    desk.world.pass(0.1)
    await desk.collectAndOpen()
    desk.change('a', { ...truePositive, lastUpdateDateTime: desk.world.at.toISOString() })
    desk.world.pass(0.1)
    await desk.collectAndOpen()
    await desk.world.chaseReports()
    expect(await desk.world.report()).toMatchObject({ Status: 'collecting' })
  })
})

describe('an alert seen again', () => {
  const comment = {
    '@odata.type': 'microsoft.graph.security.alertComment',
    comment: 'DAR-2611-7F3K9QXM sent',
    createdByDisplayName: 'API Action',
  }
  it.each([
    // The date is kept, because of several copies the newest counts; a comment may hold a judgement.
    { what: 'with a comment of ours', fields: { comments: [comment] }, writes: 2 },
    {
      what: 'with another status and owner',
      fields: { status: 'inProgress', assignedTo: 'a@corp.example' },
      writes: 1,
    },
    { what: 'classified', fields: { classification: 'truePositive' }, writes: 2 },
    { what: 'determined', fields: { determination: 'malware' }, writes: 2 },
    // Its report is read in place of a look being asked for: the hourly one counts it.
    { what: 'active later', fields: { lastActivityDateTime: '2026-11-23T10:30:00Z' }, writes: 1 },
  ])('$what, its date of change moved: $writes writes', async ({ fields, writes }) => {
    const world = await SmallWorld.start()
    await world.openCase(fromGraph(graphAlert()))
    const watched = watch(world.storage)
    const again = graphAlert({ lastUpdateDateTime: '2026-11-23T11:00:00Z', ...fields })
    await world.openCase(fromGraph(again), watched.storage)
    expect(watched.writes()).toBe(writes)
    await world.close()
  })
})
