import { createHash } from 'node:crypto'
import type { Alert } from '../../shared/alerts/alert'
import { addFinding, newCollector } from '../../shared/alerts/collector'
import { boundedEntries } from '../../shared/alerts/draft'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { unpackMessage } from '../../shared/alerts/message'
import { caseStore } from '../../shared/cases/case'
import { startNextReport } from '../../shared/cases/open-case'
import { sightingKeyOf } from '../../shared/cases/sighting'
import { remembered } from '../../shared/model/remembered'
import { holdsPrivateText, pathHoldsPrivateText } from '../../shared/observables/private-text'
import { noPrivateWords } from '../../shared/observables/private-words'
import { mergedSide, type ValueSide } from '../../shared/observables/side'
import { loadKey, sealed } from '../helpers/envelope-key'
import { caseOf } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

describe('what would take too long to read in a link counts as ours', () => {
  const things = { words: noPrivateWords, isOwnAddress: () => false }

  it('a text of 30,000 characters is looked at, a longer one is not', () => {
    expect(holdsPrivateText('a b '.repeat(250), things)).toBe(false)
    expect(holdsPrivateText('a b '.repeat(7_501), things)).toBe(true)
  })

  it('so is a path', () => {
    expect(pathHoldsPrivateText('/a b'.repeat(7_501), things)).toBe(true)
  })
})

describe('notes on what is beyond a bound', () => {
  const entries = (count: number) => Array.from({ length: count }, (_, n) => n)

  it.each([
    { count: 1_000, notes: [] },
    { count: 1_001, notes: [{ path: 'evidence', reason: 'it has too many entries' }] },
  ])('$count entries', ({ count, notes }) => {
    const collector = newCollector()
    expect(boundedEntries(collector, entries(count), 'evidence')).toHaveLength(1_000)
    expect(collector.unreadable).toEqual(notes)
  })

  it.each([
    { count: 2_000, notes: [] },
    { count: 2_001, notes: [{ path: '', reason: 'it names too many values' }] },
    { count: 2_100, notes: [{ path: '', reason: 'it names too many values' }] },
  ])('$count findings', ({ count, notes }) => {
    const collector = newCollector()
    for (const n of entries(count))
      addFinding(collector, { type: 'host', value: `h${n}.example`, from: 'x', fieldSide: 'remote' })
    expect(collector.findings).toHaveLength(2_000)
    expect(collector.unreadable).toEqual(notes)
  })
})

describe('what is cut is noted', () => {
  const notesOf = (body: unknown) => (parseAlert(body, 'queue').unreadable ?? []).map(({ path }) => path)
  const graph = (members: object, evidence: object = {}) => ({
    ...{ id: 'a', serviceSource: 'microsoftDefenderForEndpoint', evidence: [evidence] },
    ...members,
  })
  const urlEvidence = (url: string) => ({ '@odata.type': '#microsoft.graph.security.urlEvidence', url })
  const process = (processCommandLine: string) => ({
    '@odata.type': '#microsoft.graph.security.processEvidence',
    processCommandLine,
  })
  const nested = (depth: number): string =>
    depth === 0
      ? 'https://evil.example/'
      : `https://eur05.safelinks.protection.outlook.com/?url=${encodeURIComponent(nested(depth - 1))}`
  const redirects = (count: number) =>
    `https://r.example/?${entries(count)
      .map((n) => `u${n}=https://h${n}.example/`)
      .join('&')}`
  const entries = (count: number) => Array.from({ length: count }, (_, n) => n)
  const long = (text: string, size: number) => text + ' '.repeat(size - text.length)

  it.each([
    [
      'a description',
      (size: number) => graph({ description: long('from 203.0.113.1', size) }),
      32_768,
      'description',
    ],
    [
      'a command line',
      (size: number) => graph({}, process(long('curl', size))),
      32_768,
      'evidence[0].processCommandLine',
    ],
    ['wrapped links', (depth: number) => graph({}, urlEvidence(nested(depth))), 5, 'evidence[0].url'],
    ['links in a link', (count: number) => graph({}, urlEvidence(redirects(count))), 5, 'evidence[0].url'],
    [
      'a labelled sentence',
      (size: number) => `CEF:0|v|p|1|1|n|5|cs1Label=Attacker IP cs1=(203.0.113.1)${'x'.repeat(size - 13)}`,
      32_768,
      'cs1',
    ],
    ['a list in a text', (count: number) => `CEF:0|v|p|1|1|n|5|dst=${'-,'.repeat(count)}`, 2_000, 'dst'],
    [
      'an extended property',
      (size: number) => ({ SystemAlertId: 's', ExtendedProperties: { source: '('.padEnd(size, 'x') } }),
      32_768,
      'ExtendedProperties["source"]',
    ],
    [
      'conditions of Azure Monitor',
      (count: number) => ({
        schemaId: 'azureMonitorCommonAlertSchema',
        data: { alertContext: { condition: { allOf: entries(count).map(() => ({})) } } },
      }),
      1_000,
      'data.alertContext.condition.allOf',
    ],
  ] as const)('%s', (_, bodyOf, most, path) => {
    expect(notesOf(bodyOf(most))).not.toContain(path)
    expect(notesOf(bodyOf(most + 1))).toContain(path)
  })
})

describe('a sighting is known by where its alert came from', () => {
  const alert: Alert = {
    ...{ source: 'graph', format: 'f', id: 'a', tenantId: 't', severity: 'high' },
    ...{ techniques: [], findings: [] },
  }

  it.each<Partial<Alert>>([{ source: 'queue' }, { source: 'http' }, { tenantId: 'u' }, { id: 'b' }])(
    '%j is another sighting',
    (changes) => {
      expect(sightingKeyOf({ ...alert, ...changes })).not.toBe(sightingKeyOf(alert))
    },
  )

  it('whatever else changes is the same one', () => {
    expect(sightingKeyOf({ ...alert, title: 'other', severity: 'low' })).toBe(sightingKeyOf(alert))
  })
})

it('a case remembers its last twenty reports', async () => {
  const cases = caseStore(freshStorage())
  const { key } = caseOf()
  await cases.insert(caseOf())
  for (let n = 0; n < 30; n++) {
    const held = await cases.get(key)
    if (held) await startNextReport({ cases }, held, caseOf(), { reportId: String(n) })
  }
  const { earlier = [] } = (await cases.get(key))?.theCase ?? {}
  expect(earlier.map(({ reportId }) => reportId)).toEqual(
    Array.from({ length: 20 }, (_, n) => String(n + 10)),
  )
})

describe('the blob that a message refers to', () => {
  const most = 16 * 1024 * 1024
  const read = (bytes: Buffer) => {
    const blob = `alerts/${createHash('sha256').update(bytes).digest('hex')}`
    const message = sealed({ source: 'graph', returned: 0, blob })
    return unpackMessage(message, { loadBlob: async () => bytes, loadKey })
  }

  it('may have 16 MiB', async () => {
    expect(await read(Buffer.from(JSON.stringify('x'.repeat(most - 2))))).toMatchObject({ source: 'graph' })
  })

  it('and not a byte more', async () => {
    const reading = read(Buffer.from(JSON.stringify('x'.repeat(most - 1))))
    await expect(reading).rejects.toMatchObject({ reason: 'the blob it refers to is too large' })
  })
})

describe('answers that are remembered', () => {
  it('are forgotten when there are a thousand, so that no flood of names fills the memory', () => {
    let asked = 0
    const answer = remembered((text) => ({ text, at: ++asked }))
    const first = answer('word 0')
    for (let n = 1; n < 1_000; n++) answer(`word ${n}`)
    expect(answer('word 0')).toBe(first)
    answer('one more')
    expect(answer('word 0')).not.toBe(first)
  })

  it('are not those about long texts', () => {
    const answer = remembered((text) => ({ text }))
    expect(answer('x'.repeat(128))).toBe(answer('x'.repeat(128)))
    expect(answer('x'.repeat(129))).not.toBe(answer('x'.repeat(129)))
  })
})

it.each<ValueSide>(['remote', 'reference', 'unknown', 'unroutable', 'perhaps-own'])(
  'what one field shows as ours and another as %s is ours',
  (side) => {
    expect(mergedSide(new Set([side, 'own']))).toBe('own')
    expect(mergedSide(new Set(['own', side, 'remote']))).toBe('own')
  },
)
