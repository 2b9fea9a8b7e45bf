import fc from 'fast-check'
import type { Alert } from '../../shared/alerts/alert'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import type { Decision } from '../../shared/cases/decision'
import { endpointText } from '../../shared/cases/endpoint'
import { decideRead, readAlert } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import type { Observable } from '../../shared/observables/observable'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { FRONT, INVENTED, PAGE, SHOP, VM, VM2, VM3 } from './invented-alerts'
import { ownershipOf } from './ownership-stub'

const customer = { class: 'customer-hosted', serviceTags: ['AzureCloud.eastus'] } as const
const ownership = ownershipOf({
  ...{ [VM]: customer, [VM2]: customer, [VM3]: customer, [PAGE]: customer, [SHOP]: customer },
  [FRONT]: { ...customer, shared: true },
})
const policy = {
  minSeverity: 'informational' as const,
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}
/** A resolver that confirms whatever it is asked about. */
const decided = (alert: Alert, observables: readonly Observable[]): readonly Decision[] =>
  decideRead(readAlert(alert, observables, ownership), ownership, policy, 'yes')
const alerts = INVENTED.map(([, body]) => parseAlert(body, 'graph'))
const anAlert = fc.constantFrom(...alerts)
const shortly = (decisions: readonly Decision[], but: string): string[] =>
  decisions
    .filter(({ endpoint }) => !endpointText(endpoint).includes(but))
    .map(({ endpoint, verdict }) => `${endpointText(endpoint)} ${verdict}`)
    .toSorted()

const company = fc.record({
  kind: fc.constantFrom('innocent', 'contextual', 'foreign'),
  isHost: fc.boolean(),
})

function companion({ kind, isHost }: { kind: string; isHost: boolean }): Observable {
  const foreign = isHost ? 'bystander.example' : '198.51.100.200'
  const microsofts = isHost ? 'bystander.azurewebsites.net' : '20.0.0.200'
  const base = { side: 'remote', from: ['evidence[99]'], records: [] } as const
  const value = kind === 'foreign' ? foreign : microsofts
  return {
    ...base,
    type: isHost ? 'host' : 'ip',
    value,
    role: kind === 'contextual' ? 'contextual' : 'unknown',
    verdict: kind === 'innocent' ? 'noThreatsFound' : 'unknown',
  }
}

it('adding what is innocent, only context or foreign changes no other verdict', () => {
  fc.assert(
    fc.property(anAlert, company, (alert, added) => {
      const named = extractObservables(alert, policy.own)
      const before = shortly(decided(alert, named), 'bystander')
      const more = companion(added)
      const after = shortly(decided(alert, [...named, more]), more.value)
      expect(after).toEqual(before)
    }),
    { numRuns: 1000 },
  )
})

it('taking the reasons away never leaves a report', () => {
  fc.assert(
    fc.property(anAlert, (alert) => {
      const { title: _t, category: _c, kindWords: _k, signatures: _s, alertType: _a, ...rest } = alert
      const bare = { ...rest, techniques: [], detectionSource: 'x', severity: 'high' as const }
      const named = extractObservables(bare, policy.own).map(
        ({ verdict: _v, roleInWords: _w, ...seen }): Observable => ({ ...seen, role: 'unknown' }),
      )
      expect(decided(bare, named).filter(({ verdict }) => verdict === 'report')).toEqual([])
    }),
  )
})

it('an alert in which nothing but its severity speaks is never reported', () => {
  const addresses = fc.uniqueArray(fc.constantFrom(VM, VM2, VM3, FRONT), { minLength: 1 })
  const severity = fc.constantFrom('low', 'medium', 'high', 'critical')
  fc.assert(
    fc.property(addresses, severity, fc.constantFrom('unknown', 'suspicious'), (named, word, verdict) => {
      const evidence = named.map((ipAddress) => ({
        '@odata.type': '#microsoft.graph.security.ipEvidence',
        ...{ ipAddress, verdict, roles: [] },
      }))
      const alert = parseAlert({ id: 'a', title: 'Alert', severity: word, evidence }, 'graph')
      const decisions = decided(alert, extractObservables(alert, policy.own))
      expect(decisions.some(({ verdict: said }) => said === 'report')).toBe(false)
    }),
  )
})

it.each([
  ['brute force', 'Brute force attack'],
  ['scan', 'Port scan detected'],
  ['exploit', 'Exploit attempt'],
])('%s: exchanging our end and theirs exchanges the verdict', (_, title) => {
  const seen = (SourceAddress: string, DestinationAddress: string) => {
    const connection = { SourceAddress, DestinationAddress, Type: 'network-connection' }
    const alert = parseAlert(
      {
        SystemAlertId: 'a',
        AlertName: title,
        ProviderName: 'x',
        Entities: [connection],
        AlertSeverity: 'High',
      },
      'queue',
    )
    const [decision] = decided(alert, extractObservables(alert, policy.own))
    return decision && `${decision.verdict} ${decision.rule}`
  }
  expect(seen(VM, '10.0.0.7')).toBe('report customer-hosted')
  expect(seen('10.0.0.7', VM)).toBe('ignore victim')
})
