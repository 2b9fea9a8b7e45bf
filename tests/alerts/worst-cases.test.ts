import { receivedParts } from '../../shared/alerts/receive-text'
import { parseReadable } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from '../cases/ownership-stub'
import { places, pumps, worstCases } from './worst-cases'

/** 100 KiB may hold a worker for this long. Processor time is measured, not the clock. */
const whole = 100 * 1024
const roomInMs = 200
/** Twice the text, at most three times the work; what takes less than this is told by few ticks of the clock. */
const mostGrowth = 3
const smallInMs = 50
/** A busy machine is slow now and then: what is over its room gets as many tries. */
const tries = 5

const ownership = ownershipOf({ 'evil.example': { class: 'customer-hosted' } })
const own = parseOwnAssets({ addresses: ['203.0.113.0/24'], domains: ['corp.example'], mailboxes: [] })

function asTheQueueReadsIt(body: unknown): void {
  try {
    for (const alert of parseReadable(body, 'queue')) {
      decide(alert, extractObservables(alert, own), ownership, { own, minSeverity: 'low' })
    }
  } catch (error) {
    if (!(error instanceof UnreadableAlertError)) throw error
  }
}

const asTheHttpDoorReadsIt = (body: unknown): unknown =>
  receivedParts(typeof body === 'string' ? body : JSON.stringify(body))

function timeInMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The least of some tries; no more of them once it is within its room. */
function leastInMs(work: () => unknown, room: number): number {
  let least = Infinity
  for (let i = 0; i < tries && least > room; i++) least = Math.min(least, timeInMs(work))
  return least
}

/** What is wrong with the cost of a work over a text of some size; undefined where nothing is. */
function faultOf(workOn: (size: number) => () => unknown, size = whole, room = roomInMs): string | undefined {
  const inMs = leastInMs(workOn(size), smallInMs)
  if (inMs > room) return `${Math.round(inMs)} ms`
  if (inMs <= smallInMs) return undefined
  const growth = inMs / leastInMs(workOn(size / 2), inMs / mostGrowth)
  return growth > mostGrowth ? `${growth.toFixed(1)} times the work for twice the text` : undefined
}

describe('no text in any place of an alert holds a worker, and twice the text is no more than three times the work', () => {
  const names = Object.keys(places)

  it.each(names)('%s', (place) => {
    const faults = Object.keys(pumps).flatMap((pump) => {
      const bodyOf = (size: number) => worstCases(size, { place, pump })
      const doors = { queue: asTheQueueReadsIt, http: asTheHttpDoorReadsIt }
      return Object.entries(doors).flatMap(([door, read]) => {
        const fault = faultOf((size) => {
          const [body] = [...bodyOf(size)].map((one) => one.body)
          return () => read(body)
        })
        return fault === undefined ? [] : [`${pump}, ${door}: ${fault}`]
      })
    })
    expect(faults).toEqual([])
  })
})

describe('the measure finds what it is for', () => {
  /** How labels of CEF were judged once: each "bad" looked through all that follows it. */
  const OLD_LABEL =
    /\b(?:attacker|malicious|c2|c&c|cnc|threat|bad|suspicious)\b.*\b(?:ip|address|host|domain|url)\b/i

  it('an expression that looks at the rest of its text again and again', () => {
    const workOn = (size: number) => {
      const label = (pumps['label'] ?? '').repeat(size / 4)
      return () => OLD_LABEL.test(label)
    }
    expect(faultOf(workOn, 48 * 1024, Infinity)).toMatch(/times the work/)
  })

  it('and that very label is among the cases', () => {
    const bodies = [...worstCases(400, { place: 'a CEF label', pump: 'label' })].map(({ body }) => body)
    expect(bodies).toEqual([expect.stringContaining(`cs1Label=${'bad '.repeat(100)}`)])
  })

  it('not a work that is as long as its text', () => {
    expect(faultOf((size) => () => 'a b '.repeat(size * 8).split(' ').length)).toBeUndefined()
  })
})
