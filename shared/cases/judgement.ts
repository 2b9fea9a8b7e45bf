import type { Alert } from '../alerts/alert'

export type Judgement = { readonly rule: string; readonly reason: string }

/** Words of Graph (today's and older ones), of Sentinel and of its investigations for "this was not an attack". */
const NO_ATTACK = new Set([
  ...['falsepositive', 'benignpositive', 'informationalexpectedactivity'],
  ...['securitytesting', 'securitypersonnel', 'confirmedactivity', 'confirmeduseractivity'],
  ...['lineofbusinessapplication', 'notmalicious', 'clean', 'benign', 'suppressedalert'],
])

const NOT_ENOUGH = new Set(['notenoughdatatovalidate', 'insufficientdata', 'undetermined'])

/** Defender, its people or ours have looked at the alert and found no attack in it. */
export function isJudgedFalse({ classification, determination, investigation, status }: Alert): boolean {
  if (status === 'dismissed') return true
  return [classification, determination, investigation].some(
    (word) => word !== undefined && NO_ATTACK.has(bare(word)),
  )
}

/** What people did with the alert leaves it open whether they found it right; undefined where nothing does. */
export function openJudgement({
  classification,
  determination,
  status,
  hasComment,
}: Alert): Judgement | undefined {
  const words = [classification, determination].flatMap((word) => (word === undefined ? [] : [bare(word)]))
  if (words.some((word) => NOT_ENOUGH.has(word))) {
    return { rule: 'not-enough-data', reason: 'Somebody has looked at the alert and could not confirm it.' }
  }
  if (words.includes('truepositive')) return undefined
  if (status === 'resolved') {
    return {
      rule: 'resolved-unclassified',
      reason: 'Somebody has resolved the alert without saying whether it was right.',
    }
  }
  return hasComment
    ? {
        rule: 'commented',
        reason: 'Somebody has commented on the alert, and only a person can read what it means.',
      }
    : undefined
}

/** Sentinel adds its reason: `BenignPositive - SuspiciousButExpected`. */
function bare(word: string): string {
  return word.split(/\s-\s/, 1).join('').replace(/[\s_-]/g, '').toLowerCase() // prettier-ignore
}
