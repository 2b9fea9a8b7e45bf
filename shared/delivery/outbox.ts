import { sha256 } from '../model/hash'
import type { ReportId } from '../model/report-id'
import { after, minuteInMs } from '../model/time'
import type { Delivered } from '../reports/file-reports'
import type { Purpose } from '../reports/purpose'
import type { Report } from '../reports/report'
import type { ComposedMessage } from '../reports/report-mail'
import type { Delivery, DeliveryIn, DeliveryStore, HeldDelivery } from './delivery'
import type { Door, DeliveryAnswer } from './door'
import type { DoorGate } from './door-gate'
import { deferralInMinutes, graceInMs, leaseInMs, nextStep } from './next-step'

export type OutboxDeps = {
  readonly deliveries: DeliveryStore
  /** In order of preference. */
  readonly doors: readonly Door[]
  readonly gate: DoorGate
  readonly messageIdOf: (id: ReportId, purpose: Purpose) => string
  readonly compose: (report: Report, purpose: Purpose, attempt: number, at: Date) => Promise<ComposedMessage>
  /** Keeps the exact bytes under their hash. */
  readonly keepMessage: (hash: string, raw: Buffer) => Promise<void>
  /** Whether the report as it stands now still wants this message; asked right before a claim. */
  readonly isWanted: (id: ReportId, purpose: Purpose) => Promise<boolean>
  /** Whether our own copy of this message is in the mailbox. `absent` proves nothing; `unread`: ask again later. */
  readonly findOwnCopy: (messageId: string) => Promise<'found' | 'absent' | 'unread'>
  /** REDIRECT_ALL_TO is set: whatever leaves now is a trial. */
  readonly trial: boolean
  readonly now: () => Date
}

/** One look at one message: through the first door that does not refuse it for good. */
export async function deliver(deps: OutboxDeps, report: Report, purpose: Purpose): Promise<Delivered> {
  const refusals: string[] = []
  for (const door of doorsFor(deps, report, purpose)) {
    const delivered = await deliverBy(deps, door, report, purpose)
    if (delivered.state !== 'refused') return delivered
    refusals.push(`${door.name}: ${delivered.why}`)
  }
  return { state: 'refused', why: refusals.join('; ') || noDoor(purpose) }
}

/** Whoever left two reminders unanswered is not escalated to: that takes another way out. */
function doorsFor({ doors }: OutboxDeps, report: Report, purpose: Purpose): readonly Door[] {
  if (purpose !== 'escalation' || !('sent' in report)) return doors
  return doors.filter(({ name }) => name !== report.sent?.channel)
}

const noDoor = (purpose: Purpose): string =>
  purpose === 'escalation'
    ? 'every door has been used already: a person may know another way'
    : 'no door is open to it: set DOORS'

async function deliverBy(deps: OutboxDeps, door: Door, report: Report, purpose: Purpose): Promise<Delivered> {
  const held = await deps.deliveries.get(report.id, purpose, door.name)
  const step = nextStep(held?.delivery, wantedSince(report), deps.now())
  if (step.kind === 'claim') return claimAndSend(deps, door, report, { ...step, purpose, etag: held?.etag })
  if (!held) throw new Error(`${report.id} has no ${purpose} to be ${step.kind}`)
  switch (step.kind) {
    case 'wait':
      return { state: 'waiting', until: step.until, why: step.why }
    case 'settled':
      return settled(held.delivery, deps.now())
    case 'give-up':
      return settle(deps, held, {
        ...core(held.delivery),
        state: 'refused',
        response: step.why,
        at: deps.now(),
      })
    case 'mark-unknown': {
      const response = 'the run that handed it over ended before the server answered'
      return settle(deps, held, { ...core(held.delivery), state: 'unknown', response, at: deps.now() })
    }
    case 'look-up':
      return lookUp(deps, held)
  }
}

const wantedSince = (report: Report): Date => (report.status === 'queued' ? report.since : new Date(0))

async function lookUp(deps: OutboxDeps, held: HeldDelivery): Promise<Delivered> {
  const { delivery } = held
  const at = deps.now()
  const copy = await deps.findOwnCopy(delivery.messageId)
  if (copy === 'unread')
    return { state: 'waiting', until: after(at, graceInMs), why: 'the mailbox cannot be read' }
  if (copy === 'found') {
    const response = 'own copy found in the mailbox'
    const messageIds = [delivery.messageId]
    return settle(deps, held, {
      ...core(delivery),
      state: 'accepted',
      messageIds,
      recipients: [],
      bounced: [],
      response,
      at,
    })
  }
  const response = 'the server may have taken it, and no own copy has arrived'
  return settle(deps, held, { ...core(delivery), state: 'unproven', response, at })
}

type Claim = {
  readonly purpose: Purpose
  readonly attempt: number
  readonly deferredInMinutes: number
  readonly etag: string | undefined
}

async function claimAndSend(deps: OutboxDeps, door: Door, report: Report, claim: Claim): Promise<Delivered> {
  const shut = await deps.gate.check(door)
  if (shut) return { state: 'waiting', until: shut.until, why: shut.why }
  const soon = {
    state: 'waiting',
    until: after(deps.now(), minuteInMs),
    why: 'somebody else changed it',
  } as const
  if (!(await deps.isWanted(report.id, claim.purpose))) return soon
  const at = deps.now()
  const claimed: DeliveryIn<'claimed'> = {
    reportId: report.id,
    purpose: claim.purpose,
    door: door.name,
    attempt: claim.attempt,
    messageId: deps.messageIdOf(report.id, claim.purpose),
    deferredInMinutes: claim.deferredInMinutes,
    trial: deps.trial,
    state: 'claimed',
    at,
    leaseUntil: after(at, leaseInMs),
  }
  const etag = await deps.deliveries.put(claimed, claim.etag)
  if (etag === undefined) return soon
  const message = await deps.compose(report, claim.purpose, claim.attempt, at)
  return handOver(deps, door, message, { delivery: claimed, etag })
}

/** The mark is written and confirmed before the first byte leaves; whoever finds it changed hangs up. */
async function handOver(
  deps: OutboxDeps,
  door: Door,
  message: ComposedMessage,
  held: HeldDelivery,
): Promise<Delivered> {
  const messageHash = sha256(message.raw)
  await deps.keepMessage(messageHash, message.raw)
  let current = held
  const answer = await door.deliver(message, async () => {
    const at = deps.now()
    const leaseUntil = after(at, leaseInMs)
    const delivery: Delivery = { ...core(held.delivery), messageHash, state: 'handing-over', at, leaseUntil }
    const etag = await deps.deliveries.put(delivery, held.etag)
    if (etag === undefined) return false
    current = { delivery, etag }
    return true
  })
  return record(deps, door, current, answer)
}

async function record(
  deps: OutboxDeps,
  door: Door,
  held: HeldDelivery,
  answer: DeliveryAnswer,
): Promise<Delivered> {
  const at = deps.now()
  const delivery = core(held.delivery)
  switch (answer.outcome) {
    case 'accepted':
      return accept(deps, { ...delivery, ...answer, ...lists(answer), bounced: [], state: 'accepted', at })
    case 'refused':
      return settle(deps, held, { ...delivery, state: 'refused', response: answer.response, at })
    case 'unknown':
      return settle(deps, held, { ...delivery, state: 'unknown', response: answer.response, at })
    case 'deferred': {
      const minutes = deferralInMinutes(delivery.attempt)
      const until = after(at, minutes * minuteInMs)
      const deferredInMinutes = delivery.deferredInMinutes + minutes
      return settle(deps, held, {
        ...delivery,
        state: 'deferred',
        deferredInMinutes,
        until,
        response: answer.response,
        at,
      })
    }
    case 'paused': {
      await deps.gate.pause(door, answer.reason, answer.remedy)
      // Nothing has left: the claim is given back, to be taken again when the door is open.
      return settle(deps, held, { ...delivery, state: 'deferred', until: at, response: answer.reason, at })
    }
    case 'hung-up':
      return { state: 'waiting', until: after(at, minuteInMs), why: 'somebody else took the claim over' }
  }
}

const lists = (answer: Extract<DeliveryAnswer, { outcome: 'accepted' }>) => ({
  messageIds: [...answer.messageIds],
  recipients: answer.recipients.map((recipient) => ({ ...recipient })),
})

/** What the server took is written over whatever stands there, however late: nothing else is as certain. */
async function accept(deps: OutboxDeps, accepted: DeliveryIn<'accepted'>): Promise<Delivered> {
  for (;;) {
    const held = await deps.deliveries.get(accepted.reportId, accepted.purpose, accepted.door)
    if (held?.delivery.state === 'accepted') return settled(held.delivery, deps.now())
    if ((await deps.deliveries.put(accepted, held?.etag)) !== undefined) return settled(accepted, deps.now())
  }
}

async function settle(deps: OutboxDeps, held: HeldDelivery, next: Delivery): Promise<Delivered> {
  const written = await deps.deliveries.put(next, held.etag)
  if (written !== undefined) return settled(next, deps.now())
  return { state: 'waiting', until: after(deps.now(), minuteInMs), why: 'somebody else changed it' }
}

function settled(delivery: Delivery, now: Date): Delivered {
  switch (delivery.state) {
    case 'accepted': {
      const { at: sentAt, door: channel, messageIds, trial } = delivery
      return { state: 'accepted', sent: { sentAt, channel, messageIds, ...(trial && { trial }) } }
    }
    case 'refused':
      return { state: 'refused', why: delivery.response }
    case 'unproven':
      return { state: 'unproven', why: delivery.response }
    case 'deferred':
      return { state: 'waiting', until: delivery.until, why: delivery.response }
    case 'unknown':
      return { state: 'waiting', until: after(delivery.at, graceInMs), why: delivery.response }
    default:
      return { state: 'waiting', until: after(now, minuteInMs), why: 'it is being sent' }
  }
}

/** What every state of a delivery carries. */
function core({
  reportId,
  purpose,
  door,
  attempt,
  messageId,
  messageHash,
  deferredInMinutes,
  trial,
}: Delivery) {
  const kept = messageHash === undefined ? {} : { messageHash }
  return { reportId, purpose, door, attempt, messageId, deferredInMinutes, trial, ...kept }
}
