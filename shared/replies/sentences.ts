const maxSentences = 400
const maxLength = 600

/** Sentences, without the line breaks that mail programs put into them. Bounded, because patterns run over each. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .slice(0, 50_000)
    .split(/\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?])\s+(?=\p{Lu}|\d|["'(])/u))
    .map((sentence) => sentence.trim().slice(0, maxLength))
    .filter((sentence) => sentence !== '' && !smallPrint.test(sentence))
    .slice(0, maxSentences)
}

/** What programs add to every mail: it is about the mail, not about the report. */
const smallPrint =
  /\b(?:scanned|checked|geprüft) (?:for|by|auf|von)\b.{0,60}\b(?:virus|viren|malware|threats?)|\bcontent in this (?:message|e-?mail)\b|\blinks? in this (?:message|e-?mail)\b|\b(?:images?|attachments?|bilder|anhänge?) (?:in this (?:message|e-?mail) )?(?:was|were|has|have|is|are|wurden?)\b.{0,30}\b(?:blocked|removed|stripped|disabled|blockiert|entfernt)|\bif you (?:have )?received this .{0,60}\b(?:in error|by mistake)|\bnot the intended recipient\b|\bfalls sie diese .{0,60}\birrtümlich|\bvertrauliche informationen\b|\bconfidential(?:ity)?\b.{0,200}\b(?:intended|privileged|recipient)|\bprivacy statement\b|\bone microsoft way\b|\bunsubscribe\b/i

/**
 * Words that make what follows a condition, a plan, a wish or its contrary. Polite openings ("would like to inform
 * you"), numbers ("case no. 7") and the month of May do not.
 */
const notAFact =
  /\b(?:if|once|when|whether|should|(?<!\d\.? )may(?! \d)|might|will(?! be pleased)|would(?! (?:like|just like) to (?:inform|let|advise|confirm|thank|notify|update|tell))|until|unless|before|not|never|no(?!\.? ?[:#]?\s?[A-Z-]*\d)|unable|cannot|can't|couldn't|hasn't|haven't|isn't|wasn't|weren't|aren't|don't|doesn't|didn't|please(?! (?:note|be ad|be inform|be aware|find|accept|rest assured))|wenn|falls|sobald|sollten?|ob|bis|würden?(?! wir ihnen gerne? mitteilen)|nicht|nie|kein\w*|ohne|bevor|bitte(?! (?:beachten|nehmen sie zur kenntnis)))\b/i

/** A condition turns a request into an offer: "if you have more details". "If available" leaves it one. */
const notARequest =
  /\b(?:if(?! (?:available|possible|any|applicable|known|you have (?:it|them)))|once|when(?! (?:was|were|did|exactly))|unless|should(?= you| there| additional| further| new| the)|not|no|don't|wenn(?! (?:möglich|vorhanden|bekannt))|falls(?! (?:möglich|vorhanden|bekannt))|sobald|sollten?|nicht|kein\w*)\b/i

/** A match of a pattern in a sentence: where it begins and ends. */
export type Found = { readonly sentence: string; readonly begin: number; readonly end: number }

/** Is it told as a fact that something was done? "If the site has been removed" is not, nor "was not removed". */
export const isDone = ({ sentence, end }: Found): boolean =>
  !notAFact.test(
    sentence.slice(0, end).replace(/\b(?:is|are) no longer\b|\bnicht (?:mehr|länger)\b|\bnot only\b/gi, ''),
  )

/** Is it told as a fact? For what is a denial itself, so only the words before it count. */
export const isStated = ({ sentence, begin }: Found): boolean => !notAFact.test(sentence.slice(0, begin))

/** What stands below many a mail, and asks for nothing now. */
const anOffer =
  /\bfeel free\b|\bany (?:additional|further|other|more)\b.{0,80}\b(?:you (?:may|might)|that (?:may|might|would|could))\b|\b(?:when|whenever) (?:you|contacting|replying|calling|corresponding)\b|\b(?:in|for|with) (?:any|all|your|further|future)(?: future| further)? (?:correspondence|communications?|inquir\w+|enquir\w+|repl\w+|contacts?)\b|\b(?:if|should|falls|wenn|sollten?) (?:you|sie)\b(?! (?:have (?:it|them)|can|could))|\bbei (?:rückfragen|weiteren fragen|allen)\b/i

/** Is it asked for now? "If you have more details" and "no further details are needed" are not. */
export const isAsked = ({ sentence, begin }: Found): boolean =>
  !notARequest.test(sentence.slice(0, begin)) && !anOffer.test(sentence)
