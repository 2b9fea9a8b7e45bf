import { randomUUID } from 'node:crypto'
import { sendBudget } from '../delivery/send-budget'
import { mailDoors } from '../delivery/door'
import { composeProbe, probeAddressOf } from '../replies/sender-probe'
import { checkSender, type SenderCheck } from '../review/sender-check'
import { checkpointsOf, isSendingStopped } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import { bareDoors } from './bare-doors'
import type { Log } from '../telemetry/log'
import { lookAtSender, prepareHandledFolder } from './look-at-sender'
import { mailSettingsOf } from '../settings/mail-settings-of'

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
      look: async () => [...(await lookAtSender(app)), ...(await prepareHandledFolder(app))],
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
  const { sending, mail } = app.settings.need('sending', 'mail')
  const checkpoints = checkpointsOf(app.storage())
  const leave = await sendBudget({ checkpoints, caps: sending.caps, now: app.now }).ask()
  if ('until' in leave) return leave.why
  try {
    const message = await composeProbe(from, address, app.now())
    const doors = bareDoors(app)
    const door = mail.doors.includes('smtp') ? doors.smtp() : doors.graph()
    const answer = await door.deliver(message, async () => true)
    if (answer.outcome === 'accepted' || answer.outcome === 'unknown') return undefined
    return 'response' in answer ? answer.response : 'reason' in answer ? answer.reason : 'it did not leave'
  } finally {
    await leave.end(true)
  }
}
