import { loadavg } from 'node:os'
import { type Azurite, startAzurite } from '../../sandbox/world/azurite'
import { fillStorage } from '../stored/fill'
import { countRequests } from '../stored/requests'
import { type Cost, type Kind, kinds, openDeployment, type Deployment } from './deployment'

const stored = [0, 10_000, 100_000]
const alertsPerRound = 100
/** The slowest store may be so much slower than the empty one before it is called growth. */
const flatWithin = 1.25
const now = new Date('2026-11-23T10:00:00Z')

type Figures = { seconds: number[]; mostTables: number; web: number }

async function main(rounds: number, sizes: readonly number[]): Promise<void> {
  console.log(`Alerts through openCase, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`)
  const azurites: Azurite[] = []
  const worlds: {
    readonly size: number
    readonly deployment: Deployment
    readonly figures: Map<string, Figures>
  }[] = []
  try {
    for (const size of sizes) {
      const azurite = await startAzurite()
      azurites.push(azurite)
      const began = performance.now()
      await fillStorage(azurite.connectionString, size, now)
      const deployment = await openDeployment(azurite.connectionString, countRequests(azurite.ports), now)
      worlds.push({ size, deployment, figures: new Map() })
      console.log(`${size} reports stored in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    }
    for (let round = 0; round <= rounds; round++) {
      for (const kind of kinds) {
        for (const { deployment, figures } of worlds) {
          const cost = await deployment.play(kind, alertsPerRound)
          // The first round makes tables and compiles code.
          if (round > 0) note(figures, kind, cost)
        }
      }
    }
    process.exitCode = report(worlds) ? 0 : 1
  } finally {
    await Promise.all(azurites.map((azurite) => azurite.close()))
  }
}

function note(figures: Map<string, Figures>, { name }: Kind, cost: Cost) {
  const known = figures.get(name) ?? { seconds: [], mostTables: 0, web: 0 }
  known.seconds.push(cost.seconds)
  known.mostTables = Math.max(known.mostTables, cost.mostTables)
  known.web += cost.sum.web
  figures.set(name, known)
}

function report(
  worlds: readonly { readonly size: number; readonly figures: ReadonlyMap<string, Figures> }[],
): boolean {
  console.log(
    `\n${'alert'.padEnd(32)}  table operations ${worlds.map(({ size }) => `${size} stored`.padStart(16)).join('')}`,
  )
  const verdicts = kinds.map(({ name, most }) => {
    const each = worlds.map(({ figures }) => figures.get(name))
    const rates = each.map((one) => alertsPerRound / medianOf(one?.seconds ?? []))
    const operations = Math.max(...each.map((one) => one?.mostTables ?? Number.NaN))
    const web = each.reduce((sum, one) => sum + (one?.web ?? 0), 0)
    const cells = rates.map((rate) => `${rate.toFixed(0)} a second`.padStart(16)).join('')
    console.log(`${name.padEnd(32)}  ${String(operations).padStart(9)} (≤ ${most})  ${cells}`)
    const slowest = (rates[0] ?? 0) / Math.min(...rates)
    return { name, isCounted: operations <= most, slowest, web }
  })
  const isCounted = target(
    verdicts.every((one) => one.isCounted),
    'table operations per alert are what they may be',
  )
  const isAlone = target(
    verdicts.every(({ web }) => web === 0),
    'Graph is not asked while a case is opened',
  )
  const slowest = Math.max(...verdicts.map((one) => one.slowest))
  const isFlat = target(
    slowest <= flatWithin,
    `${slowest.toFixed(2)} times as slow at most with more stored (≤ ${flatWithin})`,
  )
  return isCounted && isAlone && isFlat
}

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

function target(isMet: boolean, what: string): boolean {
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}`)
  return isMet
}

const [rounds, ...sizes] = process.argv.slice(2).map(Number)
void main(rounds ?? 5, sizes.length > 0 ? sizes : stored)
