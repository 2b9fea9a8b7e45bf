import { randomUUID } from 'node:crypto'
import { sendBudget } from '../delivery/send-budget'
import { mailDoors } from '../delivery/door'
import { openGraphDoor } from '../delivery/graph-door'
import { openSmtpDoor } from '../delivery/smtp-door'
import { MailboxError } from '../replies/mailbox'
import { composeProbe, probeAddressOf } from '../replies/sender-probe'
import { checkSender, type Finding, type SenderCheck } from '../review/sender-check'
import { checkpointsOf, isSendingStopped } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { graphDoorSettingsOf } from './graph-door-settings-of'
import { mailSettingsOf, smtpSettingsOf } from './mail-settings-of'
import { mailToken } from './mail-token'
import { mailboxOf } from './mailbox-settings-of'
import { openDoors } from './open-doors'
import { reportContext } from './report-context'
import { settingGroups } from './settings'

export type WhyNow = {
  /** The host makes up for a run that was missed, as after a start: whoever just started sends nothing. */
  readonly isPastDue?: boolean
  readonly isAsked?: boolean
}

/** Once a day, or when asked: whether what sending and hearing rest on is as it should be. */
export async function runCheckSender(
  app: AppContext,
  log: Log,
  { isPastDue = false, isAsked = false }: WhyNow = {},
): Promise<SenderCheck | undefined> {
  const { sending } = app.settings.need('sending')
  if (isPastDue || (sending.senderCheck === 'off' && !isAsked)) return undefined
  const mail = mailSettingsOf(app.settings)
  const checked = await checkSender(
    {
      checkpoints: checkpointsOf(app.storage()),
      look: () => look(app, log, mail.from.address),
      whyNoMail: () => whyNoMail(app),
      newProbeAddress: () => probeAddressOf(mail.replyTo, randomUUID().replaceAll('-', '').slice(0, 16)),
      sendProbe: (address) => sendProbe(app, mail.from.address, address),
      now: app.now,
    },
    isAsked,
  )
  for (const { what, result, says, remedy } of checked?.findings ?? []) {
    if (remedy !== undefined) log('sender check failed', { what, result, cause: says, remedy })
  }
  if (checked)
    log('sender checked', { findings: checked.findings.map(({ what, result }) => `${what}: ${result}`) })
  return checked
}

async function look(app: AppContext, log: Log, from: string): Promise<readonly Finding[]> {
  const findings = [domainFinding(from)]
  for (const door of openDoors(app, reportContext(app), log)) {
    const login = await door.tryLogin()
    const what = `door ${door.name}`
    findings.push(
      login.ok
        ? { what, result: 'fine', says: 'the login works' }
        : { what, result: 'failed', says: login.reason, remedy: login.remedy },
    )
  }
  return [...findings, await mailboxFinding(app)]
}

function domainFinding(from: string): Finding {
  const what = 'domain of MAIL_FROM'
  const domain = from.slice(from.lastIndexOf('@') + 1)
  if (!/(?:^|\.)onmicrosoft\.(?:com|us|cn)$|\.onmschina\.cn$/i.test(domain)) {
    return { what, result: 'fine', says: `${domain} is a domain of its own` }
  }
  const says = `Exchange Online lets ${domain} reach 100 recipients outside a day, then answers 550 5.7.236`
  return { what, result: 'warning', says, remedy: 'Send from a verified domain of your own: set MAIL_FROM.' }
}

async function mailboxFinding(app: AppContext): Promise<Finding> {
  const what = 'mailbox'
  const missing = app.settings.faults.find(({ setting }) => setting in settingGroups.mailbox.fields)
  if (missing) {
    const says = `${missing.setting} ${missing.fault}: answers and bounces are not read`
    return { what, result: 'failed', says, remedy: missing.remedy }
  }
  try {
    await mailboxOf(app).findByMessageId('<no-such-mail@example.invalid>')
    return { what, result: 'fine', says: 'it can be read' }
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    return { what, result: 'failed', says: error.message, remedy: error.remedy }
  }
}

async function whyNoMail({ settings, storage }: AppContext): Promise<string | undefined> {
  const { sending, reporting, mail } = settings.need('sending', 'reporting', 'mail')
  if (sending.senderCheck !== 'daily') return `SENDER_CHECK is ${sending.senderCheck}`
  if (reporting.modes.mode === 'dry-run') return 'REPORTING_MODE is dry-run: no mail leaves'
  if (reporting.redirectAllTo !== undefined) return 'REDIRECT_ALL_TO is set: no mail leaves but to there'
  if (!mail.doors.some((name) => mailDoors.includes(name))) return 'no door that DOORS names can send it'
  return (await isSendingStopped(storage())) ? 'sending is switched off' : undefined
}

/** Within the caps, as every mail. */
async function sendProbe(app: AppContext, from: string, address: string): Promise<string | undefined> {
  const { smtp, sending, mail } = app.settings.need('smtp', 'sending', 'mail')
  const checkpoints = checkpointsOf(app.storage())
  const leave = await sendBudget({ checkpoints, caps: sending.caps, now: app.now }).ask()
  if ('until' in leave) return leave.why
  try {
    const message = await composeProbe(from, address, app.now())
    const door = mail.doors.includes('smtp')
      ? openSmtpDoor(smtpSettingsOf(smtp, mailToken(app)))
      : openGraphDoor(graphDoorSettingsOf(app), app.now)
    const answer = await door.deliver(message, async () => true)
    if (answer.outcome === 'accepted' || answer.outcome === 'unknown') return undefined
    return 'response' in answer ? answer.response : 'reason' in answer ? answer.reason : 'it did not leave'
  } finally {
    await leave.end(true)
  }
}
