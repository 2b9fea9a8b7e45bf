import { caseNumbersIn } from './case-numbers'
import { isByMachine } from './by-machine'
import type { Dsn, Mail } from './mail'
import type { CompiledPatterns, PatternGroup } from './patterns'
import { type Found, isAsked, isDone, isStated, sentencesOf } from './sentences'

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

type Meaning = Classification extends infer One
  ? One extends unknown
    ? Omit<One, 'caseNumbers'>
    : never
  : never

/** Transparent rules, tried in this order. Only what its sender wrote anew counts, never the mail quoted below. */
export function classify(mail: Mail, patterns: CompiledPatterns): Classification {
  const meaning = bounce(mail, patterns) ?? words(mail, patterns)
  return { ...meaning, caseNumbers: caseNumbersIn(mail, patterns) }
}

function bounce(mail: Mail, patterns: CompiledPatterns): Meaning | undefined {
  const { dsn } = mail
  if (dsn?.recipients.some(({ action }) => action !== 'unknown')) return fromDsn(dsn)
  if (!isByMachine(mail)) return undefined
  const late = firing(patterns, 'delaySubject', [mail.subject])
  if (late.length > 0) return { kind: 'bounce', final: false, rules: late }
  const failed = firing(patterns, 'bounceSubject', [mail.subject])
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

/** What the words of a mail say, each by the names of the rules that found it. */
type Said = {
  readonly outcomes: readonly { readonly outcome: DecisionOutcome; readonly rules: readonly string[] }[]
  readonly absence: readonly string[]
  readonly request: readonly string[]
  readonly receipt: readonly string[]
}

function words(mail: Mail, patterns: CompiledPatterns): Meaning {
  const said = saidIn(mail, patterns)
  const { outcomes, absence, request, receipt } = said
  if (outcomes.length > 0) return decision(said)
  if (absence.length > 0) return { kind: 'auto-reply', rules: absence }
  if (request.length > 0) return { kind: 'information-request', rules: request }
  if (receipt.length > 0) return receiptIn(mail, receipt, patterns)
  return byHeaders(mail)
}

const mostSentencesOfThanks = 3

/** Thanks stand above many a mail: what else it says, a person reads. */
function receiptIn(mail: Mail, receipt: readonly string[], patterns: CompiledPatterns): Meaning {
  const isReceived = receipt.some((rule) => !rule.startsWith('thanks'))
  const isShort = sentencesOf(mail.newText).length <= mostSentencesOfThanks
  return isReceived || isShort || caseNumbersIn(mail, patterns).length > 0
    ? { kind: 'acknowledgement', rules: receipt }
    : { kind: 'other', rules: ['more-than-thanks'] }
}

function decision({ outcomes, request, absence }: Said): Meaning {
  const [first, ...contradicting] = outcomes
  const rules = [...outcomes.flatMap((one) => one.rules), ...request, ...absence]
  // "We could not confirm this. Which port was it?" waits for an answer; "It is down. Which port was it?" is unclear.
  if (
    first?.outcome !== 'takedown' &&
    contradicting.length === 0 &&
    request.length > 0 &&
    absence.length === 0
  )
    return { kind: 'information-request', rules: request }
  return first !== undefined && contradicting.length === 0 && request.length === 0 && absence.length === 0
    ? { kind: 'decision', outcome: first.outcome, rules }
    : { kind: 'other', rules: ['contradictory', ...rules] }
}

/** No word is known; what the headers say of machines is left. */
function byHeaders(mail: Mail): Meaning {
  const isReply =
    mail.inReplyTo !== undefined || mail.references.length > 0 || /^(?:re|aw|auto\w*):/i.test(mail.subject)
  if (mail.isReadReceipt) return { kind: 'auto-reply', rules: ['read-receipt'] }
  if (mail.automatic || mail.returnPath === '') return { kind: 'auto-reply', rules: ['automatic-header'] }
  if (!mail.bulk) return { kind: 'other', rules: [] }
  return { kind: isReply ? 'auto-reply' : 'other', rules: ['bulk-header'] }
}

function saidIn(mail: Mail, patterns: CompiledPatterns): Said {
  const sentences = sentencesOf(mail.newText)
  const subject = sentencesOf(mail.subject)
  const receipt = firing(patterns, 'acknowledgement', [...subject, ...sentences])
  return {
    outcomes: outcomesIn(sentences, receipt, patterns),
    absence: firing(patterns, 'absence', [...subject, ...sentences]),
    request: firing(patterns, 'informationRequest', without(patterns, 'elsewhere', sentences), isAsked),
    receipt,
  }
}

function outcomesIn(
  sentences: readonly string[],
  receipt: readonly string[],
  patterns: CompiledPatterns,
): Said['outcomes'] {
  const takedown = firing(patterns, 'takedown', sentences, isDone)
  const noAction = firing(patterns, 'noAction', sentences, isStated).filter(
    (rule) => takedown.length === 0 || !rule.startsWith('no-further'),
  )
  const rejected = firing(patterns, 'rejected', sentences, isStated)
  const clear = [
    { outcome: 'takedown', rules: takedown } as const,
    { outcome: 'no-action', rules: noAction } as const,
    { outcome: 'rejected', rules: rejected } as const,
  ].filter(({ rules }) => rules.length > 0)
  return clear.length > 0 ? clear : hintedIn(sentences, receipt, patterns)
}

/** What counts only where nothing clearer is said. */
function hintedIn(
  sentences: readonly string[],
  receipt: readonly string[],
  patterns: CompiledPatterns,
): Said['outcomes'] {
  const resolved = firing(patterns, 'resolved', sentences, isDone)
  if (resolved.length > 0) return [{ outcome: 'takedown', rules: resolved }]
  const elsewhere = firing(
    patterns,
    'elsewhere',
    sentences.filter((one) => !asksForMore.test(one)),
  )
  const unmonitored = firing(patterns, 'unmonitored', sentences, isStated)
  const isConfirmed = receipt.some((rule) => !rule.startsWith('thanks'))
  if (elsewhere.length > 0 && !isConfirmed)
    return [{ outcome: 'rejected', rules: [...elsewhere, ...unmonitored] }]
  return unmonitored.length > 0 && receipt.length === 0 && !sentences.some((one) => doNotReply.test(one))
    ? [{ outcome: 'rejected', rules: unmonitored }]
    : []
}

/** Sentences in which no pattern of this group is found, or which ask for something all the same. */
const without = (patterns: CompiledPatterns, group: PatternGroup, sentences: readonly string[]) =>
  sentences.filter(
    (sentence) =>
      asksForMore.test(sentence) || !patterns[group].some(({ pattern }) => pattern.test(sentence)),
  )

const asksForMore =
  /\b(?:additional|further|more|following|logs?|evidence|details?|samples?|headers?|screenshots?|weitere\w*|zusätzliche\w*|protokoll\w*|belege?|nachweise?)\b/i

const doNotReply =
  /\b(?:do not|don't|cannot|not be able to) (?:reply|respond)|\bantworten sie (?:bitte )?nicht|\bnicht auf diese\b/i

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
