import { remembered } from '../model/remembered'
import type { Alert, Finding, ObservableRole } from './alert'

const SEVERITIES: readonly (readonly [Alert['severity'], RegExp])[] = [
  ['informational', /^(?:informational?|info|notice)$/],
  ['low', /^(?:low|minor)$/],
  ['medium', /^(?:medium|moderate|warning)$/],
  ['high', /^(?:high|critical|fatal|severe|major|very-high)$/],
]

/** The severity words of Graph and of the SIEMs, in our four; anything else is `unknown`. */
export function parseSeverity(text: string | null | undefined): Alert['severity'] {
  return severityOf(text ?? '')
}

const severityOf = remembered((text): Alert['severity'] => {
  const word = text.trim().toLowerCase()
  return SEVERITIES.find(([, pattern]) => pattern.test(word))?.[0] ?? 'unknown'
})

/** Some connectors write the number behind the word; which one is documented nowhere, so it says nothing. */
export function parseVerdict(text: string | number | null | undefined): Finding['verdict'] {
  return text === null || text === undefined ? undefined : verdictOf(String(text))
}

const verdictOf = remembered((text): Finding['verdict'] => {
  const word = text.replace(/[\s_-]/g, '').toLowerCase()
  if (word === 'suspicious' || word === 'malicious') return word
  return word === 'nothreatsfound' || word === 'clean' ? 'noThreatsFound' : 'unknown'
})

/** Words of evidence roles, strongest first: what an address did outweighs in which field it stood. */
const ROLES: readonly (readonly [RegExp, ObservableRole])[] = [
  [/^(?:command ?and ?control|c2|cnc|c&c)$/, 'c2'],
  [/^attacker$/, 'attacker'],
  [/^(?:download|payload|dropper)$/, 'download'],
  [/^(?:phish|phishing|phish-url)$/, 'phish-url'],
  [/^(?:sender|mail-sender)$/, 'mail-sender'],
  [/^source$/, 'source'],
  [/^destination$/, 'destination'],
]

/** The one role that says most, out of those an entry carries. What was attacked is the victim. */
export function strongestRole(roles: readonly string[]): ObservableRole {
  if (roles.length === 0) return 'unknown'
  if (isVictimRole(roles)) return 'victim'
  const words = roles.map((role) => role.trim().toLowerCase())
  const match = ROLES.find(([pattern]) => words.some((word) => pattern.test(word)))
  if (match !== undefined) return match[1]
  return words.length > 0 && words.every((word) => word === 'contextual') ? 'contextual' : 'unknown'
}

const ACCUSING = /^(?:command ?and ?control|c2|cnc|c&c|attacker)$/

/** The entry is what was attacked, not what attacked. */
export function isVictimRole(roles: readonly string[]): boolean {
  if (roles.length === 0) return false
  const words = roles.map((role) => role.trim().toLowerCase())
  const attacked = words.some((word) => word === 'attacked' || word === 'compromised' || word === 'victim')
  return attacked && !words.some((word) => ACCUSING.test(word))
}

export function parseProtocol(text: string | number | null | undefined): 'tcp' | 'udp' | undefined {
  const word = String(text ?? '').trim().toLowerCase() // prettier-ignore
  if (word === 'tcp' || word === '6') return 'tcp'
  return word === 'udp' || word === '17' ? 'udp' : undefined
}

const TECHNIQUE = /^T\d{4}(?:\.\d{3})?$/

/** MITRE ATT&CK technique ids out of a list that may hold names, tactics or `T1071.001 - Web Protocols`. */
export function parseTechniques(texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  const ids = texts.flatMap((text) => text.toUpperCase().match(/\bT\d{4}(?:\.\d{3})?\b/g) ?? [])
  return [...new Set(ids.filter((id) => TECHNIQUE.test(id)))].slice(0, 50)
}
