import fc from 'fast-check'
import { parseReportId, type ReportId } from '../../shared/model/report-id'
import { applyCause } from '../../shared/reports/apply-cause'
import type { Report } from '../../shared/reports/report'
import { reportKey, toReportRow } from '../../shared/reports/report-row'
import { countReports, countStanding } from './count-all'
import { keepStatistics, type Thoroughness } from '../../shared/review/keep-statistics'
import { readStatistics } from '../../shared/review/read-statistics'
import { statisticsOf } from '../../shared/review/statistics'
import { toKeptRow } from '../../shared/review/statistics-row'
import type { Storage } from '../../shared/storage/storage'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { causes, days, evidence, reportIn } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const idIn = (month: string, n: number): ReportId =>
  parseReportId(`DAR-${month}-${String(n).padStart(8, '0')}`)!
const months = ['2611', '2610', '2601']

/** Whatever may become of a report, over and over. */
const makers: readonly ((reportId: ReportId) => Report)[] = [
  (reportId) => reportIn('queued', { reportId }),
  (reportId) => reportIn('sent', { reportId }),
  (reportId) => reportIn('sent', { reportId, trial: true }),
  (reportId) => reportIn('acknowledged', { reportId, evidence: { ...evidence, abuse: 'spam' } }),
  (reportId) =>
    applyCause(reportIn('sent', { reportId }), { ...causes.decided, receivedAt: days(4) }, days(4)),
  (reportId) => ({
    ...reportIn('sent', { reportId }),
    takedown: { state: 'gone', since: days(3), goneAt: days(3) },
  }),
]

async function put(storage: Storage, report: Report): Promise<void> {
  const row = toReportRow(report, undefined)
  const table = storage.table('Reports')
  if ((await table.insert(row)) === undefined)
    await table.replace(row, (await table.get(reportKey(report.id)))!.etag)
}

/** Storage in which `meanwhile` happens after every read of a list, and between its rows. */
function disturbed(storage: Storage, meanwhile: () => Promise<void>): Storage {
  return {
    ...storage,
    table: (name) => ({
      ...storage.table(name),
      async *list(query) {
        for await (const row of storage.table(name).list(query)) {
          yield row
          await meanwhile()
        }
        await meanwhile()
      },
    }),
  }
}

const keep = (storage: Storage, now: Date, thoroughness?: Thoroughness) =>
  keepStatistics({ storage, now: () => now }, thoroughness)

type Step =
  | { readonly kind: 'write'; readonly month: number; readonly n: number; readonly maker: number }
  | { readonly kind: 'keep'; readonly meanwhile: number }
  | { readonly kind: 'pass'; readonly days: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    month: fc.nat(months.length - 1),
    n: fc.nat(3),
    maker: fc.nat(makers.length - 1),
  }),
  fc.record({ kind: fc.constant('keep' as const), meanwhile: fc.nat(4) }),
  fc.record({ kind: fc.constant('pass' as const), days: fc.constantFrom(0.02, 1, 3, 20) }),
)

it('whatever is written whenever, also while a month is counted: it comes to what all reports together give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const storage = freshStorage()
      const reports = new Map<ReportId, Report>()
      const write = async ({ month, n, maker }: Extract<Step, { kind: 'write' }>) => {
        const report = makers[maker]!(idIn(months[month]!, n))
        reports.set(report.id, report)
        await put(storage, report)
      }
      let now = days(5)
      for (const [n, one] of steps.entries()) {
        if (one.kind === 'write') await write(one)
        if (one.kind === 'pass') now = new Date(now.getTime() + one.days * 86_400_000)
        if (one.kind === 'keep') {
          let left = one.meanwhile
          const meanwhile = async () => {
            if (left-- > 0)
              await write({ kind: 'write', month: left % 2, n: left, maker: (n + left) % makers.length })
          }
          await keep(disturbed(storage, meanwhile), now)
        }
      }
      await keep(storage, now, { months: 12 })
      const view = await readStatistics(storage, now, 12)
      expect(view.notCounted).toEqual([])
      const tallies = view.months.flatMap(({ month, computedAt, ...figures }) => {
        const ofMonth = [...reports.values()].filter(({ id }) => id.includes(`-${month}-`))
        const scratch = countReports(ofMonth, computedAt)
        expect(figures).toEqual(statisticsOf(scratch))
        return scratch
      })
      expect(view.all).toEqual(statisticsOf(tallies))
      // Nothing changes any more: nothing is counted any more.
      expect(await keep(storage, now, { months: 12 })).toEqual([])
    }),
    { numRuns: 12, seed: 14 },
  )
}, 60_000)

it('killed after its write, or run twice at once: the month is counted, and stands there once', async () => {
  const storage = freshStorage()
  await put(storage, reportIn('sent', { reportId: idIn('2611', 1) }))
  const second = () => keep(storage, days(1), { months: 1 }).then(() => undefined)
  expect(await untilKilled(() => keep(watch(storage, 1, second).storage, days(1), { months: 2 }))).toBe(
    'killed',
  )
  await put(storage, reportIn('sent', { reportId: idIn('2611', 2) }))
  await Promise.all([1, 2, 3].map(() => keep(storage, days(1), { months: 2 })))
  expect(await readStatistics(storage, days(1), 2)).toMatchObject({ all: { sent: 2 }, notCounted: [] })
})

describe('a month that takes longer than a run', () => {
  const big = async () => {
    const storage = freshStorage()
    for (const n of [1, 2, 3, 4]) await put(storage, reportIn('sent', { reportId: idIn('2611', n) }))
    await put(storage, reportIn('sent', { reportId: idIn('2610', 1) }))
    return storage
  }
  /** Time for two reports. */
  const hurried = (storage: Storage, now: Date) => {
    let asked = 0
    return keepStatistics({ storage, now: () => now, isTimeUp: () => ++asked > 2 })
  }

  it('is left as it is, and told of', async () => {
    const storage = await big()
    await expect(hurried(storage, days(1))).rejects.toThrow('2611 holds more reports')
    expect((await readStatistics(storage, days(1), 1)).notCounted).toEqual(['2611'])
  })

  it('keeps no other from being counted', async () => {
    const storage = await big()
    for (let run = 0; run < 30; run++)
      await hurried(storage, new Date(days(1).getTime() + run * 300_000)).catch(() => undefined)
    expect((await readStatistics(storage, days(1), 24)).notCounted).toEqual(['2611'])
  })
})

it('the slower of two leaves what the faster has counted', async () => {
  const storage = freshStorage()
  await put(storage, reportIn('sent', { reportId: idIn('2611', 1) }))
  let once = true
  const faster = async () => {
    if (!once) return
    once = false
    await keep(storage, days(5), { months: 1 })
  }
  expect(await keep(disturbed(storage, faster), days(1), { months: 1 })).toEqual([])
  expect(await readStatistics(storage, days(5), 1)).toMatchObject({ months: [{ computedAt: days(5) }] })
})

it('the clock alone changes what is known after 7, 30 and 90 days; it is counted then, not before, and once', async () => {
  const storage = freshStorage()
  await put(storage, reportIn('sent', { reportId: idIn('2611', 1) }))
  await keep(storage, days(1), { months: 1 })
  const counted: number[] = []
  for (let day = 2; day < 120; day++) {
    if ((await keep(storage, days(day), { months: 5 })).includes('2611')) counted.push(day)
  }
  // It left two hours into day 0.
  expect(counted).toEqual([8, 31, 91])
})

it('a year of figures costs two reads, however many reports there are', async () => {
  const storage = freshStorage()
  for (let n = 0; n < 30; n++) await put(storage, reportIn('sent', { reportId: idIn('2611', n) }))
  await keep(storage, days(1), { months: 12 })
  const watched = watch(storage)
  expect(await readStatistics(watched.storage, days(1), 12)).toMatchObject({ all: { sent: 30 } })
  expect(watched.operations()).toBe(2)
})

it('a run counts two months at most, the newest first; with nothing to do it costs five reads at most', async () => {
  const storage = freshStorage()
  expect(await keep(storage, days(0))).toEqual(['2611', '2610'])
  expect(await keep(storage, days(0))).toEqual(['2609', '2608'])
  await keep(storage, days(0), { months: 24 })
  const costs: number[] = []
  for (let run = 0; run < 24; run++) {
    const watched = watch(storage)
    await keep(watched.storage, new Date(days(1).getTime() + run * 300_000))
    expect(watched.writes()).toBe(0)
    costs.push(watched.operations())
  }
  expect(Math.max(...costs)).toBeLessThanOrEqual(5)
  // Every month has its turn within the hour.
  await put(storage, reportIn('sent', { reportId: idIn('2503', 1) }))
  const hour = Array.from({ length: 12 }, (_, run) => new Date(days(2).getTime() + run * 300_000))
  const counted: (readonly string[])[] = []
  for (const at of hour) counted.push(await keep(storage, at))
  expect(counted.flat()).toEqual(['2503'])
})

it('ten thousand reports that all took another time fit into a row', () => {
  const reports = Array.from({ length: 10_000 }, (_, n) =>
    applyCause(reportIn('sent'), { ...causes.decided, receivedAt: days(1 + n / 10) }, days(1 + n / 10)),
  )
  const row = toKeptRow({
    month: '2611',
    computedAt: days(1),
    seenUpTo: '',
    tallies: countReports(reports, days(1)),
    standing: countStanding(
      reports.map((report) => ({ report })),
      days(1),
    ),
  })
  const texts = Object.values(row).filter((cell) => typeof cell === 'string')
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(32_768)
  expect(2 * texts.join('').length).toBeLessThan(900_000)
})
