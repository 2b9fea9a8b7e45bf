const maxSentences = 400
const maxLength = 600

/** Sentences, without the line breaks that mail programs put into them. Bounded, because patterns run over each. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .slice(0, 50_000)
    .split(/\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?])\s+(?=\p{Lu}|\d|["'(])/u))
    .map((sentence) => sentence.trim().slice(0, maxLength))
    .filter((sentence) => sentence !== '')
    .slice(0, maxSentences)
}

/** Words that make what follows a condition, a plan, a wish or its contrary. */
const notAFact =
  /\b(?:if|once|when|whether|should|may|might|will|would|until|unless|before|not|never|no|unable|cannot|can't|couldn't|hasn't|haven't|isn't|wasn't|please(?! (?:note|be ad|be aware))|wenn|falls|sobald|sollten?|ob|bis|würden?|nicht|nie|kein\w*|ohne|bevor|bitte(?! beachten))\b/i

const notARequest =
  /\b(?:if|once|when|unless|should|not|no|don't|wenn|falls|sobald|sollten?|nicht|kein\w*)\b/i

/** A match of a pattern in a sentence: where it begins and ends. */
export type Found = { readonly sentence: string; readonly begin: number; readonly end: number }

/** Is it told as a fact that something was done? "If the site has been removed" is not, nor "was not removed". */
export const isDone = ({ sentence, end }: Found): boolean => !notAFact.test(sentence.slice(0, end))

/** Is it told as a fact? For what is a denial itself, so only the words before it count. */
export const isStated = ({ sentence, begin }: Found): boolean => !notAFact.test(sentence.slice(0, begin))

/** Is it asked for now? "If you have more details" and "no further details are needed" are not. */
export const isAsked = ({ sentence, begin }: Found): boolean => !notARequest.test(sentence.slice(0, begin))
