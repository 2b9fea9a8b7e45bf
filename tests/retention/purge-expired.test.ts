import { reportKey } from '../../shared/reports/report-row'
import { reportStore } from '../../shared/reports/report-store'
import { statuses } from '../../shared/reports/report'
import { readHistory, verifyHistory } from '../../shared/review/report-history'
import { caseStore } from '../../shared/cases/case'
import { purgeExpired } from '../../shared/retention/purge-expired'
import { mostMonths } from '../../shared/review/keep-statistics'
import { after, dayInMs } from '../../shared/model/time'
import { checkpointsOf } from '../../shared/storage/checkpoints'
import type { Storage } from '../../shared/storage/storage'
import { rowsOf, untilKilled, watch } from '../helpers/faulty-storage'
import { days, hours, reportId, waits, ways } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'
import { counts, everything, kept, purgeAt, writeQuarantined, writeReport, writeSighting } from './old-rows'

const done = { id: reportId('DAR-2611-7F3K9QXM'), caseKey: 'ab01' }
const open = { id: reportId('DAR-2611-7F3K9QXN'), caseKey: 'cd02' }
const barred = { id: reportId('DAR-2611-7F3K9QXP'), caseKey: 'ef03' }

const writeDone = (storage: Storage) =>
  writeReport(storage, { ...done, steps: ['filed', 'accepted', 'decided'] })
const writeBarred = (storage: Storage) => writeReport(storage, { ...barred, steps: ['held', 'declined'] })

it('what is younger than it is to be kept stays, all of it', async () => {
  const storage = freshStorage()
  await writeDone(storage)
  await writeQuarantined(storage, { strange: true })
  const before = await everything(storage)
  expect(await purgeAt(storage, days(89))).toMatchObject({ ended: 'done', removed: {} })
  expect(await everything(storage)).toEqual(before)
})

it('for ever means for ever', async () => {
  const storage = freshStorage()
  await writeDone(storage)
  await writeQuarantined(storage, { strange: true })
  const before = await everything(storage)
  const never = { evidenceInDays: undefined, reportsInDays: undefined, mailsInDays: undefined }
  await purgeAt(storage, days(9000), { ...never, alertsInDays: undefined, quarantineInDays: undefined })
  expect(await everything(storage)).toEqual(before)
})

describe('a report that was closed 400 days ago', () => {
  it('keeps its row, its case and one Event that says so', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    const { removed } = await purgeAt(storage, days(402))
    expect(removed).toEqual({
      ...{ Sightings: 2, Events: 4, Deliveries: 1, Pairs: 1, 'message blobs': 1, 'mail texts': 1 },
    })
    expect(await counts(storage)).toEqual({ Reports: 1, Cases: 1, Events: 1, Mails: 1 })
    const [event] = await rowsOf(storage, 'Events')
    expect(event).toMatchObject({ rowKey: 'purged', Cause: 'purged', By: 'purgeExpired' })
    const history = await readHistory(storage, done.id)
    expect(await verifyHistory(storage, history!)).toEqual([])
  })

  it('loses the words of its mails, and not that they were read', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    await purgeAt(storage, days(402))
    const [mail] = await rowsOf(storage, 'Mails')
    expect(mail).toMatchObject({
      rowKey: `mail-of-${done.id}`,
      From: '',
      Subject: '',
      Text: '',
      Kind: 'receipt',
    })
  })

  it('keeps a sighting that came late', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    await writeSighting(storage, done, 'late', days(390))
    await purgeAt(storage, days(402))
    expect(await rowsOf(storage, 'Sightings')).toMatchObject([{ rowKey: 'late' }])
  })

  it('removes in its time what was ruled out when it came', async () => {
    const storage = freshStorage()
    const { caseKey } = done
    for (const [key, at] of [
      ['old', hours(1)],
      ['late', days(390)],
    ] as const)
      await writeSighting(storage, { caseKey }, key, at)
    await purgeAt(storage, days(402))
    expect(await rowsOf(storage, 'Sightings')).toMatchObject([{ rowKey: 'late' }])
  })

  it('keeps everything while somebody is to look at it again', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    await storage.table('Agenda').merge({ partitionKey: 'watch', rowKey: done.id, WatchAt: days(900) })
    const before = await everything(storage)
    await purgeAt(storage, days(900))
    expect(await everything(storage)).toEqual(before)
  })
})

describe('a report that was closed 800 days ago', () => {
  it('gives up its case first, and goes a run later', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    await purgeAt(storage, days(802))
    expect(await counts(storage)).toEqual({ Reports: 1, Events: 1 })
    await purgeAt(storage, days(803))
    expect(await counts(storage)).toEqual({})
  })

  it('leaves a case alone that has moved on to another report', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    const cases = caseStore(storage)
    const held = await cases.get(done.caseKey)
    await cases.swap({ ...held!.theCase, reportId: open.id }, held!.etag)
    await purgeAt(storage, days(802))
    expect(await counts(storage)).toEqual({ Cases: 1 })
  })

  it('stays with its case for as long as it keeps the endpoint from being reported', async () => {
    const storage = freshStorage()
    await writeBarred(storage)
    await purgeAt(storage, days(802))
    await purgeAt(storage, days(803))
    expect(await counts(storage)).toMatchObject({ Reports: 1, Cases: 1 })
    expect((await reportStore(storage, waits).get(barred.id))?.report).toMatchObject({ outcome: 'declined' })
  })

  it('is older than anything that figures are ever counted from again', () => {
    // The oldest month begins so many whole months before the end of the present one.
    expect(750).toBeGreaterThan((mostMonths / 12) * 366)
  })
})

it.each(statuses.filter((status) => status !== 'closed'))(
  'a report that is %s keeps everything',
  async (status) => {
    const storage = freshStorage()
    await writeReport(storage, { ...open, steps: ways[status] })
    const before = await everything(storage)
    for (const at of [402, 803, 5000]) await purgeAt(storage, days(at))
    expect(await everything(storage)).toEqual(before)
  },
)

it('a report that nobody can read keeps everything, and is told of', async () => {
  const storage = freshStorage()
  await writeDone(storage)
  const held = await storage.table('Reports').get(reportKey(done.id))
  await storage.table('Reports').replace({ ...held!.key, ...held!.cells, State: '{"cut' }, held!.etag)
  const before = await everything(storage)
  const { removed, left } = await purgeAt(storage, days(802))
  expect(removed).toEqual({})
  expect(left.count).toBeGreaterThan(0)
  expect(await everything(storage)).toEqual(before)
})

describe('a message in quarantine', () => {
  it('goes after 90 days, with its body and its question', async () => {
    const storage = freshStorage()
    await writeQuarantined(storage, { strange: true }, new Date())
    const { removed } = await purgeAt(storage, after(new Date(), 91 * dayInMs))
    expect(removed).toEqual({ Quarantine: 1, 'quarantine blobs': 1, Questions: 1 })
    expect(await counts(storage)).toEqual({})
  })

  it('stays until its answer is carried out', async () => {
    const storage = freshStorage()
    await writeQuarantined(storage, { strange: true })
    const questions = storage.table('Questions')
    for await (const { key } of questions.list()) await questions.merge({ ...key, Answer: 'replay' })
    await purgeAt(storage, after(new Date(), 91 * dayInMs))
    expect(await counts(storage)).toEqual({ Quarantine: 1, quarantine: 1, Questions: 1 })
  })
})

describe('whole alerts', () => {
  const name = 'a'.repeat(64)
  const put = (storage: Storage) => storage.blobs('alerts').put(name, Buffer.from('{}'), 'application/json')
  const later = () => after(new Date(), 40 * dayInMs)

  it('go after 30 days', async () => {
    const storage = freshStorage()
    await put(storage)
    expect((await purgeAt(storage, after(new Date(), 29 * dayInMs))).removed).toEqual({})
    expect((await purgeAt(storage, later())).removed).toEqual({ 'alert blobs': 1 })
  })

  it.each(['alerts', 'alerts-poison'] as const)('stay while a message waits in %s', async (queue) => {
    const storage = freshStorage()
    await put(storage)
    await storage.queue(queue).send('x', 3600)
    expect((await purgeAt(storage, later())).removed).toEqual({})
  })

  it('stay while a message in quarantine refers to them', async () => {
    const storage = freshStorage()
    await put(storage)
    await writeQuarantined(storage, { defenderAbuseReporter: 1, blob: `alerts/${name}` }, later())
    expect((await purgeAt(storage, later())).removed).toEqual({})
  })
})

it('a message that no delivery names goes, one that is named stays', async () => {
  const storage = freshStorage()
  await writeReport(storage, { ...open, steps: ['filed'] })
  await storage
    .blobs('messages')
    .put(`${'b'.repeat(64)}.eml`, Buffer.from('an attempt before'), 'message/rfc822')
  const { removed } = await purgeAt(storage, after(new Date(), 500 * dayInMs))
  expect(removed).toEqual({ 'message blobs': 1 })
})

it('rows of a newer version are left alone, and told of', async () => {
  const storage = freshStorage()
  await writeDone(storage)
  for (const table of ['Sightings', 'Events', 'Deliveries', 'Pairs', 'Mails', 'Reports'] as const)
    for await (const { key } of storage.table(table).list())
      await storage.table(table).merge({ ...key, SchemaVersion: 2 })
  const before = await everything(storage)
  const { left } = await purgeAt(storage, days(802))
  expect(await everything(storage)).toEqual(before)
  expect(left.count).toBeGreaterThan(0)
})

describe('two runs', () => {
  it('do not work within the same hour', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    const both = await Promise.all([purgeAt(storage, days(802)), purgeAt(storage, days(802))])
    expect(both.map(({ ended }) => ended).toSorted()).toEqual(['done', 'elsewhere'])
    expect(await purgeAt(storage, after(days(802), 1000))).toMatchObject({ ended: 'elsewhere', removed: {} })
  })

  it('go on where time was up, and come to an end', async () => {
    const storage = freshStorage()
    await writeDone(storage)
    let ended = ''
    let runs = 0
    for (; ended !== 'done' && runs < 30; runs++) {
      let asked = 0
      // The clock jumps past the budget at a later question in every run.
      const now = () => after(days(402 + runs / 10), asked++ < 2 + (runs % 5) ? 0 : 60_001)
      ended = (
        await purgeExpired({ storage, checkpoints: checkpointsOf(storage), kept, now, budgetInMs: 60_000 })
      ).ended
    }
    expect(runs).toBeGreaterThan(2)
    expect(await counts(storage)).toEqual({ Reports: 1, Cases: 1, Events: 1, Mails: 1 })
  })
})

describe('killed after any write', () => {
  const play = async (killAfter: number) => {
    const storage = freshStorage()
    await writeDone(storage)
    await writeQuarantined(storage, { strange: true })
    const watched = watch(storage, killAfter)
    for (const at of [402, 802, 803, 1300].map(days)) {
      const end = await untilKilled(() => purgeAt(watched.storage, at))
      if (end === 'killed') break
    }
    return { storage, writes: watched.writes() }
  }

  it('nothing is left that the program misreads, and the next runs do the rest', async () => {
    const clean = await play(Infinity)
    const rest = await everything(clean.storage)
    expect(clean.writes).toBeGreaterThan(20)
    const again = async (n: number) => {
      const { storage } = await play(n)
      const faults = await faultsIn(storage)
      for (const day of [1301, 1302]) await purgeAt(storage, days(day))
      return { n, faults, rest: await everything(storage) }
    }
    const kills = Array.from({ length: clean.writes - 1 }, (_, n) => n + 1)
    for (const end of await Promise.all(kills.map(again))) expect(end).toEqual({ n: end.n, faults: [], rest })
  }, 60_000)

  async function faultsIn(storage: Storage): Promise<readonly string[]> {
    const held = await caseStore(storage).get(done.caseKey)
    const history = await readHistory(storage, done.id)
    // Whoever finds the case opens its report anew.
    if (!history) return held ? ['the case stands without its report'] : []
    return verifyHistory(storage, history)
  }
})
