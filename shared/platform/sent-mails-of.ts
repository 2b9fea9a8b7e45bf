import { readMail } from '../replies/read-mail'
import type { OurMail } from '../replies/written-anew'
import type { Report } from '../reports/report'
import type { ReportContext } from './report-context'

const followUps = ['reminder-1', 'reminder-2', 'escalation'] as const

/** The mails that have left about a report, as an answer may quote them. */
export async function sentMailsOf(
  { deliveries, storage }: ReportContext,
  report: Report,
): Promise<readonly OurMail[]> {
  const asked = 'ladder' in report ? report.ladder.asked : followUps.length
  const mails: OurMail[] = []
  for (const purpose of ['initial', ...followUps.slice(0, asked)] as const) {
    for (const { delivery } of await deliveries.list(report.id, purpose)) {
      const { messageHash } = delivery
      const kept =
        messageHash === undefined ? undefined : await storage.blobs('messages').get(`${messageHash}.eml`)
      if (kept) {
        const { subject, text } = await readMail(kept.bytes)
        mails.push({ subject, text })
      }
    }
  }
  return mails
}
