import { dayInMs } from '../model/time'
import { wrap } from '../reports/plain-text'
import { type Concern, isQuestion } from './concern'

const listedPerHeading = 20

/** `3 things wait for a person`. */
export function headline(concerns: readonly Concern[]): string {
  return concerns.length === 1 ? '1 thing waits for a person' : `${concerns.length} things wait for a person`
}

/** The digest in plain text, line ends as in a mail. */
export function digestText(concerns: readonly Concern[], now: Date, page: string | undefined): string {
  const groups = [...Map.groupBy(concerns, ({ heading }) => heading)]
  const oldest = concerns.find((one) => isQuestion(one) && one.since)?.since
  const paragraphs = [
    `${headline(concerns)}${oldest ? `, the oldest since ${ageOf(oldest, now)}` : ''}.`,
    ...groups.map(([heading, some]) => paragraph(heading, some, now)),
    page === undefined
      ? 'Questions are answered in column Answer of table Questions.'
      : `Questions are answered at ${page}`,
    'This mail was written by the abuse reporter. Answers to it are read by nobody.',
  ]
  return `${paragraphs.join('\n\n')}\n`.replaceAll('\n', '\r\n')
}

function paragraph(heading: string, some: readonly Concern[], now: Date): string {
  const listed = some.slice(0, listedPerHeading)
  const more = some.length - listed.length
  return [
    `${heading} (${some.length})`,
    ...listed.map((one) => `- ${entry(one, now)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n')
}

function entry({ subject, endpoint, since, says, remedy }: Concern, now: Date): string {
  const facts = [subject, endpoint, since && `since ${ageOf(since, now)}`].filter(
    (fact) => fact !== undefined,
  )
  const lines = [
    ...(facts.length > 0 ? [facts.join(', ')] : []),
    says,
    ...(remedy === undefined ? [] : [remedy]),
  ]
  return lines.map((line) => wrap(line, '  ')).join('\n  ')
}

/** `2026-11-20 (3 days)`. */
export function ageOf(since: Date, now: Date): string {
  const days = Math.floor(Math.max(0, now.getTime() - since.getTime()) / dayInMs)
  return `${since.toISOString().slice(0, 10)} (${days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`})`
}
