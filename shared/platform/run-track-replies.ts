import { checkpointsOf } from '../storage/checkpoints'
import { parseReportId, type ReportId } from '../model/report-id'
import { MailboxError } from '../replies/mailbox'
import { trackMail } from '../replies/track-mail'
import { trackReplies } from '../replies/track-replies'
import type { Storage } from '../storage/storage'
import { filter } from '../storage/table'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { everyRecipient } from '../reports/recipients'
import { mailSettingsOf } from './mail-settings-of'
import { mailboxOf, patternsOf, trustOf } from './mailbox-settings-of'
import { proofOf, reportContext } from './report-context'

/** Reads the reply mailbox once. A mailbox that is down costs one log line; the next run reads on. */
export async function runTrackReplies(app: AppContext, log: Log): Promise<void> {
  const context = reportContext(app)
  const { mailbox } = app.settings.need('mailbox')
  const mail = mailSettingsOf(app.settings)
  const deps = {
    ...context,
    lookups: {
      byMessageId: context.deliveries.findByServerId,
      byCaseNumber: (caseNumber: string) => findByCaseNumber(context.storage, caseNumber),
    },
    patterns: patternsOf(mailbox),
    trust: trustOf(mailbox, everyRecipient(mail)),
    proofOf: (report: Parameters<typeof proofOf>[1], at: Date) => proofOf(app, report, at),
  }
  try {
    const count = await trackReplies({
      mailbox: mailboxOf(app.settings),
      checkpoints: checkpointsOf(context.storage),
      track: (raw) => trackMail(deps, raw),
      onReading: ({ classification, reports, trust, effect, match }) =>
        log('mail read', { kind: classification.kind, reports, trust, effect, matchedBy: match.by }),
    })
    log('mailbox read', { count })
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    log('mailbox not read', { fault: error.fault, cause: error.message, remedy: error.remedy })
  }
}

const mostReports = 20

async function findByCaseNumber(storage: Storage, caseNumber: string): Promise<readonly ReportId[]> {
  const found: ReportId[] = []
  for await (const { key } of storage
    .table('Reports')
    .list({ filter: filter`CaseNumber eq ${caseNumber}`, select: [] })) {
    const id = parseReportId(key.rowKey)
    if (id && found.push(id) >= mostReports) break
  }
  return found
}
