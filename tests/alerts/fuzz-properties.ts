import fc from 'fast-check'
import { isObject } from '../../shared/alerts/fields'
import { readAll } from './fuzz-reading'
import { samples } from './fuzz-samples'

/** Something that holds for whatever is sent to us. */
export type FuzzProperty = {
  readonly name: string
  /** How often it is tried for each run asked for. */
  readonly share: number
  /** @throws with the smallest input found for which it does not hold */
  readonly check: (numRuns: number) => void
}

const CANARY = 'https://reports.blob.core.windows.net/x.pdf?sv=1&sig=CANARY'

const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom<unknown>(
    ...['[::1', 'http://[', '%', 'http://%', 'a'.repeat(5000), '1.1.1.1'.repeat(500), '$&', '__proto__'],
    ...['\ud800', '\uffff', CANARY, null, NaN, 1e308, -0, [], {}],
    ...['hxxp://'.repeat(300), '[.]'.repeat(1500), ' '.repeat(4000), '\\='.repeat(2000), '{"a":'.repeat(900)],
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  ),
)

/** Something in the body replaced. */
function mutate(node: unknown, path: readonly number[], value: unknown): unknown {
  const [step = 0, ...rest] = path
  if (typeof node === 'string') return rest.length % 2 === 0 ? value : spliced(node, step, value)
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

/** A text broken open, so that what is inside text (JSON, CEF, a command line) is reached as well. */
function spliced(text: string, step: number, value: unknown): string {
  const at = text.length === 0 ? 0 : (step * 7) % text.length
  return `${text.slice(0, at)}${typeof value === 'string' ? value : JSON.stringify(value)}${text.slice(at)}`
}

const steps = fc.array(fc.nat(30), { minLength: 1, maxLength: 7 })
const changes = fc.array(fc.tuple(steps, hostile), { minLength: 1, maxLength: 3 })

/** One of these bodies with up to three things in it replaced. */
export const mutatedOf = (bodies: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...bodies), changes)
    .map(([body, all]) => all.reduce((node, [at, value]) => mutate(node, at, value), body))

const textOf = (body: unknown) => JSON.stringify([body])
const base64Of = (body: unknown) => Buffer.from(textOf(body)).toString('base64')

const envelopes: readonly ((body: unknown) => unknown)[] = [
  (data) => [{ id: 'e', subject: 's', eventType: 't', eventTime: 'x', data }],
  (data) => ({ specversion: '1.0', type: 't', source: 's', data }),
  (body) => ({ specversion: '1.0', type: 't', source: 's', data_base64: base64Of(body) }),
  (body) => ({ '$content-type': 'application/json', $content: base64Of(body) }),
  (event) => ({ time: 1, sourcetype: 's', event }),
  (data) => ({ rule: {}, agent: {}, data: { integration: 'x', x: data } }),
  textOf,
]

const wrap = fc.constantFrom<(body: unknown) => unknown>(
  ...[(body: unknown) => body, (body: unknown) => body, (body: unknown) => [body, body]],
  ...['value', 'records', 'alerts'].map((key) => (body: unknown) => ({ [key]: [body] })),
  ...envelopes,
  (body) => envelopes.reduce((inner, put) => put(inner), body),
)

const mutated = [...samples].map(([product, bodies]): FuzzProperty => ({
  name: `mutated alerts of ${product} crash nothing`,
  share: 3,
  check: (numRuns) => {
    const property = fc.property(mutatedOf(bodies), wrap, (body, inList) => void readAll(inList(body)))
    fc.assert(property, { numRuns })
  },
}))

const anything: FuzzProperty = {
  name: 'anything at all crashes nothing',
  share: 8,
  check: (numRuns) => {
    const body = fc.oneof(fc.anything(), fc.jsonValue(), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(body, (one) => void readAll(one)),
      { numRuns },
    )
  },
}

const cefPair = fc.tuple(
  fc.constantFrom('src', 'dst', 'request', 'rt', 'cs1', 'cs1Label', 'deviceDirection', 'x'),
  fc.string({ unit: 'binary', maxLength: 50 }),
)

const cef: FuzzProperty = {
  name: 'lines of CEF crash nothing',
  share: 4,
  check: (numRuns) => {
    const header = fc.array(fc.string({ maxLength: 20 }), { minLength: 6, maxLength: 8 })
    const property = fc.property(header, fc.array(cefPair), (parts, pairs) => {
      readAll(`CEF:0|${parts.join('|')}|${pairs.map(([key, value]) => `${key}=${value}`).join(' ')}`)
    })
    fc.assert(property, { numRuns })
  },
}

const WRAPPERS = [
  'https://urldefense.com/v3/__',
  'https://urldefense.proofpoint.com/v2/url?u=',
  'https://nam02.safelinks.protection.outlook.com/?url=',
  'https://linkprotect.cudasvc.com/url?a=',
  'https://secure-web.cisco.com/1abc/',
  'https://www.bing.com/ck/a?u=a1',
  'https://a.example/?redirect_uri=',
]

const wrapped: FuzzProperty = {
  name: 'links in wrappers crash nothing',
  share: 4,
  check: (numRuns) => {
    const part = fc.oneof(
      fc.constantFrom('*', '**A', '__;', '!!', '-3A', '%', 'https://b.example/'),
      fc.string(),
    )
    const parts = fc.array(part, { maxLength: 12 }).map((all) => all.join(''))
    const property = fc.property(
      fc.array(fc.constantFrom(...WRAPPERS), { maxLength: 8 }),
      parts,
      (outer, text) => {
        const url = outer.reduce((inner, wrapper) => wrapper + encodeURIComponent(inner.toWellFormed()), text)
        readAll({
          observables: [
            { type: 'url', value: url },
            { type: 'url', value: outer.join('') + text },
          ],
        })
      },
    )
    fc.assert(property, { numRuns })
  },
}

const leefLine: FuzzProperty = {
  name: 'lines of LEEF crash nothing',
  share: 2,
  check: (numRuns) => {
    const header = fc.array(fc.string({ maxLength: 12 }), { minLength: 4, maxLength: 7 })
    const property = fc.property(header, fc.array(cefPair), (parts, pairs) => {
      readAll(`LEEF:2.0|${parts.join('|')}|${pairs.map(([key, value]) => `${key}=${value}`).join('\t')}`)
    })
    fc.assert(property, { numRuns })
  },
}

const REFERENCES = ['ExtendedLinks', 'AlertUri', 'alertWebUrl', 'incidentWebUrl', 'results_link', 'recommendedActions', 'falcon_host_link', 'FalconHostLink', 'RemediationSteps', 'comments'] // prettier-ignore
const references = fc.constantFrom<unknown>(
  ...[CANARY, [{ Href: CANARY }], JSON.stringify([{ Href: CANARY }]), `See ${CANARY}, and ${CANARY}`],
)

const referenced = [...samples].flatMap(([product, all]): FuzzProperty[] => {
  const bodies = all.filter(isObject)
  if (bodies.length === 0) return []
  const check = (numRuns: number) => {
    const field = fc.constantFrom(...REFERENCES)
    const property = fc.property(fc.constantFrom(...bodies), field, references, (body, name, value) => {
      const after = readAll({ ...body, [name]: value })
      if (after.includes('CANARY')) throw new Error(`A signature got through ${name}`)
      const { [name]: _, ...without } = body
      // A dialect may be known by the field: then what the sample says is the measure.
      if (after !== readAll(body) && after !== readAll(without)) throw new Error(`${name} gave an observable`)
    })
    fc.assert(property, { numRuns })
  }
  return [{ name: `no reference field of ${product} gives an observable`, share: 0.3, check }]
})

export const fuzzProperties: readonly FuzzProperty[] = [
  ...mutated,
  anything,
  cef,
  leefLine,
  wrapped,
  ...referenced,
]
