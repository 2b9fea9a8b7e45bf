import { checkpointsOf } from '../storage/checkpoints'
import { parseReportId, type ReportId } from '../model/report-id'
import { MailboxError } from '../replies/mailbox'
import type { ProbeNews } from '../replies/sender-probe'
import { trackMail } from '../replies/track-mail'
import { trackReplies } from '../replies/track-replies'
import { noteProbe } from '../review/sender-check'
import { filter } from '../storage/table'
import type { AppContext } from './app-context'
import { budgetInMs } from '../telemetry/deadline'
import type { Log } from '../telemetry/log'
import { mailSecrets } from '../reports/mail-secrets'
import { everyRecipient } from '../reports/recipients'
import { mailSettingsOf } from '../settings/mail-settings-of'
import { dkimOf, mailboxOf, patternsOf, trustOf } from './mailbox-settings-of'
import { proofOf, reportContext, type ReportContext } from './report-context'
import { isStopping } from '../telemetry/stopping'

/** Reads the reply mailbox once. A mailbox that is down costs one log line; the next run reads on. */
export async function runTrackReplies(app: AppContext, log: Log): Promise<void> {
  const context = reportContext(app)
  const { mailbox } = app.settings.need('mailbox')
  const mail = mailSettingsOf(app.settings)
  const verifyDkim = dkimOf(app)
  const secretOf = mailSecrets(await app.replyKey())
  const deps = {
    ...context,
    ...(verifyDkim && { verifyDkim }),
    lookups: {
      secretOf,
      byServerId: context.deliveries.findByServerId,
      byCaseNumber: (caseNumber: string) => findByCaseNumber(context, caseNumber),
    },
    patterns: patternsOf(mailbox),
    trust: trustOf(mailbox, everyRecipient(mail), [mail.from.address, mail.replyTo]),
    hasFallback: mail.fallbackTo !== undefined && mail.redirectAllTo === undefined,
    noteProbe: (news: ProbeNews) => noteProbe(checkpointsOf(context.storage), news),
    proofOf: (report: Parameters<typeof proofOf>[1], at: Date) => proofOf(app, report, at, secretOf),
    secretOf,
  }
  try {
    const count = await trackReplies({
      mailbox: mailboxOf(app),
      checkpoints: checkpointsOf(context.storage),
      track: (mail) => trackMail(deps, mail),
      onReading: ({ classification, trust, effect, match }) =>
        log('mail read', {
          kind: classification.kind,
          reports: match.reportIds,
          trust,
          effect,
          matchedBy: match.by,
        }),
      onHeldBack: ({ reading: { match }, until }) =>
        log('mail held back', { reports: match.reportIds, until, remedy: dnsRemedy }),
      onNotMoved: ({ fault, message, remedy }) => log('mails not moved', { fault, cause: message, remedy }),
      onSkipped: ({ folder, id, receivedAt, cause }) =>
        log('mail skipped', { folder, id, receivedAt, cause, remedy: 'Read it in the mailbox by hand.' }),
      budgetInMs,
      isStopping,
      now: app.now,
    })
    log('mailbox read', { count })
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    log('mailbox not read', { fault: error.fault, cause: error.message, remedy: error.remedy })
  }
}

const dnsRemedy =
  'No name server said with which key the sender signs: check DNS_SERVERS and the network. The mail is read again until then, afterwards a person is asked.'

const mostReports = 20

/** A number that an answer gave, or the reference that the Report Abuse API gave a submission. */
async function findByCaseNumber(
  { storage, deliveries }: ReportContext,
  caseNumber: string,
): Promise<readonly ReportId[]> {
  if (/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i.test(caseNumber)) {
    const submitted = await deliveries.findByServerId(caseNumber.toLowerCase())
    if (submitted.length > 0) return submitted
  }
  const found: ReportId[] = []
  for await (const { key } of storage
    .table('Reports')
    .list({ filter: filter`CaseNumber eq ${caseNumber}`, select: [] })) {
    const id = parseReportId(key.rowKey)
    if (id && found.push(id) >= mostReports) break
  }
  return found
}
