import { smtpReplies } from './smtp-replies'
import type { SmtpMeaning } from './smtp-reply-row'

/** Enough of a reply to know what it means, and all that is kept of it. */
const readInCharacters = 1000

/**
 * What a reply of the server means, by {@link smtpReplies} and else by its first digit (RFC 5321 §4.2.1).
 * @param reply the whole reply as it came, one line or several
 */
export function meaningOf(reply: string): SmtpMeaning {
  const said = reply.slice(0, readInCharacters).replaceAll(/\r?\n(?:\d{3}[ -])?/g, ' ')
  const row = smtpReplies.find(({ matches }) => matches.test(said))
  return row?.means ?? (said.startsWith('5') ? 'refused' : 'deferred')
}

/** Faults that outweigh everything said of single recipients. */
export const isDoorFault = (meaning: SmtpMeaning) => typeof meaning === 'object'
