import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import { decideAgain } from '../../shared/cases/decide-again'
import { type Grounds, groundsIn, groundsText } from '../../shared/cases/grounds'
import { decide } from '../../shared/cases/policy'
import type { PolicySettings } from '../../shared/cases/policy-settings'
import type { CountedSighting } from '../../shared/cases/sighting'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from './ownership-stub'

const folder = join(__dirname, '../fixtures/alerts')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const known = JSON.parse(read('judged-ownership.json')) as Parameters<typeof ownershipOf>[0]
const ownership = ownershipOf(known)
const policyWith = (addresses: readonly string[] = [], domains: readonly string[] = []): PolicySettings => ({
  minSeverity: 'low',
  own: parseOwnAssets({ addresses, domains, mailboxes: [] }),
})
const policy = policyWith()

type Line = { readonly name: string; readonly body: unknown }
const decisions = read('judged.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)
  .flatMap(({ name, body }) =>
    parseAlerts(body, 'graph').flatMap((alert) =>
      decide(alert, extractObservables(alert, policy.own), ownership, policy).map((decision) => ({
        ...decision,
        name,
      })),
    ),
  )

/** As a row keeps it. */
const sighting = (grounds: Grounds | undefined, rest: object) =>
  ({ stands: true, ...rest, ...(grounds && { grounds: groundsIn(groundsText(grounds)) }) }) as CountedSighting

it('decides the same again, of every alert that was judged by hand, where nothing else is known', () => {
  const gathered = decisions.filter(({ grounds }) => grounds !== undefined)
  expect(gathered.length).toBeGreaterThan(150)
  for (const { name, endpoint, verdict, rule, reason, evidence, grounds, judgedFalse } of gathered) {
    const again = decideAgain(sighting(grounds, { evidence, verdict }), ownership, policy)
    const expected = { verdict, rule, reason, evidence, ...(judgedFalse && { judgedFalse }) }
    expect({ name, endpoint, ...again }).toEqual({ name, endpoint, ...expected })
  }
})

it('whatever was to be reported is ruled out once it is known to be ours', () => {
  const reported = decisions.filter(({ verdict }) => verdict === 'report')
  expect(reported.length).toBeGreaterThan(50)
  for (const { endpoint, evidence, verdict, grounds } of reported) {
    const own =
      endpoint.kind === 'address' ? policyWith([endpoint.address]) : policyWith([], [evidence?.host ?? ''])
    const again = decideAgain(sighting(grounds, { evidence, verdict }), ownership, own)
    expect(again).toMatchObject({ verdict: 'ignore', rule: 'own-asset' })
  }
})

describe('what is known of whose it is counts anew', () => {
  const [first] = decisions.filter(
    ({ verdict, endpoint, rule }) =>
      verdict === 'report' && endpoint.kind === 'address' && rule === 'customer-hosted',
  )
  const address = first?.endpoint.kind === 'address' ? first.endpoint.address : ''
  it.each([
    { now: 'a service of Microsoft’s', class: 'microsoft-service', verdict: 'hold' },
    { now: 'another desk’s', class: 'other-desk', verdict: 'hold' },
    { now: 'nobody’s that is Microsoft’s', class: 'other', verdict: 'ignore' },
    { now: 'of unknown use', class: 'microsoft-untagged', verdict: 'report', grade: 'C' },
  ] as const)('$now: $verdict', ({ class: ownershipClass, verdict, ...rest }) => {
    const changed = ownershipOf({ ...known, [address]: { class: ownershipClass, serviceTags: ['Changed'] } })
    const again = decideAgain(sighting(first?.grounds, { evidence: first?.evidence }), changed, policy)
    expect(again.verdict).toBe(verdict)
    if ('grade' in rest) expect(again.evidence).toMatchObject({ grade: rest.grade, serviceTags: ['Changed'] })
  })
})

describe('a row that holds no grounds stays as it was decided', () => {
  it.each([
    ['of an earlier version', undefined],
    ['edited by a person', '{"alert":'],
    ['of a kind that is no more', '{"kind":["gone","title"]}'],
  ])('%s', (_, cell) => {
    expect(groundsIn(cell)).toBeUndefined()
    const row = { stands: true, verdict: 'hold', evidence: {} } as unknown as CountedSighting
    expect(decideAgain(row, ownership, policy)).toMatchObject({ verdict: 'hold', rule: 'as-decided' })
  })

  it('and one that was ruled out stays so', () => {
    const row = { stands: false, verdict: 'report' } as CountedSighting
    expect(decideAgain(row, ownership, policy)).toMatchObject({ verdict: 'ignore', rule: 'ruled-out' })
  })
})
