import { breaker, breakerRow, type Breaker } from '../reports/breaker'
import { checkpointsOf } from '../storage/checkpoints'
import type { Log } from '../telemetry/log'
import type { ReportContext } from './report-context'

/** The one breaker of this deployment. */
export function endpointBreaker({ storage, reporting, now }: ReportContext, log: Log): Breaker {
  const { newEndpointsPerHour } = reporting
  return breaker({
    checkpoints: checkpointsOf(storage),
    newEndpointsPerHour,
    onOpen: () =>
      log('too many endpoints', {
        newEndpointsPerHour,
        cause: `more than ${newEndpointsPerHour} reports wanted to leave by themselves within an hour`,
        remedy: `Look at what waits in Questions. It closes by itself after an hour with fewer, or when the row ${breakerRow} in Checkpoints is removed.`,
      }),
    now,
  })
}

/** What a report says that the breaker held. */
export const heldByBreaker = (newEndpointsPerHour: number): string =>
  `more than ${newEndpointsPerHour} reports would have left by themselves within an hour (BREAKER_NEW_ENDPOINTS_PER_HOUR), so this one waits for a person`
