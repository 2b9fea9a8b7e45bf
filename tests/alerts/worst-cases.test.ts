import { receivedParts } from '../../shared/alerts/receive-text'
import { parseReadable } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from '../cases/ownership-stub'
import { worstCases } from './worst-cases'

/**
 * 200 ms per 100 KiB is the promise; what breaks it does so by orders of magnitude, so a busy machine gets ten times the
 * room. Processor time is measured, not the clock.
 */
const inKiB = 100
const roomInMs = 10 * 200

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

it('no text in any place of an alert holds a worker, on neither door', () => {
  const slow: string[] = []
  for (const { name, body } of worstCases(inKiB * 1024)) {
    const spent = Math.max(
      timeInMs(() => asTheQueueReadsIt(body)),
      timeInMs(() => asTheHttpDoorReadsIt(body)),
    )
    if (spent > roomInMs) slow.push(`${name}: ${Math.round(spent)} ms`)
  }
  expect(slow).toEqual([])
}, 300_000)
