import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { startAzurite } from '../../sandbox/world/azurite'
import { idleSettings } from './idle-settings'
import { makeVariants, type Variants } from './variants'

const root = join(__dirname, '../..')
const time = z.object({ wall: z.number(), cpu: z.number() })
const firstRun = z.object({
  functions: z.number(),
  loaded: time,
  ran: time,
  ranAgain: time,
  files: z.array(z.string()),
})
type FirstRun = z.infer<typeof firstRun>
type Variant = keyof Variants

const mostOfUnbundled = 1 / 3
const mostOfBare = 3
const fewestRuns = 10

async function main(runs: number): Promise<void> {
  const variants = await makeVariants(root)
  const azurite = await startAzurite()
  const env = idleSettings(azurite.connectionString)
  const run = (variant: Variant, name?: string): FirstRun => {
    const script = join(root, 'bench/cold-start/first-run.mjs')
    const args = [script, variants[variant], ...(name === undefined ? [] : [name])]
    const options = { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 26 } as const
    return firstRun.parse(JSON.parse(execFileSync(process.execPath, args, options)))
  }
  try {
    console.log(
      `Cold start, Node ${process.version}, ${runs} runs each, interleaved; load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
    )
    console.log('Milliseconds from the start of the process, medians: by the clock, and of processor time.\n')
    const met = [measureLoad(run, runs), ...measureFunctions(run, runs)]
    process.exitCode = met.every(Boolean) ? 0 : 1
  } finally {
    await azurite.close()
  }
}

type Run = (variant: Variant, name?: string) => FirstRun

function measureLoad(run: Run, runs: number): boolean {
  const order: readonly Variant[] = ['bare', 'package', 'unbundled']
  const taken = interleaved(order, runs, (variant) => run(variant))
  const median = (variant: Variant, kind: 'wall' | 'cpu') =>
    medianOf((taken.get(variant) ?? []).map(({ loaded }) => loaded[kind]))
  console.log(`${'until every function is registered'.padEnd(36)}    clock  processor  files`)
  for (const variant of order) {
    const files = taken.get(variant)?.[0]?.files.length ?? 0
    line(variant, median(variant, 'wall'), median(variant, 'cpu'), files)
  }
  const ofUnbundled = median('package', 'cpu') / median('unbundled', 'cpu')
  const ofBare = median('package', 'cpu') / median('bare', 'cpu')
  const first = target(
    ofUnbundled <= mostOfUnbundled,
    `${ofUnbundled.toFixed(2)} of the unbundled app (≤ 0.33)`,
  )
  return target(ofBare <= mostOfBare, `${ofBare.toFixed(2)} of the bare library (≤ 3)`) && first
}

/** What each function loads with its first invocation, with the start of the process: the rest is work. */
function measureFunctions(run: Run, runs: number): boolean[] {
  const bare = medianOf(Array.from({ length: runs }, () => run('bare').loaded.cpu))
  console.log(
    `\n${'until a function has what it needs'.padEnd(36)}    clock  processor  files  unbundled  bare`,
  )
  const shares = readdirSync(join(root, 'functions')).map((file) => {
    const name = file.replace(/\.ts$/, '')
    const taken = interleaved(['package', 'unbundled'] as const, runs, (variant) => run(variant, name))
    const median = (variant: Variant, kind: 'wall' | 'cpu') =>
      medianOf((taken.get(variant) ?? []).map((one) => loadingOf(one, kind)))
    const [ours, theirs] = [median('package', 'cpu'), median('unbundled', 'cpu')]
    const share = { ofUnbundled: ours / theirs, ofBare: ours / bare }
    line(name, median('package', 'wall'), ours, taken.get('package')?.[0]?.files.length ?? 0, share)
    return share
  })
  const worst = Math.max(...shares.map(({ ofUnbundled }) => ofUnbundled))
  const dearest = Math.max(...shares.map(({ ofBare }) => ofBare))
  return [
    target(worst <= mostOfUnbundled, `${worst.toFixed(2)} of the unbundled app at most (≤ 0.33)`),
    target(dearest <= mostOfBare, `${dearest.toFixed(2)} of the bare library at most (≤ 3)`),
  ]
}

const loadingOf = ({ loaded, ran, ranAgain }: FirstRun, kind: 'wall' | 'cpu'): number =>
  loaded[kind] + Math.max(0, 2 * ran[kind] - loaded[kind] - ranAgain[kind])

function interleaved<V extends Variant>(
  variants: readonly V[],
  runs: number,
  run: (variant: V) => FirstRun,
): ReadonlyMap<Variant, readonly FirstRun[]> {
  const taken = new Map<Variant, FirstRun[]>(variants.map((variant) => [variant, []]))
  for (let n = 0; n < runs; n++) for (const variant of variants) taken.get(variant)?.push(run(variant))
  return taken
}

type Share = { readonly ofUnbundled: number; readonly ofBare: number }

function line(what: string, clock: number, processor: number, files: number, share?: Share): void {
  const cells = [clock.toFixed(0).padStart(8), processor.toFixed(0).padStart(10), String(files).padStart(6)]
  if (share) cells.push(share.ofUnbundled.toFixed(2).padStart(10), share.ofBare.toFixed(2).padStart(5))
  console.log(`  ${what.padEnd(34)}${cells.join(' ')}`)
}

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

function target(isMet: boolean, what: string): boolean {
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}`)
  return isMet
}

void main(Math.max(1, Number(process.argv[2] ?? fewestRuns + 1)))
