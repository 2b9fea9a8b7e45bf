import type { Alert } from '../alerts/alert'
import { remembered } from '../model/remembered'
import type { Observable } from '../observables/observable'
import type { AbuseKind } from './decision'
import { type KindName, KINDS } from './kinds/kind'

const BY_ROLE: Readonly<Record<string, AbuseKind>> = {
  'role-c2': 'command-and-control',
  'role-phish-url': 'phishing',
  'role-download': 'malware-delivery',
  'words-c2': 'command-and-control',
}

const isKindName = (name: string): name is KindName => Object.hasOwn(KINDS, name)

function abuseOfReason(reason: string): AbuseKind | undefined {
  const role = BY_ROLE[reason]
  if (role !== undefined) return role
  const kind = reason.replace(/^kind-/, '')
  return isKindName(kind) ? KINDS[kind].abuse : undefined
}

/**
 * What kind of abuse the reasons against an endpoint carry, and never more: it decides what a report says, who receives
 * it and its XARF type.
 */
export function abuseKindOf(
  alert: Alert,
  reasons: readonly string[],
  observables: readonly Observable[],
): AbuseKind {
  if (isAboutAnApp(alert)) return 'malicious-app'
  const kinds = reasons.flatMap((reason) => abuseOfReason(reason) ?? [])
  const telling = kinds.find((kind) => kind !== 'other')
  if (telling !== undefined) return telling
  const isSender = observables.some(({ role }) => role === 'mail-sender')
  return isSender && reasons.length > 0 ? 'spam' : 'other'
}

/** An application in the tenant, consented to by phishing; whose it is, nothing on a network tells. */
export function isAboutAnApp({ category = '', detectionSource = '' }: Alert): boolean {
  return isAppWord(category) || isAppWord(detectionSource)
}

const isAppWord = remembered((text) =>
  /appgovernance|oauthapp|consentphishing/.test(text.replace(/[^a-z\d]/gi, '').toLowerCase()),
)
