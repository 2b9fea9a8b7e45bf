import { mailDoors } from '../delivery/door'
import { openGraphDoor } from '../delivery/graph-door'
import { sendBudget } from '../delivery/send-budget'
import { openSmtpDoor } from '../delivery/smtp-door'
import { composeOwnMail } from '../reports/own-mail'
import { type Concern, readConcerns } from '../review/concern'
import { digestText, headline } from '../review/digest-text'
import { readMachineState } from '../review/health'
import { postWebhook } from '../review/post-webhook'
import { type DigestOutcome, type DigestSchedule, sendDigest } from '../review/send-digest'
import { tellWebhook } from '../review/tell-webhook'
import { webhookBody } from '../review/webhook-body'
import { checkpointsOf } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import { graphDoorSettingsOf } from './graph-door-settings-of'
import type { Log } from '../telemetry/log'
import { mailSettingsOf, smtpSettingsOf } from '../settings/mail-settings-of'
import { mailToken } from './mail-token'
import type { Config } from '../settings/settings'

const webhookTimeoutInMs = 10_000

/** Tells people what waits for them: the webhook what is new, the digest everything, once a day or week. */
export async function runTellPeople(app: AppContext, log: Log): Promise<void> {
  const { digest } = app.settings.need('digest')
  const { webhook, every } = digest
  const faults: unknown[] = []
  const inTurn = async (tell: () => Promise<void>) => tell().catch((error: unknown) => faults.push(error))
  if (webhook) await inTurn(() => tellChat(app, log, webhook, digest.page))
  if (every !== 'off') await inTurn(() => mailDigest(app, log, { every, hourUtc: digest.hourUtc }))
  if (faults.length > 0) throw new AggregateError(faults, 'people were not told', { cause: faults[0] })
}

const concernsIn = ({ settings, storage, now }: AppContext): Promise<readonly Concern[]> =>
  readConcerns(storage(), settings.faults, settings.secrets, now())

async function tellChat(
  app: AppContext,
  log: Log,
  { url, format, key }: NonNullable<Config['digest']['webhook']>,
  page: string | undefined,
): Promise<void> {
  const outcome = await tellWebhook({
    checkpoints: checkpointsOf(app.storage()),
    readConcerns: () => concernsIn(app),
    post: (id, concerns) => {
      const body = webhookBody(format, { id, at: app.now(), concerns, ...(page !== undefined && { page }) })
      return postWebhook({ url, timeoutInMs: webhookTimeoutInMs, ...(key && { key }) }, id, body, app.now())
    },
    now: app.now,
  })
  if (!outcome) return
  if ('told' in outcome) log('people told', { by: 'webhook', concerns: outcome.told })
  else {
    const remedy =
      'Check WEBHOOK_URL and its receiver. What waits stays in table Questions and in GET /api/health.'
    log('webhook not delivered', { cause: outcome.why, isLast: outcome.isLast, remedy })
  }
}

async function mailDigest(app: AppContext, log: Log, schedule: DigestSchedule): Promise<void> {
  const { digest, sending } = app.settings.need('digest', 'sending', 'mail', 'smtp')
  const mail = mailSettingsOf(app.settings)
  const checkpoints = checkpointsOf(app.storage())
  const door = digestDoor(app)
  const outcome = await sendDigest({
    checkpoints,
    schedule,
    readConcerns: () => concernsIn(app),
    askLeave: async () => {
      const why = await whyNotNow(app, door.name)
      if (why !== undefined) return { why }
      return sendBudget({ checkpoints, caps: sending.caps, now: app.now }).ask()
    },
    compose: (concerns, name) => {
      const subject = `Abuse reports: ${headline(concerns)}`
      const text = digestText(concerns, app.now(), digest.page)
      return composeOwnMail({ from: mail.from, to: digest.to, subject, text, name, at: app.now() })
    },
    deliver: (message, handOver) => door.deliver(message, handOver),
    now: app.now,
  })
  if (outcome) tell(log, outcome)
}

function tell(log: Log, outcome: DigestOutcome): void {
  if (outcome.state === 'sent') log('people told', { by: 'digest', concerns: outcome.concerns })
  if (!('why' in outcome)) return
  const remedy =
    outcome.state === 'waiting'
      ? 'It is tried again within the period; look at the door if it persists.'
      : 'Check DIGEST_TO and the door. The next one comes at its hour.'
  log('digest not sent', { state: outcome.state, cause: outcome.why, remedy })
}

/** The first door that carries mails. */
function digestDoor(app: AppContext) {
  const { mail, smtp } = app.settings.need('mail', 'smtp')
  return mail.doors.find((name) => mailDoors.includes(name)) === 'graph'
    ? openGraphDoor(graphDoorSettingsOf(app), app.now)
    : openSmtpDoor(smtpSettingsOf(smtp, mailToken(app)))
}

/** The switch stops everything, and a door that is paused is tried by whoever has paused it. */
async function whyNotNow(app: AppContext, door: string): Promise<string | undefined> {
  const { sending, pausedDoors } = await readMachineState(app.storage(), app.now())
  if (sending === 'off') return 'sending is switched off'
  const paused = pausedDoors.find((one) => one.door === door)
  return paused && `door ${door} is paused: ${paused.reason}`
}
