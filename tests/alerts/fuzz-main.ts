import { fuzzProperties } from './fuzz-properties'
import { tally } from './fuzz-reading'

const wanted = 200_000
const shares = fuzzProperties.reduce((sum, { share }) => sum + share, 0)
const runs = wanted / shares

/** Run by `npm run fuzz`, bundled, because a test runner costs more than the inputs do. */
for (const { name, share, check } of fuzzProperties) {
  const begun = performance.now()
  const before = tally.inputs
  check(Math.ceil(runs * share))
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${String(tally.inputs - before).padStart(7)} inputs ${seconds.padStart(6)} s  ${name}`)
}
console.log(`${tally.inputs} inputs in total, the slowest ${tally.slowestInMs.toFixed(1)} ms`)
if (tally.inputs < wanted) throw new Error(`Fewer than ${wanted} inputs were tried`)
