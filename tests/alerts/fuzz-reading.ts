import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { ownershipOf } from '../cases/ownership-stub'
import { nothingOfOurs } from './found-sides'

const ownership = ownershipOf({ '192.0.2.10': { class: 'customer-hosted' } })
const policy = { minSeverity: 'low', own: nothingOfOurs } as const

/** How many inputs were read, and the longest of them: what the run is measured by. */
export const tally = { inputs: 0, slowestInMs: 0 }

const hangInMs = 50
const mostMeasurements = 4

/**
 * All the way that an alert goes. Faults are thrown: any error but "unreadable", a changed prototype, and an input that
 * takes longer than 50 ms each of four times, since a single pause may be the machine's.
 */
export function readAll(body: unknown): string {
  tally.inputs += 1
  let fastest = Infinity
  for (let n = 0; n < mostMeasurements; n++) {
    const begun = process.cpuUsage()
    const answer = read(body)
    fastest = Math.min(fastest, process.cpuUsage(begun).user / 1000)
    if (fastest <= hangInMs) {
      tally.slowestInMs = Math.max(tally.slowestInMs, fastest)
      requireCleanPrototypes()
      return answer
    }
  }
  throw new Error(`An input took ${fastest.toFixed()} ms at best, more than ${hangInMs}`)
}

function read(body: unknown): string {
  try {
    return parseAlerts(body, 'queue')
      .map((alert) => {
        const observables = extractObservables(alert, nothingOfOurs)
        return JSON.stringify([observables, decide(alert, observables, ownership, policy)])
      })
      .join()
  } catch (error) {
    if (error instanceof UnreadableAlertError) return ''
    throw error
  }
}

const untouched = [Object.prototype, Array.prototype, Function.prototype].map(
  (prototype) => [prototype, Reflect.ownKeys(prototype).length] as const,
)

function requireCleanPrototypes(): void {
  for (const [prototype, keys] of untouched) {
    if (Reflect.ownKeys(prototype).length !== keys) throw new Error('A prototype was changed')
  }
}
