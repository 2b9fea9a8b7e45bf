import { doorGate } from '../delivery/door-gate'
import { deliver, type OutboxDeps } from '../delivery/outbox'
import { anyStands } from '../reports/count-sightings'
import { fileReports } from '../reports/file-reports'
import { wantedPurpose } from '../reports/ladder'
import { messageIdOf } from '../reports/message-ids'
import { MailboxError } from '../replies/mailbox'
import { checkpointsOf, isSendingStopped } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { mailboxOf } from './mailbox-settings-of'
import { mailSettingsOf } from './mail-settings-of'
import { reportContext, type ReportContext } from './report-context'
import { openDoors } from './open-doors'
import { settingGroups } from './settings'

/** Well within functionTimeout, so that what was begun can end. */
const budgetInMs = 4 * 60_000

/** Looks at whatever the agenda says is due for filing. */
export async function runFileReports(app: AppContext, log: Log): Promise<void> {
  // All at once, so that one message lists every fault.
  app.settings.need('smtp', 'mail', 'reporting', 'own', 'chase')
  const context = reportContext(app)
  const outbox = outboxDeps(app, context, log)
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

const contentTypes = { eml: 'message/rfc822', json: 'application/json' } as const

function outboxDeps(app: AppContext, context: ReportContext, log: Log): OutboxDeps {
  const { settings, now } = app
  const mail = mailSettingsOf(settings)
  const domain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1)
  return {
    deliveries: context.deliveries,
    doors: openDoors(app, context),
    gate: doorGate({
      checkpoints: checkpointsOf(context.storage),
      isSendingStopped: async () =>
        context.reporting.mode === 'dry-run' || (await isSendingStopped(context.storage)),
      log,
      now,
    }),
    messageIdOf: (reportId, purpose) => messageIdOf({ reportId, purpose }, domain),
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
