import type { Classification } from './classify'
import type { Mail } from './mail'
import type { Match } from './match'
import { domainOf } from './dkim'
import { isInDomains, type Trust, type TrustSettings } from './trust'

/** What a mail does: moves its reports, asks a person, or nothing. */
export type Effect = 'status' | 'person' | 'none'

/**
 * Only what can be trusted moves a report by itself; what else says something goes to a person.
 * @param isKnown a person has confirmed before what these words mean
 */
export function effectOf(
  mail: Mail,
  classification: Classification,
  match: Match<string>,
  trust: Trust,
  settings: TrustSettings,
  isKnown = false,
): Effect {
  const ask = match.by !== 'none' || looksLikeTheDesk(mail, classification, settings) ? 'person' : 'none'
  // A digest of ours, for instance, names what waits.
  if (classification.kind !== 'bounce' && mail.automatic && settings.ownAddresses.includes(mail.from))
    return 'none'
  const isOfSeveral = match.also !== undefined
  switch (classification.kind) {
    case 'auto-reply':
      return 'none'
    case 'bounce':
      // A forged one could otherwise silence a report, and none that is ours may end in nothing.
      if (!classification.final || match.by === 'none') return 'none'
      return trust === 3 ? 'status' : 'person'
    case 'acknowledgement':
      return trust >= 2 && !isOfSeveral ? 'status' : ask
    case 'information-request':
      return trust === 3 && !isOfSeveral ? 'status' : ask
    case 'decision': {
      // Two witnesses: words that a person has confirmed, and a secret that only the desk got.
      const holdsSecret =
        match.reportIds.length === 1 && match.reportIds.every((id) => match.proven.includes(id))
      return isKnown && trust === 3 && holdsSecret && !isOfSeveral ? 'status' : ask
    }
    case 'other':
      return mail.unreadable === undefined ? ask : 'person'
  }
}

/** Tied to no report, and yet not to be lost: by its sender, or by what it says and speaks of. */
function looksLikeTheDesk(
  { from, fromName, subject, newText, bulk, automatic }: Mail,
  { kind }: Classification,
  settings: TrustSettings,
): boolean {
  const isKnown = settings.trustedSenders.includes(from) || isInDomains(domainOf(from), settings)
  const saysSomething = kind === 'acknowledgement' || kind === 'decision' || kind === 'information-request'
  if (isKnown) return !(bulk || automatic) || saysSomething
  return saysSomething && ofOurs.test(`${from} ${fromName} ${subject} ${newText.slice(0, 20_000)}`)
}

const ofOurs =
  /microsoft|msrc|azure|abuse|phish|malware|malicious|command[- ]and[- ]control|take-?down|taken down|missbrauch|schadsoftware|bösartig|[A-Z][A-Z0-9]{1,9}-\d{4}-[0-9A-HJKMNP-TV-Z]{6,8}\b/i
