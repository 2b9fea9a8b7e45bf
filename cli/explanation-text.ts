import type { Explanation } from './explanation'

/** The same for people: what was found, then what would be done and why. */
export function explanationText({
  file,
  format,
  alertId,
  observables,
  decisions,
  unreadable,
  unread,
}: Explanation): string {
  const lines = [
    `${file}: ${format} ${alertId}`,
    ...section('Found', observables.map(observableLine), 'nothing on a network'),
    ...section(
      'Not read',
      (unreadable ?? []).map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...section('Unnamed', unread ?? []),
    ...section('Would', decisions.map(decisionLine), 'do nothing'),
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function section(title: string, lines: readonly string[], none?: string): string[] {
  const shown = lines.length === 0 && none !== undefined ? [none] : lines
  return shown.map((line, i) => `  ${(i === 0 ? title : '').padEnd(9)}${line}`)
}

function observableLine(observable: Explanation['observables'][number]): string {
  const { type, value, role, side, from, port, ownership, because, telling } = observable
  const where = port === undefined || type === 'url' ? value : `${value} (port ${port})`
  const tag = ownership?.serviceTags[0]
  const whose = ownership === null ? '' : `, ${ownership.owner}${tag === undefined ? '' : ` ${tag}`}`
  const why = [because, telling].map((reason) => (reason === undefined ? '' : `: ${reason}`)).join('')
  return `${side.padEnd(10)} ${type.padEnd(5)} ${where}, ${role}${whose}, from ${from.join(', ')}${why}`
}

function decisionLine({
  endpoint,
  verdict,
  rule,
  reason,
  evidence,
}: Explanation['decisions'][number]): string {
  const grade =
    evidence === undefined || verdict === 'ignore' ? '' : ` (${evidence.abuse}, grade ${evidence.grade})`
  return `${verdict} ${endpoint}${grade}: ${reason} [${rule}]`
}

/** Alerts are hostile input: what could move the cursor or hide text stands as a question mark. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '?')
}
