import { parseMessageId } from '../reports/message-ids'
import { caseNumbersIn } from './case-numbers'
import type { Mail } from './mail'
import type { CompiledPatterns, PatternGroup } from './patterns'
import { type Found, isAsked, isDone, isStated, sentencesOf } from './sentences'

export type DecisionOutcome = 'takedown' | 'no-action' | 'rejected'

/** What a mail says, whoever says it; how far to believe it is another question. */
export type Classification = {
  /** Names of the rules that decided, for the Event. */
  readonly rules: readonly string[]
  /** The desk's numbers, in order of appearance; the first is the likeliest. */
  readonly caseNumbers: readonly string[]
} & (
  | { readonly kind: 'own-copy' }
  /** `final` false: late, and still being tried. */
  | { readonly kind: 'bounce'; readonly final: boolean }
  | { readonly kind: 'auto-reply' }
  | { readonly kind: 'acknowledgement' }
  | { readonly kind: 'information-request' }
  | { readonly kind: 'decision'; readonly outcome: DecisionOutcome }
  | { readonly kind: 'other' }
)

type Meaning = Classification extends infer One
  ? One extends unknown
    ? Omit<One, 'caseNumbers'>
    : never
  : never

/** Transparent rules, tried in this order. Only what its sender wrote anew counts, never the mail quoted below. */
export function classify(mail: Mail, patterns: CompiledPatterns): Classification {
  const meaning = ownCopy(mail) ?? bounce(mail, patterns) ?? words(mail, patterns)
  return { ...meaning, caseNumbers: caseNumbersIn(mail, patterns) }
}

function ownCopy({ messageId }: Mail): Meaning | undefined {
  const ours = messageId !== undefined && parseMessageId(messageId) !== undefined
  return ours ? { kind: 'own-copy', rules: ['own-message-id'] } : undefined
}

function bounce(mail: Mail, patterns: CompiledPatterns): Meaning | undefined {
  if (mail.dsn !== undefined) return fromDsn(mail.dsn.recipients.map(({ action }) => action))
  if (!/^(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]+)@/.test(mail.from)) return undefined
  const late = firing(patterns, 'delaySubject', [mail.subject])
  if (late.length > 0) return { kind: 'bounce', final: false, rules: late }
  const failed = firing(patterns, 'bounceSubject', [mail.subject])
  return failed.length > 0 ? { kind: 'bounce', final: true, rules: failed } : undefined
}

/** RFC 3464 §2.3.3: the action decides. A notification of success is no bounce, and says nothing we ask. */
function fromDsn(actions: readonly string[]): Meaning {
  if (actions.includes('failed')) return { kind: 'bounce', final: true, rules: ['dsn-failed'] }
  if (actions.includes('delayed')) return { kind: 'bounce', final: false, rules: ['dsn-delayed'] }
  const success = actions.length > 0 && !actions.includes('unknown')
  return success ? { kind: 'auto-reply', rules: ['dsn-success'] } : { kind: 'other', rules: ['dsn-unclear'] }
}

const outcomeGroups = [
  ['takedown', 'takedown', isDone],
  ['noAction', 'no-action', isStated],
  ['rejected', 'rejected', isStated],
] as const

function words(mail: Mail, patterns: CompiledPatterns): Meaning {
  const sentences = sentencesOf(mail.newText)
  const subject = sentencesOf(mail.subject)
  const absence = firing(patterns, 'absence', [...subject, ...sentences])
  const outcomes = outcomeGroups.flatMap(([group, outcome, counts]) => {
    const rules = firing(patterns, group, sentences, counts)
    return rules.length === 0 ? [] : [{ outcome, rules }]
  })
  const request = firing(patterns, 'informationRequest', sentences, isAsked)
  const [first, ...contradicting] = outcomes
  if (first !== undefined) {
    const rules = [...outcomes.flatMap((one) => one.rules), ...request, ...absence]
    const clear = contradicting.length === 0 && request.length === 0 && absence.length === 0
    return clear
      ? { kind: 'decision', outcome: first.outcome, rules }
      : { kind: 'other', rules: ['contradictory', ...rules] }
  }
  if (absence.length > 0) return { kind: 'auto-reply', rules: absence }
  if (request.length > 0) return { kind: 'information-request', rules: request }
  const receipt = firing(patterns, 'acknowledgement', [...subject, ...sentences])
  if (receipt.length > 0) return { kind: 'acknowledgement', rules: receipt }
  if (mail.automatic) return { kind: 'auto-reply', rules: ['automatic-header'] }
  return mail.bulk ? { kind: 'auto-reply', rules: ['bulk-header'] } : { kind: 'other', rules: [] }
}

/** Names of the rules of a group that match any sentence in which they count. */
function firing(
  patterns: CompiledPatterns,
  group: PatternGroup,
  sentences: readonly string[],
  counts: (found: Found) => boolean = () => true,
): readonly string[] {
  return patterns[group]
    .filter(({ pattern }) =>
      sentences.some((sentence) => {
        const found = pattern.exec(sentence)
        return found !== null && counts({ sentence, begin: found.index, end: found.index + found[0].length })
      }),
    )
    .map(({ name }) => name)
}
