import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compose } from '../shared/reports/compose'
import type { MailSettings } from '../shared/reports/report-mail'
import { type EndpointFindings, handReport } from './hand-report'

/** Writes the report on one endpoint as an `.eml` file into a folder that is there. @returns its path */
export async function writeDraft(
  group: EndpointFindings,
  folder: string,
  mail: MailSettings,
  now: Date,
): Promise<string> {
  const report = handReport(group, mail, now)
  const { raw } = await compose(report, mail)
  const path = join(folder, `${report.reportId}-${fileNameOf(report.endpointText)}.eml`)
  await writeFile(path, raw)
  return path
}

/** Endpoints come from alerts, so only what is harmless in any file system is kept. */
const fileNameOf = (endpoint: string): string =>
  endpoint
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 60)
