import type { Cause } from '../reports/cause'
import type { Sent } from '../reports/report'
import type { Mail } from './mail'
import type { Reading } from './mail-row'

/**
 * What a trusted mail means to a report.
 * @param proof what the mail proves to have left, should the delivery never have said so
 */
export function replyCause(mail: Mail, reading: Reading, proof: Sent | undefined, receivedAt: Date): Cause {
  const { classification, trust, match } = reading
  const rules = reading.rules.join(', ')
  const origin = {
    by: `mail from ${mail.from.slice(0, 200) || 'nobody'}`,
    why: `${classification.kind} (${rules || 'no rule'}; matched by ${match.by}, trust ${trust})`,
    mail: mail.key,
    receivedAt,
    ...(proof && { proof }),
  }
  switch (classification.kind) {
    case 'acknowledgement': {
      const [caseNumber] = classification.caseNumbers
      const number = caseNumber === undefined ? {} : { caseNumber }
      return { kind: 'acknowledged', verified: trust === 3, ...number, ...origin }
    }
    case 'information-request':
      return { kind: 'information-requested', ...origin }
    case 'decision':
      return reading.effect === 'status'
        ? {
            kind: 'decided',
            outcome: classification.outcome,
            ...origin,
            ...(reading.wording && { wording: reading.wording.key }),
          }
        : { kind: 'desk-said', outcome: classification.outcome, ...origin }
    case 'bounce':
    case 'auto-reply':
    case 'other':
      return { kind: 'mail-noted', ...origin }
  }
}

/**
 * A bounce for every recipient of the first report; any other is only noted.
 * @param isFor nobody is left who may have got it; `last`: and nobody who could get it in their place
 */
export function bounceCause(
  mail: Mail,
  isFor: 'some' | 'everybody' | 'last',
  proof: Sent | undefined,
  receivedAt: Date,
): Cause {
  const failed = (mail.dsn?.recipients ?? []).map(({ recipient, status, diagnostic }) =>
    [recipient, status, diagnostic].filter(Boolean).join(' '),
  )
  const why = `came back: ${failed.join('; ').slice(0, 500)}`
  const origin = { by: `mail from ${mail.from.slice(0, 200) || 'nobody'}`, why, mail: mail.key, receivedAt }
  if (isFor === 'some') return { kind: 'mail-noted', ...origin }
  const fallback = isFor === 'everybody' ? { fallback: true as const } : {}
  return { kind: 'bounced', ...origin, ...(proof && { proof }), ...fallback }
}
