import { headerLine } from './plain-text'
import { renderText } from './render-template'
import type { MailSettings, ReportMail } from './report-mail'
import { placesOf } from './template-places'

/**
 * Subject with the report id in brackets: the one token that survives every mail system. A follow-up keeps the
 * subject of its thread.
 */
export function subjectOf(report: ReportMail, settings: MailSettings): string {
  const token = `[${report.reportId}]`
  if (report.purpose === 'initial' || report.thread === undefined)
    return headerLine(renderText('subject', placesOf(report, settings), settings.templates), 400)
  const threadSubject = headerLine(report.thread.subject, 180).replace(/^(?:re:\s*)+/i, '')
  return threadSubject.includes(token) ? `Re: ${threadSubject}` : `Re: ${token} ${threadSubject}`
}
