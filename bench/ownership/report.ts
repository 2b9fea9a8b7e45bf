import { CONTESTANTS } from './contestants'
import type { Dataset } from './dataset'
import type { Measurement } from './measure'

const million = (rate: number): string =>
  rate >= 100_000 ? `${(rate / 1e6).toFixed(2)} M` : Math.round(rate).toString()
const of = (measured: readonly Measurement[], name: string): Measurement | undefined =>
  measured.find((one) => one.name.startsWith(name))

/** Ratio to this index; above 1 means that this index is faster. */
function ratio(ours: number, theirs: number): string {
  const times = ours / theirs
  return times >= 100 ? Math.round(times).toString() : times.toFixed(2)
}

export function printTable(measured: readonly Measurement[]): void {
  const ours = measured[0]?.mixed ?? NaN
  const header = [
    'contestant',
    'build ms',
    'look-ups/s',
    'v4 only',
    'v6 only',
    'ours is ×',
    'heap MB',
    'arrays MB',
    'rss MB',
    'asked',
    'returns',
  ]
  const rows = measured.map((one) => [
    one.name,
    one.buildInMs.toFixed(0),
    million(one.mixed),
    million(one.v4),
    million(one.v6),
    ratio(ours, one.mixed),
    one.heapInMb.toFixed(1),
    one.arraysInMb === null ? '–' : one.arraysInMb.toFixed(2),
    one.residentInMb.toFixed(0),
    one.answered.toString(),
    CONTESTANTS.find(({ name }) => name === one.name)?.returns ?? '',
  ])
  const widths = header.map((title, i) =>
    Math.max(...[header, ...rows].map((row) => (row[i] ?? title).length)),
  )
  for (const row of [header, widths.map((width) => '-'.repeat(width)), ...rows]) {
    console.log(
      `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`,
    )
  }
}

/** What the project promises, and what this run says about it. */
export function printTargets(measured: readonly Measurement[], dataset: Dataset, loadInMs: number): void {
  const ours = measured[0]
  const blockList = of(measured, 'node:net')
  const mmdb = of(measured, 'mmdb-lib')
  const loop = of(measured, 'ipaddr.js')
  if (ours === undefined || blockList === undefined || mmdb === undefined || loop === undefined) return
  const targets: readonly (readonly [string, number, number, boolean])[] = [
    ['× BlockList, mixed', ours.mixed / blockList.mixed, 1.4, true],
    ['× BlockList, v6 only', ours.v6 / blockList.v6, 1.1, true],
    ['× mmdb reader', ours.mixed / mmdb.mixed, 4, true],
    ['× ipaddr.js loop', ours.mixed / loop.mixed, 1000, true],
    ['MB typed arrays', ours.arraysInMb ?? NaN, 4, false],
    ['KB snapshot, compressed', dataset.snapshotInBytes / 1000, 500, false],
    ['ms to open the snapshot', loadInMs, 60, false],
  ]
  console.log('')
  for (const [what, value, target, atLeast] of targets) {
    const isMet = atLeast ? value >= target : value <= target
    console.log(
      `${isMet ? 'met   ' : 'MISSED'} ${value.toFixed(2).padStart(9)} ${what} (${atLeast ? '≥' : '≤'} ${target})`,
    )
  }
}

/** Contestants whose answers differ from this index's; the limits answer nothing. */
export function disagreements(measured: readonly Measurement[]): string[] {
  const [ours] = measured
  return measured.flatMap((one) => {
    const kind = CONTESTANTS.find(({ name }) => name === one.name)?.kind
    if (ours === undefined || kind === 'limit') return []
    const differs =
      one.firstDigest !== ours.firstDigest || (one.allDigest ?? ours.allDigest) !== ours.allDigest
    return differs
      ? [`${one.name}: ${one.hits} hits in ${one.answered}, this index ${ours.hits} in ${ours.answered}`]
      : []
  })
}
