import { renderText } from './render-template'
import type { MailSettings, ReportMail } from './report-mail'
import { placesOf } from './template-places'

/** The readable part of a mail, lines ending in LF. It stands alone: a desk may never open the attachments. */
export function reportText(report: ReportMail, settings: MailSettings): string {
  return `${renderText(report.purpose, placesOf(report, settings), settings.templates)}\n`
}
