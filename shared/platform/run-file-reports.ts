import { hasHadFallback } from '../delivery/bounced'
import { doorGate } from '../delivery/door-gate'
import { sendBudget } from '../delivery/send-budget'
import { deliver, type OutboxDeps } from '../delivery/outbox'
import { type Delivered, fileReports } from '../reports/file-reports'
import { judgeAgain } from '../reports/judge-again'
import { wantedPurpose } from '../reports/ladder'
import { mailSecrets, type SecretOf } from '../reports/mail-secrets'
import { messageIdOf } from '../reports/message-ids'
import type { Purpose } from '../reports/purpose'
import type { Report } from '../reports/report'
import { MailboxError } from '../replies/mailbox'
import { checkpointsOf } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import { deadline } from '../telemetry/deadline'
import { endpointBreaker, heldByBreaker } from './endpoint-breaker'
import { enrichmentInUse } from './enrichment-in-use'
import { inSpan } from '../telemetry/invocation'
import type { Log } from '../telemetry/log'
import { mailboxOf } from './mailbox-settings-of'
import { mailSettingsOf } from '../settings/mail-settings-of'
import { reportContext, type ReportContext } from './report-context'
import { decideAgainBy } from './known-now'
import { oursOfReport, whyOnlyByPerson } from './ours-of-report'
import { openDoors } from './open-doors'
import { whyStopped } from './sending-stopped'
import { settingGroups } from '../settings/settings'

/** Looks at whatever the agenda says is due for filing. */
export async function runFileReports(app: AppContext, log: Log): Promise<void> {
  // All at once, so that one message lists every fault.
  app.settings.need('smtp', 'msrc', 'mail', 'reporting', 'sending', 'own', 'chase')
  const context = reportContext(app)
  const outbox = outboxDeps(app, context, log, mailSecrets(await app.replyKey()))
  const breaker = endpointBreaker(context, log)
  const enrich = enrichmentInUse(app, log, (report) => oursOfReport(app, context, report))
  const decide = decideAgainBy(app)
  const { found } = await fileReports({
    store: context.store,
    agenda: context.agenda,
    deliver: (report, purpose) => deliverInSpan(outbox, report, purpose),
    judgeAgain: (report) =>
      judgeAgain(context.sightings.list, decide, (facts) => context.judge(facts).file, report),
    isBegun: async ({ id }) => (await context.deliveries.list(id, 'initial')).length > 0,
    admit: async (report) => {
      const why = whyOnlyByPerson(report, await oursOfReport(app, context, report))
      if (why !== undefined) return { file: false, why, onlyByPerson: true }
      const filing = context.judge(report)
      if (!filing.file || (await breaker.admits(report.id))) return filing
      return { file: false, why: heldByBreaker(context.reporting.newEndpointsPerHour), onlyByPerson: true }
    },
    mayFallBack: async (id) => outbox.hasFallback && !(await hasHadFallback(context.deliveries, id)),
    ...(enrich && { enrich }),
    writesBack: app.settings.need('enrichment').enrichment.writeBack,
    now: app.now,
    isTimeUp: deadline(app.now),
  })
  for (const { id, status, endpointText } of found)
    log('report looked at', { id, status, endpoint: endpointText })
}

/** Which mail of which report, and what became of it. */
function deliverInSpan(outbox: OutboxDeps, report: Report, purpose: Purpose): Promise<Delivered> {
  const named = { 'report.id': report.id, purpose }
  const place = { in: 'report', reportId: report.id } as const
  const work = async (note: (attributes: { state: string }) => void) => {
    const delivered = await deliver(outbox, report, purpose)
    note({ state: delivered.state })
    return delivered
  }
  return inSpan('deliver', named, work, place)
}

const contentTypes = { eml: 'message/rfc822', json: 'application/json' } as const

function outboxDeps(app: AppContext, context: ReportContext, log: Log, secretOf: SecretOf): OutboxDeps {
  const { settings, now } = app
  const { sending } = settings.need('sending')
  const mail = mailSettingsOf(settings)
  const domain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1)
  return {
    deliveries: context.deliveries,
    doors: openDoors(app, context, log),
    gate: doorGate({
      checkpoints: checkpointsOf(context.storage),
      whyStopped: (report) => whyStopped(context, report),
      budget: sendBudget({ checkpoints: checkpointsOf(context.storage), caps: sending.caps, now }),
      log,
      now,
    }),
    messageIdOf: (reportId, purpose) => messageIdOf({ reportId, purpose }, domain, secretOf),
    keepMessage: (hash, raw, format) =>
      context.storage.blobs('messages').put(`${hash}.${format}`, raw, contentTypes[format]),
    isWanted: async (id, purpose) => {
      const held = await context.store.get(id)
      return held !== undefined && wantedPurpose(held.report) === purpose
    },
    trial: mail.redirectAllTo !== undefined,
    hasFallback: mail.fallbackTo !== undefined && mail.redirectAllTo === undefined,
    findOwnCopy: (messageId) => findOwnCopy(app, messageId, log),
    now,
  }
}

/** Without a mailbox in the settings nothing can ever prove that a mail left. */
async function findOwnCopy(
  app: AppContext,
  messageId: string,
  log: Log,
): Promise<'found' | 'absent' | 'unread'> {
  const isRead = app.settings.faults.every(({ setting }) => !(setting in settingGroups.mailbox.fields))
  if (!isRead) return 'absent'
  try {
    return (await mailboxOf(app).findByMessageId(messageId)) ? 'found' : 'absent'
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    log('own copy not looked up', { cause: error.message, remedy: error.remedy })
    return isReadAtAll(app, error) ? 'unread' : 'absent'
  }
}

/** A mailbox that nobody has set up will prove nothing later, either: a person decides. */
function isReadAtAll({ settings }: AppContext, { fault }: MailboxError): boolean {
  return !settings.need('mailbox').mailbox.isAssumed || !['login', 'permission', 'folder'].includes(fault)
}
