import { isByMachine } from './by-machine'
import type { Dsn, Mail } from './mail'
import { type CompiledPatterns, firing } from './patterns'

type Meaning = { readonly rules: readonly string[] } & (
  { readonly kind: 'bounce'; readonly final: boolean } | { readonly kind: 'auto-reply' | 'other' }
)

/** A mail server's note about a mail that it could not deliver, or not yet; undefined where it is none. */
export function bounceIn(mail: Mail, patterns: CompiledPatterns): Meaning | undefined {
  const { dsn } = mail
  if (dsn?.recipients.some(({ action }) => action !== 'unknown')) return fromDsn(dsn)
  if (!isByMachine(mail)) return undefined
  const late = firing(patterns.delaySubject, [mail.subject])
  if (late.length > 0) return { kind: 'bounce', final: false, rules: late }
  const failed = firing(patterns.bounceSubject, [mail.subject])
  const rules = mail.isNdr ? ['exchange-ndr', ...failed] : failed
  if (rules.length > 0) return { kind: 'bounce', final: true, rules }
  // Sent back whole or in part, by whatever program, in whatever words.
  if (mail.quotedIds.length > 0) return { kind: 'bounce', final: true, rules: ['mail-returned'] }
  return dsn === undefined ? undefined : { kind: 'other', rules: ['dsn-unclear'] }
}

/** RFC 3464 §2.3.3: the action decides. A notification of success is no bounce, and says nothing we ask. */
function fromDsn({ recipients }: Dsn): Meaning {
  const actions = recipients.map(({ action }) => action)
  if (actions.includes('failed')) return { kind: 'bounce', final: true, rules: ['dsn-failed'] }
  if (actions.includes('delayed')) return { kind: 'bounce', final: false, rules: ['dsn-delayed'] }
  const success = !actions.includes('unknown')
  return success ? { kind: 'auto-reply', rules: ['dsn-success'] } : { kind: 'other', rules: ['dsn-unclear'] }
}
