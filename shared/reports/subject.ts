import { spellingOf } from './defang'
import { oneLine } from './plain-text'
import type { MailSettings, ReportMail } from './report-mail'
import { wordingOf } from './words'

/**
 * Subject with the report id in brackets: the one token that survives every mail system. A follow-up keeps the
 * subject of its thread.
 */
export function subjectOf(report: ReportMail, settings: MailSettings): string {
  const token = `[${report.reportId}]`
  if (report.purpose === 'initial' || report.thread === undefined)
    return firstSubject(report, settings, token)
  const threadSubject = oneLine(report.thread.subject, 180).replace(/^(?:re:\s*)+/i, '')
  return threadSubject.includes(token) ? `Re: ${threadSubject}` : `Re: ${token} ${threadSubject}`
}

function firstSubject(report: ReportMail, settings: MailSettings, token: string): string {
  const { host, url } = spellingOf(settings.defangText)
  const endpoint = report.endpointText.includes('://') ? url(report.endpointText) : host(report.endpointText)
  const { address } = report.evidence
  const also = address !== undefined && address !== report.endpointText ? ` (${host(address)})` : ''
  const mark = isTrial(report, settings) ? 'TRIAL ' : ''
  return `${token} ${mark}Abuse report: ${wordingOf(report.evidence.abuse).what} at ${oneLine(endpoint, 90)}${also}`
}

/** Composed for a trial, or diverted by one: either way the reader must be told. */
export const isTrial = (report: ReportMail, settings: MailSettings): boolean =>
  report.trial || settings.redirectAllTo !== undefined
