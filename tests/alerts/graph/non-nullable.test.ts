import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defenderAlert } from '../../../sandbox/stories/alert'
import { graphAlert } from '../../flow/founding-alert'
import { alwaysGiven, declarations } from './declared-types'

type Json = Readonly<Record<string, unknown>>
type GraphAlert = Json & { readonly evidence: readonly Json[] }

const folder = join(__dirname, '../../fixtures/alerts')
const declared = declarations()
const ofAlert = ['id', ...alwaysGiven(declared, 'Alert')]
const ofEvidence = alwaysGiven(declared, 'AlertEvidence')

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null
const isGraphs = (entry: unknown): boolean =>
  isObject(entry) && String(entry['@odata.type']).startsWith('#microsoft.graph.security.')

/** Alerts as Graph gives them, wherever they are in a fixture. */
function graphAlertsIn(value: unknown): readonly GraphAlert[] {
  if (!isObject(value)) return []
  const { evidence, format, body } = value
  if (Array.isArray(evidence) && evidence.length > 0 && evidence.every(isGraphs)) return [value as GraphAlert]
  // Where a type is missing, somebody else has pushed it.
  const isAnswer = format === 'graph.alerts_v2' && isObject(body) && Array.isArray(body['evidence'])
  if (isAnswer && (body['evidence'] as unknown[]).every(isGraphs)) return [body as GraphAlert]
  return Object.values(value).flatMap(graphAlertsIn)
}

function missingIn(alert: GraphAlert): readonly string[] {
  const missing = ofAlert.filter((member) => (alert[member] ?? null) === null)
  const inEvidence = alert.evidence.flatMap((entry, n) =>
    ofEvidence
      .filter((member) => (entry[member] ?? null) === null)
      .map((member) => `evidence[${n}].${member}`),
  )
  return [...missing, ...inEvidence]
}

const readAll = (name: string): unknown => {
  const text = readFileSync(join(folder, name), 'utf8')
  const lines = name.endsWith('l') ? text.trim().split('\n') : [text]
  return lines.map((line): unknown => JSON.parse(line))
}

it('the schema says what is never null', () => {
  expect(ofAlert).toEqual(['id', 'serviceSource', 'severity', 'status'])
  expect(ofEvidence).toEqual(['createdDateTime', 'remediationStatus', 'roles', 'verdict'])
})

describe('an alert of Graph in a test has every member that the schema calls non-nullable', () => {
  const files = readdirSync(folder)
    .filter((name) => /\.jsonl?$/.test(name))
    .map((name) => ({ name, alerts: graphAlertsIn(readAll(name)) }))
    .filter(({ alerts }) => alerts.length > 0)

  it('and they are found', () => {
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['founding-case.json', 'judged.jsonl', 'products.json']),
    )
  })

  it.each(files)('$name', ({ alerts }) => {
    const incomplete = alerts.map((alert) => [alert['id'], missingIn(alert)] as const)
    expect(incomplete.filter(([, missing]) => missing.length > 0)).toEqual([])
  })

  it('the alert of flow tests, whatever evidence a test gives it', () => {
    const bare = { '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress: '203.0.113.5' }
    expect(missingIn(graphAlert({}, [bare]))).toEqual([])
  })

  it('those of the sandbox', () => {
    const words = {
      id: 'a',
      title: 't',
      category: 'c',
      device: 'd',
      address: '203.0.113.5',
      url: 'https://h.example/',
    }
    expect(missingIn(defenderAlert(words, new Date(0)) as unknown as GraphAlert)).toEqual([])
  })
})
