import { loadavg } from 'node:os'
import { join } from 'node:path'
import { measure } from './measure'
import { ownershipData } from './path'
import { printKinds, printRates, printTargets, printVerdicts } from './report'
import { readSamples } from './samples'

const ALERTS = 100_000
const DATA = join(process.cwd(), '../shared/data')

async function main(alerts: number): Promise<void> {
  const { what, samples } = readSamples(join(DATA, 'alerts'))
  const ownership = ownershipData(join(DATA, 'ownership'))
  console.log(
    `Alerts until storage, Node ${process.version}, one thread, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
  )
  console.log(`Stream: ${samples.length} samples of ${what}`)
  console.log(`Ownership: ${ownership.what}`)
  const measured = await measure(samples, ownership.index, alerts)
  printRates(measured)
  printKinds(measured)
  printVerdicts(measured)
  process.exitCode = printTargets(measured) ? 0 : 1
}

void main(Number(process.argv[2] ?? ALERTS))
