import type { Alert } from '../alerts/alert'
import { remembered } from '../model/remembered'
import type { Observable } from '../observables/observable'
import type { AbuseKind } from './decision'

type Hints = {
  readonly roles: ReadonlySet<Observable['role']>
  readonly category: string
  readonly techniques: readonly string[]
  readonly source: string
  readonly hasLink: boolean
}

/** The first that fits: what this endpoint did outweighs what the alert is filed under. */
const KINDS: readonly (readonly [AbuseKind, (hints: Hints) => boolean])[] = [
  ['malicious-app', ({ source, category }) => /appgovernance|oauthapp|consentphishing/.test(source + category)],
  ['command-and-control', ({ roles }) => roles.has('c2')],
  ['phishing', ({ roles }) => roles.has('phish-url')],
  ['malware-delivery', ({ roles }) => roles.has('download')],
  ['spam', ({ roles }) => roles.has('mail-sender')],
  ['command-and-control', (hints) => /commandandcontrol|^c2$|exfiltration/.test(hints.category) || uses(hints, /^T(?:1071|1041|1095|1571|1572|1573|1090|1568|1102)/)],
  ['brute-force', (hints) => /bruteforce|passwordspray|credentialaccess|logon|login|signin/.test(hints.category) || uses(hints, /^T1110/)],
  ['scanning', (hints) => /scan|discovery|reconnaissance/.test(hints.category) || uses(hints, /^T(?:1046|1595|1018)/)],
  ['phishing', (hints) => hints.category.includes('phish') || uses(hints, /^T1566/)],
  ['phishing', ({ source, hasLink }) => hasLink && /office365|smartscreen/.test(source)],
  ['malware-delivery', (hints) => /malware|ransom|execution|delivery/.test(hints.category) || uses(hints, /^T(?:1105|1204|1059)/)],
  ['spam', ({ category }) => category.includes('spam')],
] // prettier-ignore

function uses({ techniques }: Hints, pattern: RegExp): boolean {
  return techniques.some((technique) => pattern.test(technique))
}

/** What kind of abuse the alert describes, for this endpoint; decides who receives a report and in which XARF type. */
export function abuseKindOf(alert: Alert, observables: readonly Observable[]): AbuseKind {
  const hints: Hints = {
    roles: new Set(observables.map(({ role }) => role)),
    category: bare(alert.category),
    techniques: alert.techniques,
    source: bare(alert.detectionSource),
    hasLink: observables.some(({ type }) => type === 'url'),
  }
  return KINDS.find(([, fits]) => fits(hints))?.[0] ?? 'other'
}

const bareWord = remembered((text) => text.replace(/[^a-z\d]/gi, '').toLowerCase())

function bare(text: string | undefined): string {
  return text === undefined ? '' : bareWord(text)
}
