import { type Measurement, STRETCH, type Time } from './measure'

/** What the project promises of one core. */
const TARGET_PER_SECOND = 10_000
/** Growth after the first stretch that is still noise of the collector, not a leak. */
const FLAT_WITHIN_MB = 4

const rate = (alerts: number, seconds: number): string => Math.round(alerts / seconds).toLocaleString('en')
const column = (cell: string | number): string => String(cell).padStart(11)

export function printRates({ alerts, bytes, path, json }: Measurement): void {
  console.log(`${alerts.toLocaleString('en')} alerts, mean size ${Math.round(bytes / alerts)} bytes\n`)
  console.log(`${''.padEnd(44)}${['wall', 'CPU time'].map(column).join('')}`)
  const line = (what: string, { wall, cpu }: Time): void => {
    console.log(`${what.padEnd(44)}${column(rate(alerts, wall))}${column(rate(alerts, cpu))}`)
  }
  line('whole way until storage, alerts/s', path)
  line('JSON.parse alone (the limit), alerts/s', json)
  const [wall, cpu] = [path.wall / json.wall, path.cpu / json.cpu].map((ratio) => `${ratio.toFixed(1)} ×`)
  console.log(`${'cost in units of JSON.parse'.padEnd(44)}${column(wall ?? '')}${column(cpu ?? '')}`)
}

/** Costs are processor time: the share of the clock that a product took, of all the processor time. */
export function printKinds({ byKind, path }: Measurement): void {
  const kinds = [...byKind].toSorted(([, a], [, b]) => b.wall - a.wall)
  const all = kinds.reduce((sum, [, { wall }]) => sum + wall, 0)
  const header = ['alerts', 'mean bytes', 'observables', '% of time', 'µs each']
  console.log(`\n${''.padEnd(16)}${header.map(column).join('')}`)
  for (const [kind, { alerts, bytes, wall, observables }] of kinds) {
    const cells = [
      alerts,
      Math.round(bytes / alerts),
      (observables / alerts).toFixed(1),
      ((wall / all) * 100).toFixed(1),
      (((wall / all) * path.cpu * 1e6) / alerts).toFixed(1),
    ]
    console.log(`${kind.padEnd(16)}${cells.map(column).join('')}`)
  }
}

export function printVerdicts({ verdicts }: Measurement): void {
  console.log('\nDecided')
  for (const [what, times] of [...verdicts].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`${column(times)}  ${what}`)
}

/** @returns whether every promise was kept */
export function printTargets({ alerts, path, heapInMb }: Measurement): boolean {
  const shown = heapInMb.map((megabytes) => megabytes.toFixed(1)).join(', ')
  console.log(`\nHeap in MB after every ${STRETCH.toLocaleString('en')} alerts: ${shown}`)
  const perSecond = alerts / path.cpu
  const growth = (heapInMb.at(-1) ?? 0) - (heapInMb[0] ?? 0)
  const isFast = perSecond >= TARGET_PER_SECOND
  const isFlat = growth <= FLAT_WITHIN_MB
  const verdict = (isMet: boolean): string => (isMet ? 'met   ' : 'MISSED')
  console.log(
    `${verdict(isFast)} ${column(rate(alerts, path.cpu))} alerts/s per core by CPU time (≥ ${TARGET_PER_SECOND.toLocaleString('en')})`,
  )
  console.log(
    `${verdict(isFlat)} ${column(growth.toFixed(1))} MB more heap at the end than after the first stretch (≤ ${FLAT_WITHIN_MB})`,
  )
  return isFast && isFlat
}
