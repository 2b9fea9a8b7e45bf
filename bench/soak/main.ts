import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { soak } from '../../sandbox/soak/soak'
import type { Slice, SoakResult } from '../../sandbox/soak/soak'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    endpoints: { type: 'string', default: '30' },
    seed: { type: 'string', default: '20119' },
  },
})
const root = join(__dirname, '../..')
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)

const columns: readonly (readonly [head: string, of: (slice: Slice) => string])[] = [
  ['slice', ({ number }) => String(number)],
  ['minute', ({ minute }) => minute.toFixed(1)],
  ['day', ({ day }) => day.toFixed(2)],
  ['endpoints', ({ targets }) => String(targets)],
  ['heap MB', ({ heapInBytes }) => megabytes(heapInBytes)],
  ['RSS MB', ({ rssInBytes }) => megabytes(rssInBytes)],
  ['process', ({ isSameProcess }) => (isSameProcess ? 'same' : 'new')],
]
const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(10)).join('')

/** The slices of the last process, but for the first, in which it warms up. */
function steady({ slices }: SoakResult): readonly Slice[] {
  const begun = slices.findLastIndex(({ isSameProcess }) => !isSameProcess)
  return slices.slice(begun + 2)
}

/** Least squares: bytes of heap per slice. */
function slopeOf(slices: readonly Slice[]): number {
  const meanX = slices.reduce((sum, _, n) => sum + n, 0) / slices.length
  const meanY = slices.reduce((sum, { heapInBytes }) => sum + heapInBytes, 0) / slices.length
  const xx = slices.reduce((sum, _, n) => sum + (n - meanX) ** 2, 0)
  const xy = slices.reduce((sum, { heapInBytes }, n) => sum + (n - meanX) * (heapInBytes - meanY), 0)
  return xx === 0 ? 0 : xy / xx
}

/** What a heap may gain over the slices that were watched, and still be called flat. */
const mostGainInBytes = 4 * 2 ** 20

async function main(): Promise<void> {
  const options = {
    minutes: Number(values.minutes),
    endpoints: Number(values.endpoints),
    seed: Number(values.seed),
  }
  console.log(line(columns.map(([head]) => head)))
  const result = await soak({
    root,
    ...options,
    onSlice: (slice) => console.log(line(columns.map(([, of]) => of(slice)))),
  })
  const { ledger, weather, smtp } = result
  const watched = steady(result)
  const gain = slopeOf(watched) * Math.max(0, watched.length - 1)
  const { lost, doubled, miscounted, mailedTwice, disputed, unfinished, unanswered, ...counts } = ledger
  const wrong = { lost, doubled, miscounted, mailedTwice, disputed, unfinished, unanswered }
  const rows: readonly (readonly [string, unknown])[] = [
    ['seed', options.seed],
    ['days of the world', result.days.toFixed(1)],
    [
      'endpoints, alerts, deliveries of alerts',
      [result.targets, result.alerts, result.deliveries].join(', '),
    ],
    ['reports, sightings, mails', [counts.reports, counts.sightings, counts.mails].join(', ')],
    [
      'status in the end',
      Object.entries(counts.byStatus)
        .map((pair) => pair.join(' '))
        .join(', '),
    ],
    ['killed, told to end', `${weather.kills}, ${weather.terminations}`],
    ['longest end after SIGTERM, ms', weather.longestEndInMs.toFixed(0)],
    ['outages of storage, of the mailbox', `${weather.storageOutages}, ${weather.mailboxOutages}`],
    ['faults of Graph', weather.graphFaults],
    [
      'attempts by SMTP; dropped and kept, dropped and lost',
      [smtp.attempts, smtp.dropped.kept, smtp.dropped.lost].join(', '),
    ],
    ['heap over the last process, MB', `${megabytes(gain)} gained in ${watched.length} slices`],
    ['quarantined', counts.quarantined],
    ...Object.entries(wrong).map(([what, list]) => [what, list.length] as const),
  ]
  console.log('')
  for (const [what, value] of rows) console.log(`${what.padEnd(55)} ${String(value)}`)
  const isRight = Object.values(wrong).every((list) => list.length === 0) && counts.quarantined === 0
  if (!isRight) console.log(JSON.stringify(wrong))
  if (gain > mostGainInBytes) console.log(`the heap grows: more than ${megabytes(mostGainInBytes)} MB`)
  if (!isRight || gain > mostGainInBytes) process.exitCode = 1
}

void main()
