import { parseReadable } from '../../shared/alerts/parse-alerts'
import { receivedParts } from '../../shared/alerts/receive-text'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { unreadMembers } from '../../shared/observables/unread-members'
import { worstCases } from '../../tests/alerts/worst-cases'

/** Twice the text, at most three times the work. Below a few milliseconds a clock measures itself. */
const mostGrowth = 3
const smallInMs = 25
/** What one input may hold a worker, by the processor's time. */
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

/** The best of several tries, in milliseconds of processor time. */
function cost(body: unknown): number {
  const times = Array.from({ length: tries }, () => {
    const before = process.cpuUsage()
    read(body)
    return process.cpuUsage(before).user / 1000
  })
  return Math.min(...times)
}

const halves = [...worstCases(50 * 1024)]
const wholes = [...worstCases(100 * 1024)]
let worst = { name: 'none', growth: 0, inMs: 0 }
const grown: string[] = []
let dearest = { name: 'none', inMs: 0 }
for (const [i, { name, body }] of wholes.entries()) {
  const inMs = cost(body)
  if (inMs > dearest.inMs) dearest = { name, inMs }
  if (inMs < smallInMs) continue
  const growth = inMs / cost(halves[i]?.body)
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
