import type { Sighting } from '../cases/sighting'
import type { Door } from '../delivery/door'
import { doorGate } from '../delivery/door-gate'
import { deliver, type OutboxDeps } from '../delivery/outbox'
import { openSmtpDoor } from '../delivery/smtp-door'
import { compose } from '../reports/compose'
import { anyStands } from '../reports/count-sightings'
import { fileReports } from '../reports/file-reports'
import { wantedPurpose } from '../reports/ladder'
import { mailOfReport } from '../reports/mail-of-report'
import { messageIdOf } from '../reports/message-ids'
import type { Report } from '../reports/report'
import { MailboxError } from '../replies/mailbox'
import { checkpointsOf, isSendingStopped } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { mailboxOf } from './mailbox-settings-of'
import { mailSettingsOf, smtpSettingsOf } from './mail-settings-of'
import { reportContext, type ReportContext } from './report-context'
import { settingGroups, type Config } from './settings'
import { loadCurrentActor } from './threat-actors-in-use'

/** Well within functionTimeout, so that what was begun can end. */
const budgetInMs = 4 * 60_000

/** Looks at whatever the agenda says is due for filing. */
export async function runFileReports(app: AppContext, log: Log): Promise<void> {
  // All at once, so that one message lists every fault.
  const config = app.settings.need('smtp', 'mail', 'reporting', 'own', 'chase')
  const context = reportContext(app)
  const outbox = outboxDeps(app, context, openDoors(config), log)
  const looked = await fileReports({
    store: context.store,
    agenda: context.agenda,
    deliver: (report, purpose) => deliver(outbox, report, purpose),
    stands: (report) => anyStands(context.sightings.list, report),
    judge: context.judge,
    now: app.now,
    budgetInMs,
  })
  for (const { id, status, endpointText } of looked)
    log('report looked at', { id, status, endpoint: endpointText })
}

/** The ways out that DOORS names, in its order. */
function openDoors({ mail, smtp }: Pick<Config, 'mail' | 'smtp'>): readonly Door[] {
  const open = { smtp: () => openSmtpDoor(smtpSettingsOf(smtp)) }
  return mail.doors.map((name) => open[name]())
}

function outboxDeps(app: AppContext, context: ReportContext, doors: readonly Door[], log: Log): OutboxDeps {
  const { settings, now } = app
  const mail = mailSettingsOf(settings)
  const domain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1)
  return {
    deliveries: context.deliveries,
    doors,
    gate: doorGate({
      checkpoints: checkpointsOf(context.storage),
      isSendingStopped: async () =>
        context.reporting.mode === 'dry-run' || (await isSendingStopped(context.storage)),
      log,
      now,
    }),
    messageIdOf: (reportId, purpose) => messageIdOf({ reportId, purpose }, domain),
    compose: async (report, purpose, attempt, at) => {
      const sightings = await sightingsOf(context, report)
      const actorNow = await loadCurrentActor(context.storage, report.evidence.actor)
      const facts = mailOfReport(report, sightings, { purpose, attempt, at }, mail)
      return compose({ ...facts, actorNow }, mail)
    },
    keepMessage: (hash, raw) => context.storage.blobs('messages').put(`${hash}.eml`, raw, 'message/rfc822'),
    isWanted: async (id, purpose) => {
      const held = await context.store.get(id)
      return held !== undefined && wantedPurpose(held.report) === purpose
    },
    trial: mail.redirectAllTo !== undefined,
    findOwnCopy: (messageId) => findOwnCopy(app, messageId, log),
    now,
  }
}

/** Without a mailbox in the settings nothing can ever prove that a mail left. */
async function findOwnCopy(
  { settings }: AppContext,
  messageId: string,
  log: Log,
): Promise<'found' | 'absent' | 'unread'> {
  const isRead = settings.faults.every(({ setting }) => !(setting in settingGroups.mailbox.fields))
  if (!isRead) return 'absent'
  try {
    return (await mailboxOf(settings).findByMessageId(messageId)) ? 'found' : 'absent'
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    log('own copy not looked up', { cause: error.message, remedy: error.remedy })
    return 'unread'
  }
}

/** Enough for any desk; the count stands in the report all the same. */
const mostSightings = 1000

async function sightingsOf(context: ReportContext, report: Report): Promise<Sighting[]> {
  const sightings: Sighting[] = []
  for await (const { sighting } of context.sightings.list(report.caseKey, report.id)) {
    if (sightings.push(sighting) >= mostSightings) break
  }
  return sightings
}
