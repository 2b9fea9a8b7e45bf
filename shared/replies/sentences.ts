/** Sentences, without the line breaks that mail programs put into them. Bounded, because patterns run over each. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .slice(0, 50_000)
    .split(/\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?])\s+(?=\p{Lu}|\d|["'(])/u))
    .map((sentence) => sentence.trim().slice(0, 600))
    .filter((sentence) => sentence !== '')
    .slice(0, 400)
}

/** A condition, a plan or an offer: it says nothing of what is. */
const conditional =
  /\b(?:if|once|when|whenever|whether|should|(?<!\d )may|might|would(?! like to)|until|unless|yet|so far|feel free|from you|on your|by you|wenn|falls|sobald|sollten?|ob|bei rückfragen|weiterhin)\b/i

/** A denial, a request, a plan, a claim of somebody else's, or what has changed since. */
const doubtful =
  /\b(?:no(?! longer (?:avail|access|act|reach|onl))|not|never|cannot|unable|without|before|will|being|could|asked|please|claim\w*|says?|said|told|informed us|according|reportedly|allegedly|but|however|again|yesterday|nicht(?! mehr (?:verf|err|akt))|nie|kein\w*|ohne|bevor|bitte|wird|werden|soll|laut|angeblich|aber|wieder)\b|n['’]t\b|\?$/i

/** Does the sentence tell how things are? "If the site has been removed" does not. */
export const isStated = (sentence: string): boolean => !conditional.test(sentence)

/** Does it tell plainly that something was done? "The customer says it was removed" does not. */
export const isDone = (sentence: string): boolean => isStated(sentence) && !doubtful.test(sentence)

/** Is it asked for now? "No further details are needed" does not, nor does "if you have more". */
export const isAsked = (sentence: string): boolean =>
  isStated(sentence) && !/\b(?:no|not|any|future|kein\w*|nicht)\b|n['’]t\b/i.test(sentence)
