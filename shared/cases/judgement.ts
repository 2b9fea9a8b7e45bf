import type { Alert } from '../alerts/alert'

/** Words of Graph (today's and older ones) and of Sentinel for "this alert was not about an attack". */
const NO_ATTACK = new Set([
  ...['falsepositive', 'benignpositive', 'informationalexpectedactivity'],
  ...['securitytesting', 'securitypersonnel', 'confirmedactivity', 'confirmeduseractivity'],
  ...['lineofbusinessapplication', 'notmalicious', 'clean'],
])

/** Defender's people or ours have looked at the alert and found no attack in it. */
export function isJudgedFalse({ classification, determination }: Alert): boolean {
  return [classification, determination].some((word) => word !== undefined && NO_ATTACK.has(bare(word)))
}

/** Sentinel adds its reason: `BenignPositive - SuspiciousButExpected`. */
function bare(word: string): string {
  return word.split(/\s-\s/, 1).join('').replace(/[\s_-]/g, '').toLowerCase() // prettier-ignore
}
