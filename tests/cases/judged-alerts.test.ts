import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import type { Decision } from '../../shared/cases/decision'
import { endpointText } from '../../shared/cases/endpoint'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from './ownership-stub'

type Judged = {
  readonly name: string
  /** By endpoint: the verdicts that a careful analyst may give, why, and other names of it. */
  readonly endpoints: Readonly<Record<string, { verdict: string[]; why: string; or?: string[] }>>
  /** What no report may hold. */
  readonly never?: readonly string[]
  readonly body: unknown
}

const folder = join(__dirname, '..', 'fixtures', 'alerts')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const alerts = read('judged.jsonl')
  .trim()
  .split('\n')
  .map((line): Judged => JSON.parse(line) as Judged)
const ownership = ownershipOf(JSON.parse(read('judged-ownership.json')) as Parameters<typeof ownershipOf>[0])
const policy = {
  minSeverity: 'low' as const,
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}

const hostOf = (text: string): string =>
  (URL.parse(text) ?? URL.parse(`https://${text}`))?.hostname.replace(/^\[|\]$/g, '') ?? text
const namesIn = ({ endpoint, evidence }: Decision): readonly (string | undefined)[] => [
  hostOf(endpointText(endpoint)),
  evidence?.host,
  evidence?.address,
]
const RANK = ['ignore', 'hold', 'report']

/** The strongest verdict that names the endpoint; what no decision names is ignored. */
function answerFor(decisions: readonly Decision[], texts: readonly string[]): string {
  const hosts = texts.map(hostOf)
  const mine = decisions.filter((decision) => namesIn(decision).some((name) => name && hosts.includes(name)))
  return mine
    .map(({ verdict }) => verdict)
    .reduce((a, b) => (RANK.indexOf(b) > RANK.indexOf(a) ? b : a), 'ignore')
}

it.each(alerts)('$name: as a careful analyst would', ({ body, endpoints, never = [] }) => {
  const alert = parseAlert(body, 'queue')
  const decisions = decide(alert, extractObservables(alert, policy.own), ownership, policy)
  const faults = Object.entries(endpoints).flatMap(([text, { verdict, or = [], why }]) => {
    const said = answerFor(decisions, [text, ...or])
    return verdict.includes(said) ? [] : [`${text}: ${said}, not ${verdict.join('/')}: ${why}`]
  })
  expect(faults).toEqual([])

  const known = Object.entries(endpoints).flatMap(([text, { or = [] }]) => [text, ...or].map(hostOf))
  for (const report of decisions.filter(({ verdict }) => verdict === 'report')) {
    expect(known).toEqual(expect.arrayContaining([hostOf(endpointText(report.endpoint))]))
    expect(report.evidence?.reasons).not.toEqual([])
    const text = JSON.stringify([endpointText(report.endpoint), report.evidence])
    expect(never.filter((value) => text.includes(value))).toEqual([])
  }
})

it('reports most of what can only be reported, so that nothing is right by silence', () => {
  const mustReport = alerts.flatMap(({ endpoints }) =>
    Object.values(endpoints).filter(({ verdict }) => verdict.join() === 'report'),
  )
  expect(mustReport.length).toBeGreaterThanOrEqual(50)
})
