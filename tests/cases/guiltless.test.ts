import { parseAlert } from '../../shared/alerts/parse-alerts'
import { candidatesOf } from '../../shared/cases/candidate'
import { pairByRecord } from '../../shared/cases/pairing'
import { decide } from '../../shared/cases/policy'
import type { Observable } from '../../shared/observables/observable'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { VM } from './invented-alerts'
import { ownershipOf } from './ownership-stub'

const own = parseOwnAssets({ addresses: [], domains: [], mailboxes: [] })
const ownership = ownershipOf({ [VM]: { class: 'customer-hosted' } })
const seen = (type: 'ip' | 'host', value: string, more: Partial<Observable> = {}): Observable => ({
  ...{ type, value, role: 'unknown', side: 'remote', from: [value], records: [1] },
  ...more,
})
const endpoints = (host: Partial<Observable>) =>
  pairByRecord(candidatesOf([seen('host', 'evil.example', host), seen('ip', VM)]), ownership).length

it('one record makes a pair of host and address', () => {
  expect(endpoints({})).toBe(1)
})

it.each<Partial<Observable>>([
  { mention: true },
  { verdict: 'noThreatsFound' },
  { role: 'contextual' },
  { role: 'victim' },
])('but not where the host is %j', (host) => {
  expect(endpoints(host)).toBe(2)
})

it('what Defender found clean is not accused by a role', () => {
  const evidence = {
    '@odata.type': '#microsoft.graph.security.ipEvidence',
    ...{ ipAddress: VM, verdict: 'noThreatsFound', roles: ['commandAndControl'] },
  }
  const alert = parseAlert({ id: 'a', severity: 'high', title: 'x', evidence: [evidence] }, 'graph')
  const [decision] = decide(alert, extractObservables(alert, own), ownership, { own, minSeverity: 'low' })
  expect(decision).toMatchObject({ verdict: 'ignore', rule: 'no-threats-found' })
})
