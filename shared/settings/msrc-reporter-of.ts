import type { MsrcReporter } from '../reports/compose-msrc'
import type { MailSettings } from '../reports/report-mail'
import type { Config } from './settings'

/** Who reports through the Report Abuse API, out of the settings. */
export const msrcReporterOf = (msrc: Config['msrc'], mail: MailSettings): MsrcReporter => ({
  name: msrc.reporterName ?? mail.organisation,
  email: msrc.reporterEmail ?? mail.from.address,
  plusAddress: msrc.plusAddress,
})
