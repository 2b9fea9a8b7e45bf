import { caseNumbersIn } from './case-numbers'
import { bounceIn } from './bounce-in'
import type { Mail } from './mail'
import { type CompiledPatterns, firing, type PatternGroup } from './patterns'
import { isAsked, isDone, isStated, sentencesOf } from './sentences'

export type DecisionOutcome = 'takedown' | 'no-action' | 'rejected'

/** What a mail says, whoever says it; how far to believe it is another question. */
export type Classification = {
  /** Names of the rules that decided, for the Event. */
  readonly rules: readonly string[]
  /** The desk's numbers, in order of appearance; the first is the likeliest. */
  readonly caseNumbers: readonly string[]
} &
  /** `final` false: late, and still being tried. */
  (
    | { readonly kind: 'bounce'; readonly final: boolean }
    | { readonly kind: 'auto-reply' }
    | { readonly kind: 'acknowledgement' }
    | { readonly kind: 'information-request' }
    | { readonly kind: 'decision'; readonly outcome: DecisionOutcome }
    | { readonly kind: 'other' }
  )

/** What is said, by which rules. */
type Meaning = Classification extends infer One
  ? One extends unknown
    ? Omit<One, 'caseNumbers'>
    : never
  : never

/** Transparent rules, tried in this order. Only what its sender wrote anew counts, never the mail quoted below. */
export function classify(mail: Mail, patterns: CompiledPatterns): Classification {
  const meaning = bounceIn(mail, patterns) ?? words(mail, patterns)
  return { ...meaning, caseNumbers: caseNumbersIn(mail, patterns) }
}

const mostSentencesOfThanks = 3

/** What its words suggest: nothing where they say several things. */
function words(mail: Mail, patterns: CompiledPatterns): Meaning {
  const sentences = sentencesOf(mail.newText)
  const withSubject = [...sentencesOf(mail.subject), ...sentences]
  const found = (group: PatternGroup, counts?: (sentence: string) => boolean) =>
    firing(patterns[group], sentences, counts)
  const said = [
    { kind: 'decision', outcome: 'takedown', rules: found('takedown', isDone) },
    { kind: 'decision', outcome: 'no-action', rules: found('noAction', isStated) },
    { kind: 'decision', outcome: 'rejected', rules: found('rejected', isStated) },
    { kind: 'information-request', rules: found('informationRequest', isAsked) },
    { kind: 'auto-reply', rules: firing(patterns.absence, withSubject) },
  ] as const satisfies readonly Meaning[]
  const [first, ...others] = said.filter(({ rules }) => rules.length > 0)
  if (first && others.length > 0)
    return { kind: 'other', rules: ['contradictory', ...[first, ...others].flatMap(({ rules }) => rules)] }
  if (first) return first
  // Thanks are in many a mail: what else it says, a person reads.
  const isShort = sentences.length <= mostSentencesOfThanks
  const receipt = firing(patterns.acknowledgement, withSubject).filter((rule) => isShort || rule !== 'thanks')
  if (receipt.length > 0) return { kind: 'acknowledgement', rules: receipt }
  return mail.isReadReceipt ? { kind: 'auto-reply', rules: ['read-receipt'] } : { kind: 'other', rules: [] }
}
