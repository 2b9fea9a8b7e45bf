import type { Case } from '../cases/case'
import { after, hourInMs } from '../model/time'
import type { Agenda } from './agenda'
import type { Report } from './report'
import type { ReportStore } from './report-store'

/**
 * Report, Event, Agenda, Question: everything follows from the case, so doing it again changes nothing.
 * @returns `taken` when another case has a report of this id
 */
export async function openReport(
  store: ReportStore,
  agenda: Agenda,
  theCase: Case,
): Promise<'open' | 'taken'> {
  const fresh = reportOf(theCase)
  const report = (await store.insert(fresh)) ? fresh : (await store.get(theCase.reportId))?.report
  if (report?.caseKey !== theCase.key) return 'taken'
  await store.noteEvent(report)
  await agenda.askForLook(report.id, {
    // Held, too: a person is shown what further sources say.
    fileAt: theCase.windowEndsAt,
    chaseAt: after(theCase.openedAt, hourInMs),
  })
  await store.ask(report)
  return 'open'
}

export function reportOf(theCase: Case): Report {
  const {
    reportId,
    key,
    endpoint,
    endpointText,
    evidence,
    source,
    verdict,
    openedAt,
    trial,
    earlier,
    reason,
  } = theCase
  const status = verdict === 'report' ? 'collecting' : 'awaiting-approval'
  const seenAt = evidence.lastActivityAt ?? openedAt
  const base = {
    id: reportId,
    caseKey: key,
    endpoint,
    endpointText,
    evidence,
    source,
    verdict,
    openedAt,
    trial,
    change: 0,
    event: { at: openedAt, cause: 'sighted', from: '', to: status, by: 'openCase', why: reason },
    tally: {
      count: 1,
      firstSeenAt: evidence.firstActivityAt ?? seenAt,
      lastSeenAt: seenAt,
      settledCount: 0,
      // Nothing of this report can have been added before; the sightings say which report they belong to.
      settledTo: new Date(0),
    },
    earlier: [...earlier],
    mails: [],
  }
  return status === 'collecting'
    ? { ...base, status, windowEndsAt: theCase.windowEndsAt }
    : { ...base, status, since: openedAt, reason, askedAgain: false }
}
