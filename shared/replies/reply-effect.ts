import type { Classification } from './classify'
import type { Match } from './match'
import type { Trust } from './trust'

/** What a mail does: moves its reports, asks a person, or nothing. */
export type Effect = 'status' | 'person' | 'none'

/** Only what can be trusted moves a report by itself; what else says something goes to a person. */
export function effectOf(
  classification: Classification,
  match: Match,
  trust: Trust,
  looksLikeTheDesk: boolean,
): Effect {
  switch (classification.kind) {
    case 'own-copy':
    case 'auto-reply':
      return 'none'
    case 'bounce':
      // A forged one could otherwise silence a report.
      return classification.final && trust === 3 && match.bounced ? 'status' : 'none'
    case 'acknowledgement':
      return trust >= 2 ? 'status' : ask(match, looksLikeTheDesk)
    case 'information-request':
    case 'decision':
      return trust === 3 ? 'status' : ask(match, looksLikeTheDesk)
    case 'other':
      return ask(match, looksLikeTheDesk)
  }
}

const ask = (match: Match, looksLikeTheDesk: boolean): Effect =>
  match.by !== 'none' || looksLikeTheDesk ? 'person' : 'none'
