import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isObject } from '../../shared/alerts/fields'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { ownershipOf } from '../cases/ownership-stub'
import { nothingOfOurs } from './found-sides'

/** CI turns this up; here it is bounded to seconds. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3000)

const path = join(__dirname, '../fixtures/alerts/dialects.json')
const bodies = z
  .array(z.object({ body: z.unknown() }))
  .parse(JSON.parse(readFileSync(path, 'utf8')))
  .map(({ body }) => body)
const ownership = ownershipOf({ '192.0.2.10': { class: 'customer-hosted' } })
const policy = { minSeverity: 'low', own: nothingOfOurs } as const
const CANARY = 'https://reports.blob.core.windows.net/x.pdf?sv=1&sig=CANARY'

/** All the way that an alert goes; an error other than "unreadable" is a fault. */
function readAll(body: unknown): string {
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

const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom<unknown>(
    '[::1',
    'http://[',
    '%',
    'http://%',
    'a'.repeat(5000),
    '1.1.1.1'.repeat(500),
    '$&',
    '__proto__',
    '\ud800',
    '\uffff',
    CANARY,
    null,
    NaN,
    1e308,
    -0,
    [],
    {},
  ),
)

/** Something in the body replaced, removed, repeated or put beside the rest. */
function mutate(node: unknown, path: readonly number[], value: unknown): unknown {
  const [step = 0, ...rest] = path
  if (rest.length === 0 || typeof node !== 'object' || node === null) return value
  if (Array.isArray(node)) {
    if (node.length === 0) return [value]
    const at = step % node.length
    return node.map((inner: unknown, i) => (i === at ? mutate(inner, rest, value) : inner))
  }
  const entries = Object.entries(node)
  if (entries.length === 0) return { value }
  const at = step % entries.length
  return Object.fromEntries(
    entries.map(([key, inner], i) => [key, i === at ? mutate(inner, rest, value) : inner]),
  )
}

it('mutated alerts of every dialect crash nothing and reach no prototype', () => {
  const steps = fc.array(fc.nat(30), { minLength: 2, maxLength: 7 })
  fc.assert(
    fc.property(
      fc.constantFrom(...bodies),
      fc.array(fc.tuple(steps, hostile), { maxLength: 3 }),
      (body, changes) => {
        const changed = changes.reduce<unknown>((node, [at, value]) => mutate(node, at, value), body)
        readAll(changed)
        expect(Object.keys(Object.prototype)).toEqual([])
      },
    ),
    { numRuns: RUNS },
  )
})

it('anything at all crashes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.jsonValue(), fc.string({ unit: 'binary' })), (body) => {
      readAll(body)
    }),
    { numRuns: RUNS },
  )
})

it('lines of CEF crash nothing', () => {
  const pair = fc.tuple(
    fc.constantFrom('src', 'dst', 'request', 'rt', 'cs1', 'cs1Label', 'deviceDirection', 'x'),
    fc.string({ unit: 'binary', maxLength: 50 }),
  )
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 20 }), { minLength: 6, maxLength: 8 }),
      fc.array(pair),
      (header, pairs) => {
        readAll(`CEF:0|${header.join('|')}|${pairs.map(([key, value]) => `${key}=${value}`).join(' ')}`)
      },
    ),
    { numRuns: RUNS },
  )
})

const REFERENCES = ['ExtendedLinks', 'AlertUri', 'alertWebUrl', 'incidentWebUrl', 'results_link', 'recommendedActions', 'falcon_host_link', 'FalconHostLink', 'RemediationSteps', 'comments'] // prettier-ignore

it('no reference field gives an observable, and no signature gets through', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...bodies.filter(isObject)),
      fc.constantFrom(...REFERENCES),
      (body, field) => {
        const before = readAll(body)
        for (const value of [CANARY, [{ Href: CANARY }], JSON.stringify([{ Href: CANARY }])]) {
          const after = readAll({ ...body, [field]: value })
          expect(after).toBe(before)
          expect(after).not.toContain('CANARY')
        }
      },
    ),
    { numRuns: 500 },
  )
})
