import { parseReportId } from '../model/report-id'
import type { Mail } from './mail'
import type { CompiledPatterns } from './patterns'

/** The desk's numbers in subject and new text, in order of the patterns; never our own ids. At most ten. */
export function caseNumbersIn({ subject, newText }: Mail, patterns: CompiledPatterns): readonly string[] {
  const text = `${subject}\n${newText.slice(0, 20_000)}`
  const found = patterns.caseNumber.flatMap(({ pattern }) =>
    [...text.matchAll(new RegExp(pattern.source, 'gi'))].map((match) => (match[1] ?? match[0]).toUpperCase()),
  )
  const numbers = [...new Set(found)].filter((number) => parseReportId(number) === undefined)
  // A looser pattern may have found only a part of what a stricter one found whole.
  return numbers
    .filter((one) => !numbers.some((other) => other !== one && other.startsWith(one)))
    .slice(0, 10)
}
