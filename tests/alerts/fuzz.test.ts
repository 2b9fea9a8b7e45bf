import { splitAlerts } from '../../shared/alerts/parse-alerts'
import { DIALECTS, isIn } from '../../shared/alerts/dialects'
import { fuzzProperties } from './fuzz-properties'
import { tally } from './fuzz-reading'
import { samples } from './fuzz-samples'

/** Bounded to seconds here; `npm run fuzz`, which CI runs, goes on to 200,000 inputs. */
const RUNS = 200

it.each([...fuzzProperties])('$name', ({ share, check }) => {
  const before = tally.inputs
  check(Math.ceil(RUNS * share))
  expect(tally.inputs - before).toBeGreaterThanOrEqual(RUNS * share)
})

it.each([...DIALECTS])('$name is among what is mutated', (dialect) => {
  expect(
    [...samples.values()]
      .flat()
      .flatMap(splitAlerts)
      .some((body) => isIn(dialect, body)),
  ).toBe(true)
})
