import { randomUUID } from 'node:crypto'
import type { ReportId } from '../model/report-id'
import { after, minuteInMs } from '../model/time'
import type { Delivered } from '../reports/file-reports'
import type { Purpose } from '../reports/purpose'
import type { Report } from '../reports/report'
import type { Delivery, DeliveryIn, DeliveryStore, HeldDelivery } from './delivery'
import type { DeliveryAnswer, ReadyParcel, WayOut } from './door'
import type { DoorGate } from './door-gate'
import { deferralInMinutes, leaseInMs, wantedSince } from './next-step'
import { changedMeanwhile, core, settle, settled } from './settle'

export type AttemptDeps = {
  readonly deliveries: DeliveryStore
  readonly gate: DoorGate
  readonly messageIdOf: (id: ReportId, purpose: Purpose) => string
  /** Keeps the exact bytes under their hash. */
  readonly keepMessage: (hash: string, raw: Buffer, format: WayOut['format']) => Promise<void>
  /** Whether the report as it stands now still wants this message; asked right before a claim. */
  readonly isWanted: (id: ReportId, purpose: Purpose) => Promise<boolean>
  /** REDIRECT_ALL_TO is set: whatever leaves now is a trial. */
  readonly trial: boolean
  readonly now: () => Date
}

export type Claim = Pick<Delivery, 'purpose' | 'attempt' | 'deferredInMinutes'> &
  Pick<Delivery, 'fallback' | 'hadFallback' | 'leftBefore' | 'draftId' | 'messageHash'> & {
    /** Of the row as it was read; undefined where there is none. */
    readonly etag: string | undefined
  }

/** One attempt through one door, if the door is open and nobody else has it. */
export async function claimAndSend(
  deps: AttemptDeps,
  door: WayOut,
  report: Report,
  claim: Claim,
): Promise<Delivered> {
  const leave = await deps.gate.enter(door, report)
  if ('until' in leave) return { state: 'waiting', until: leave.until, why: leave.why }
  let mayHaveLeft = false
  try {
    const held = await claimIt(deps, door, report, claim)
    if (!held) return changedMeanwhile(deps.now())
    mayHaveLeft = true
    const parcel = await door.prepare(report, held.delivery)
    await deps.keepMessage(parcel.sha256, parcel.raw, door.format)
    return await handOver(deps, door, parcel, held)
  } finally {
    await leave.end(mayHaveLeft)
  }
}

type HeldClaim = HeldDelivery & { readonly delivery: DeliveryIn<'claimed'> }

/** Undefined when it is not wanted any more, or somebody else was faster. */
async function claimIt(
  deps: AttemptDeps,
  door: WayOut,
  report: Report,
  { etag: read, ...claim }: Claim,
): Promise<HeldClaim | undefined> {
  if (!(await deps.isWanted(report.id, claim.purpose))) return undefined
  const at = deps.now()
  const delivery: DeliveryIn<'claimed'> = {
    ...claim,
    reportId: report.id,
    door: door.name,
    wantedSince: wantedSince(report, claim.purpose),
    messageId: deps.messageIdOf(report.id, claim.purpose),
    trial: deps.trial,
    state: 'claimed',
    claimId: randomUUID(),
    at,
    leaseUntil: after(at, leaseInMs),
  }
  const etag = await deps.deliveries.put(delivery, read)
  return etag === undefined ? undefined : { delivery, etag }
}

/** The mark is written and confirmed before the first byte leaves; whoever finds it changed hangs up. */
async function handOver(
  deps: AttemptDeps,
  door: WayOut,
  parcel: ReadyParcel,
  held: HeldClaim,
): Promise<Delivered> {
  const { claimId } = held.delivery
  let current: HeldDelivery = held
  const answer = await parcel.deliver(async (draft, answered) => {
    const at = deps.now()
    const delivery: Delivery = {
      ...core(held.delivery),
      messageHash: parcel.sha256,
      addressed: [...(parcel.envelope?.to ?? [])],
      ...draft,
      ...(answered && { answered: answered.map((one) => ({ ...one })) }),
      state: 'handing-over',
      ...(claimId !== undefined && { claimId }),
      at,
      leaseUntil: after(at, leaseInMs),
    }
    const etag = await deps.deliveries.put(delivery, held.etag)
    if (etag === undefined) return false
    current = { delivery, etag }
    return true
  })
  return record(deps, door, current, answer)
}

async function record(
  deps: AttemptDeps,
  door: WayOut,
  held: HeldDelivery,
  answer: DeliveryAnswer,
): Promise<Delivered> {
  const at = deps.now()
  const delivery = core(held.delivery)
  switch (answer.outcome) {
    case 'accepted':
      return accept(deps, { ...delivery, ...takenBy(answer), bounced: [], state: 'accepted', at })
    case 'refused':
      return settle(deps, held, { ...delivery, state: 'refused', response: answer.response, at })
    case 'unknown':
      return settle(deps, held, { ...delivery, state: 'unknown', response: answer.response, at })
    case 'deferred':
      return settle(deps, held, {
        ...delivery,
        ...deferred(held.delivery, at),
        response: answer.response,
        at,
      })
    case 'paused': {
      await deps.gate.pause(door, answer.reason, answer.remedy, answer.until)
      // Nothing has left: the claim is given back, to be taken again when the door is open.
      return settle(deps, held, { ...delivery, state: 'deferred', until: at, response: answer.reason, at })
    }
    case 'hung-up':
      return { state: 'waiting', until: after(at, minuteInMs), why: 'somebody else took the claim over' }
  }
}

function deferred({ attempt, deferredInMinutes }: Delivery, at: Date) {
  const minutes = deferralInMinutes(attempt)
  return {
    state: 'deferred' as const,
    deferredInMinutes: deferredInMinutes + minutes,
    until: after(at, minutes * minuteInMs),
  }
}

const takenBy = (answer: Extract<DeliveryAnswer, { outcome: 'accepted' }>) => ({
  response: answer.response,
  messageIds: [...answer.messageIds],
  recipients: answer.recipients.map((recipient) => ({ ...recipient })),
  ...(answer.reference !== undefined && { reference: answer.reference }),
})

/** What the server took is written over whatever stands there, however late: nothing else is as certain. */
async function accept(deps: AttemptDeps, accepted: DeliveryIn<'accepted'>): Promise<Delivered> {
  for (;;) {
    const held = await deps.deliveries.get(accepted.reportId, accepted.purpose, accepted.door)
    if (held?.delivery.state === 'accepted') return settled(held.delivery, deps.now())
    if ((await deps.deliveries.put(accepted, held?.etag)) !== undefined) return settled(accepted, deps.now())
  }
}
