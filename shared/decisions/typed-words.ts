import * as z from 'zod'
import { withoutTail } from '../model/without-tail'
import { parseReportId } from '../model/report-id'
import type { AskedQuestion } from '../reports/question'
import { closeOutcomes, type Decision, mailMeanings, type ReportAct } from './decision'

/** The decision that somebody typed under Answer; undefined where it is none about this question. */
export function readTyped({ kind, subject, change, answer }: AskedQuestion): Decision | undefined {
  const said = plain(answer)
  switch (kind) {
    case 'report': {
      const id = parseReportId(subject)
      const act = reportActs.get(said) ?? declineUntil(said)
      return id && act && { about: 'report', id, seen: change, act }
    }
    case 'mail': {
      if (said === 'dismiss') return { about: 'mail', key: subject, act: { kind: 'dismiss' } }
      const [, id = '', meaning] = /^(\S+) (.+)$/.exec(said) ?? []
      const reportId = parseReportId(id)
      const says = mailMeanings.find((one) => one === (meaning ?? '').replace(/ always$/, ''))
      const always = / always$/.test(meaning ?? '') && { always: true as const }
      return (
        reportId && says && { about: 'mail', key: subject, act: { kind: 'link', reportId, says, ...always } }
      )
    }
    case 'quarantine': {
      const act = (['replay', 'dismiss'] as const).find((one) => one === said)
      return act && { about: 'quarantine', key: subject, act: { kind: act } }
    }
    default:
      return kind satisfies never
  }
}

const plain = (text: string): string => withoutTail(text.trim().toLowerCase(), '.!').replace(/\s+/g, ' ')

const reportActs: ReadonlyMap<string, ReportAct> = new Map<string, ReportAct>([
  ['approve', { kind: 'approve' }],
  ['decline', { kind: 'decline' }],
  ['withdraw', { kind: 'withdraw' }],
  ['answered', { kind: 'answered' }],
  ['sent', { kind: 'was-sent' }],
  ['send again', { kind: 'send-again' }],
  ...closeOutcomes.flatMap((outcome): [string, ReportAct][] =>
    [outcome, outcome.replace('-', ' ')].map((word) => [`close as ${word}`, { kind: 'close', outcome }]),
  ),
])

/** Undefined for a day that is in no calendar: the 31st of February would become the 3rd of March. */
function declineUntil(said: string): ReportAct | undefined {
  const day = z.iso.date().safeParse(/^decline until (\S+)$/.exec(said)?.[1]).data
  return day === undefined ? undefined : { kind: 'decline', mutedUntil: new Date(`${day}T00:00:00Z`) }
}
