import fc from 'fast-check'
import type { Alert } from '../../shared/alerts/alert'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import type { Decision } from '../../shared/cases/decision'
import { endpointText } from '../../shared/cases/endpoint'
import { decideRead, readAlert } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import type { Observable } from '../../shared/observables/observable'
import type { OwnershipIndex } from '../../shared/ownership/ownership'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { FIXTURE_ALERTS } from './fixture-alerts'
import { FRONT, INVENTED, PAGE, SHOP, VM, VM2, VM3 } from './invented-alerts'
import { everythingIsMicrosofts, ownershipOf } from './ownership-stub'

type Judged = { readonly name: string; readonly alert: Alert; readonly whose: OwnershipIndex }

const FOREIGN = { host: 'bystander.example', ip: '198.51.100.200' }
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
const decided = (
  alert: Alert,
  observables: readonly Observable[],
  whose: OwnershipIndex = ownership,
): readonly Decision[] => decideRead(readAlert(alert, observables, whose), whose, policy, 'yes')
/** The fixtures' own names are Microsoft's, each and all; a bystander's are not. */
const nearlyAll: OwnershipIndex = {
  ofAddress: (text) => (text === FOREIGN.ip ? ownership : everythingIsMicrosofts).ofAddress(text),
  ofHost: (text) => (text === FOREIGN.host ? ownership : everythingIsMicrosofts).ofHost(text),
}
const ALERTS: readonly Judged[] = [
  ...INVENTED.map(([name, body]) => ({ name, alert: parseAlert(body, 'graph'), whose: ownership })),
  ...FIXTURE_ALERTS.map(([name, alert]) => ({ name, alert, whose: nearlyAll })),
]
const anAlert = fc.constantFrom(...ALERTS)
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
  const foreign = isHost ? FOREIGN.host : FOREIGN.ip
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
    fc.property(anAlert, company, ({ alert, whose }, added) => {
      const named = extractObservables(alert, policy.own)
      const more = companion(added)
      const before = shortly(decided(alert, named, whose), more.value)
      const after = shortly(decided(alert, [...named, more], whose), more.value)
      expect(after).toEqual(before)
    }),
    { numRuns: 2000 },
  )
})

/** Without what its product says about the kind of alert, and about the machines that attack. */
function withoutWords(alert: Alert): Alert {
  const {
    title: _t,
    description: _d,
    category: _c,
    kindWords: _k,
    alertType: _a,
    signatures: _s,
    ...rest
  } = alert
  const { ownAttackers: _o, direction: _w, ...bare } = rest
  return { ...bare, techniques: [], detectionSource: 'x' }
}

/** What it names, without verdicts and roles. */
const bareObservables = (alert: Alert): Observable[] =>
  extractObservables(alert, policy.own).map(({ verdict: _v, roleInWords: _w, ...seen }): Observable => ({
    ...seen,
    role: 'unknown',
  }))

const isReport = ({ verdict }: Decision): boolean => verdict === 'report'

it('taking the reasons away never leaves a report', () => {
  for (const { alert, whose } of ALERTS) {
    const bare = withoutWords({ ...alert, severity: 'high' })
    expect(decided(bare, bareObservables(bare), whose).filter(isReport)).toEqual([])
  }
})

it('an alert in which nothing but its severity speaks is never reported', () => {
  const severity = fc.constantFrom('informational', 'low', 'medium', 'high', 'unknown')
  const verdict = fc.constantFrom('suspicious', 'unknown')
  fc.assert(
    fc.property(anAlert, severity, verdict, ({ alert, whose }, word, suspicion) => {
      const bare = { ...withoutWords(alert), severity: word }
      const named = bareObservables(bare).map((seen): Observable => ({ ...seen, verdict: suspicion }))
      expect(decided(bare, named, whose).filter(isReport)).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

/** As a sensor sees it that says nothing but that somebody guesses passwords. */
function guesses(alert: Alert, named: readonly Observable[], isTurned: boolean) {
  const swap = { source: 'destination', destination: 'source' } as const
  const ends = named.map((seen): Observable => {
    if (!isTurned || seen.ends === undefined) return seen
    return { ...seen, ends: seen.ends.map((end) => swap[end]) }
  })
  return decided({ ...withoutWords(alert), title: 'Brute force attack' }, ends, everythingIsMicrosofts)
}

it('in every fixture that has connections, exchanging our end and theirs exchanges the verdict', () => {
  const compared = ALERTS.flatMap(({ alert }) => {
    const named = bareObservables(alert).filter(({ type, ends }) => type === 'ip' && ends?.length === 1)
    const positions = new Set(named.flatMap(({ side, ends = [] }) => (side === 'remote' ? ends : [])))
    // With attackers on both ends nobody can say who began.
    if (positions.size !== 1) return []
    const asSeen = guesses(alert, named, false)
    const turned = guesses(alert, named, true)
    const [inbound, outbound] = positions.has('source') ? [asSeen, turned] : [turned, asSeen]
    expect(outbound.filter(isReport)).toEqual([])
    for (const { endpoint } of inbound.filter(isReport))
      expect(outbound).toContainEqual(
        expect.objectContaining({ endpoint, verdict: 'ignore', rule: 'victim' }),
      )
    return inbound.filter(isReport)
  })
  expect(compared.length).toBeGreaterThan(20)
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
