import type { Alert } from '../alerts/alert'
import type { Observable } from '../observables/observable'
import { isCustomRule, isMailAlert } from './kinds/kind-of-alert'
import type { KindOfAlert } from './kinds/kind'

/** What an alert says about its ends as a whole. */
export type AlertFacts = {
  readonly alert: Alert
  readonly kind: KindOfAlert | undefined
  /** A machine of ours attacks, so that the others are its victims. */
  readonly isOwnAttack: boolean
}

const ACCUSING_ROLES: ReadonlySet<Observable['role']> = new Set(['c2', 'attacker', 'download', 'phish-url'])

/**
 * Every reason that the alert gives against an endpoint, by its stable name: `verdict-malicious`, `role-c2`,
 * `words-attacker`, `kind-incoming-brute-force`. None means that it is not accused. Severity is no reason, nor is
 * company: each observable is judged for itself.
 */
export function reasonsAgainst(facts: AlertFacts, observables: readonly Observable[]): readonly string[] {
  const reasons = observables.flatMap((observable) => reasonsOf(facts, observable))
  if (reasons.length < 2) return reasons
  return [...new Set(reasons)].toSorted((a, b) => rank(a) - rank(b))
}

const RANK = ['verdict', 'role', 'words', 'kind']
const rank = (reason: string): number => RANK.indexOf(reason.split('-', 1)[0] ?? '')

function reasonsOf(facts: AlertFacts, observable: Observable): readonly string[] {
  if (!mayBeAccused(observable)) return []
  const { verdict, role, isRoleAssumed } = observable
  const isStated = !isRoleAssumed && ACCUSING_ROLES.has(role)
  const isMalicious = verdict === 'malicious'
  return [
    ...(isMalicious ? ['verdict-malicious'] : []),
    ...(isStated ? [`role-${role}`] : []),
    ...(isNamedInWords(facts.alert, observable) ? [`words-${observable.roleInWords ?? ''}`] : []),
    ...(facts.kind !== undefined && isAccusedByKind(facts, facts.kind, observable)
      ? [`kind-${facts.kind.name}`]
      : []),
  ]
}

/** Something judges the endpoint itself, not only the kind of alert. */
export const isJudgedBy = (reasons: readonly string[]): boolean =>
  reasons.some((reason) => reason.startsWith('verdict-') || reason.startsWith('role-'))

/** Victims, context, what was found clean, what a machine of ours merely mentions, and answers of the attacker's DNS. */
function mayBeAccused({ side, role, verdict, mention, isAnswer }: Observable): boolean {
  if (side !== 'remote' && side !== 'unknown') return false
  if (mention || isAnswer || role === 'victim' || verdict === 'noThreatsFound') return false
  return role !== 'contextual' || verdict === 'malicious'
}

/** Prose counts where a field names the same value, and where no attacker writes it: mails fill titles with subjects. */
function isNamedInWords(alert: Alert, { roleInWords, inWords, role, verdict }: Observable): boolean {
  if (roleInWords === undefined || inWords || !ACCUSING_ROLES.has(roleInWords)) return false
  if (role === 'contextual' || role === 'mail-sender' || verdict === 'unknown') return false
  return (
    !isMailAlert(alert) && !/["“”]|\breported by\b/i.test(`${alert.title ?? ''} ${alert.description ?? ''}`)
  )
}

function isAccusedByKind(facts: AlertFacts, { kind, name, knownBy }: KindOfAlert, seen: Observable): boolean {
  if (kind.attacker !== 'far' && kind.attacker !== 'caller') return false
  if (seen.side !== 'remote') return false
  const { type, role, verdict, ends = [] } = seen
  if (kind.isForgeable || role === 'mail-sender' || seen.inWords) return false
  if (kind.namesOnly && type !== 'url' && type !== 'host') return false
  if (kind.addressesOnly && type !== 'ip') return false
  if (kind.needsVerdict && verdict !== 'malicious') return false
  if (kind.needsJudgement && verdict !== 'malicious' && verdict !== 'suspicious') return false
  if (kind.attacker === 'caller' && positionOf(facts.alert, seen) !== 'caller') return false
  if (kind.attacker === 'far' && isBareSource(facts.alert, seen) && knownBy !== 'type') return false
  if (verdict === 'malicious') return true
  const isJudged = verdict === 'suspicious' || (verdict === undefined && ends.length > 0)
  if (knownBy === 'category') return isJudged
  if (isCustomRule(facts.alert) && knownBy === 'words') return isJudged
  // A phishing mail quotes innocent links too: each needs a judgement of its own.
  if (knownBy === 'words' && (name === 'phishing-link' || isMailAlert(facts.alert)))
    return isJudged && !isOutdone(facts.alert, seen)
  // A product that judges each of its entries has not judged this one.
  return knownBy === 'type' || verdict !== 'unknown' || name === 'incoming-brute-force'
}

/** The filter condemned another link of the mail: a mere suspicion may be the bait beside it. */
function isOutdone(alert: Alert, { verdict }: Observable): boolean {
  return (
    verdict === 'suspicious' &&
    isMailAlert(alert) &&
    alert.findings.some((finding) => finding.type === 'url' && finding.verdict === 'malicious')
  )
}

/** Where the traffic came from: ours, unless the title says that it came from the attacker. */
function isBareSource({ title = '' }: Alert, { role, ends = [] }: Observable): boolean {
  const isFromAttacker = /\bincoming\b|\bfrom (?:an? |the )?(?:known )?(?:malicious|hostile|attacker)/i.test(
    title,
  )
  return role === 'source' && ends.length === 0 && !isFromAttacker && !/\bspray\b|brute/i.test(title)
}

/** Who began: by the end of the connection, else by the direction of the whole alert, else by the role. */
export function positionOf(
  { direction }: Pick<Alert, 'direction'>,
  { ends = [], role }: Observable,
): 'caller' | 'called' {
  if (ends.length === 1) return ends[0] === 'source' ? 'caller' : 'called'
  if (direction !== undefined) return direction === 'inbound' ? 'caller' : 'called'
  return role === 'destination' ? 'called' : 'caller'
}
