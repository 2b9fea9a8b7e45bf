import type { Wording } from '../reports/wordings'
import type { Classification } from './classify'

/** What a person has said that these words mean, whatever a pattern makes of them. */
export function inWords({ meaning }: Wording, { caseNumbers }: Classification): Classification {
  const said = { caseNumbers, rules: ['known-wording'] }
  switch (meaning) {
    case 'acknowledged':
      return { kind: 'acknowledgement', ...said }
    case 'question':
      return { kind: 'information-request', ...said }
    case 'taken down':
      return { kind: 'decision', outcome: 'takedown', ...said }
    case 'no action':
      return { kind: 'decision', outcome: 'no-action', ...said }
    case 'rejected':
      return { kind: 'decision', outcome: 'rejected', ...said }
    default:
      return meaning satisfies never
  }
}
