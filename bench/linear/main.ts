import { parseReadable } from '../../shared/alerts/parse-alerts'
import { receivedParts } from '../../shared/alerts/receive-text'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { unreadMembers } from '../../shared/observables/unread-members'
import { worstCases } from '../../tests/alerts/worst-cases'

/** Twice the text, at most three times the work. Below a few milliseconds a clock measures itself. */
const mostGrowth = 3
const smallInMs = 8
/** What one input may hold a worker. */
const mostInMs = 200
const tries = 5

const own = parseOwnAssets({ addresses: [], domains: ['corp.example'], mailboxes: [] })

function read(body: unknown): void {
  receivedParts(typeof body === 'string' ? body : JSON.stringify(body))
  try {
    for (const alert of parseReadable(body, 'queue')) {
      extractObservables(alert, own)
      unreadMembers(alert, body)
    }
  } catch (error) {
    if (!(error instanceof UnreadableAlertError)) throw error
  }
}

/** Of processor time, which other programs do not take. It is counted in ticks, so a short work is done many times. */
function cost(body: unknown, times = 1): number {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) read(body)
  return process.cpuUsage(before).user / 1000 / times
}

/** The least of several tries, each of about a tenth of a second. */
function leastCost(body: unknown, roughlyInMs: number): number {
  const times = Math.max(1, Math.round(100 / roughlyInMs))
  return Math.min(...Array.from({ length: tries }, () => cost(body, times)))
}

const halves = [...worstCases(50 * 1024)]
const wholes = [...worstCases(100 * 1024)]
let worst = { name: 'none', growth: 0, inMs: 0 }
const grown: string[] = []
let dearest = { name: 'none', inMs: 0 }
for (const [i, { name, body }] of wholes.entries()) {
  const roughly = Math.min(cost(body), cost(body))
  if (roughly < smallInMs) continue
  const inMs = leastCost(body, roughly)
  if (inMs > dearest.inMs) dearest = { name, inMs }
  const growth = inMs / leastCost(halves[i]?.body, roughly / 2)
  if (growth > worst.growth) worst = { name, growth, inMs }
  if (growth > mostGrowth) grown.push(`${name}: ${growth.toFixed(1)} times, ${inMs.toFixed(0)} ms`)
}
console.log(`${wholes.length} worst cases of 100 KiB, read by both doors`)
console.log(`the dearest: ${dearest.name}, ${dearest.inMs.toFixed(0)} ms`)
console.log(`the fastest growing from 50 KiB: ${worst.name}, ${worst.growth.toFixed(1)} times`)
for (const line of grown) console.log(`NOT KEPT ${line}`)
console.log(grown.length === 0 ? 'kept: at most three times from 50 to 100 KiB' : 'NOT KEPT')
const isQuick = dearest.inMs <= mostInMs
console.log(`${isQuick ? 'kept' : 'NOT KEPT'}: at most ${mostInMs} ms for 100 KiB`)
if (grown.length > 0 || !isQuick) process.exitCode = 1
