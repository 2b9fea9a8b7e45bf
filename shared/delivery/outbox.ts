import { after, dayInMs } from '../model/time'
import type { Delivered } from '../reports/file-reports'
import type { Purpose } from '../reports/purpose'
import type { Report } from '../reports/report'
import { claimAndSend, type AttemptDeps } from './attempt'
import { isFallback } from './bounced'
import type { Delivery, HeldDelivery } from './delivery'
import { mailDoors, type LookedUp, type WayOut } from './door'
import { graceInMs, nextStep, type NextStep, wantedSince } from './next-step'
import { core, settle, settled } from './settle'

export type OutboxDeps = AttemptDeps & {
  /** In order of preference. */
  readonly doors: readonly WayOut[]
  /** Whether our own copy of this message is in the mailbox. `absent` proves nothing; `unread`: ask again later. */
  readonly findOwnCopy: (messageId: string) => Promise<'found' | 'absent' | 'unread'>
  /** Somebody else gets what everybody it is meant for refuses. */
  readonly hasFallback: boolean
}

/** One look at one message: through the first door that does not refuse it for good. */
export async function deliver(deps: OutboxDeps, report: Report, purpose: Purpose): Promise<Delivered> {
  const refusals: string[] = []
  const tried = await deps.deliveries.list(report.id, purpose)
  if (report.status === 'queued' && report.fallback) return afterBounce(deps, report, purpose, tried)
  for (const name of doorsToTry(deps, report, purpose, tried)) {
    const delivered = await deliverBy(deps, name, report, purpose, tried)
    if (delivered.state !== 'refused') return delivered
    refusals.push(`${name}: ${delivered.why}`)
  }
  const why = refusals.join('; ') || noDoor(purpose)
  return (await toFallback(deps, report, purpose)) ?? { state: 'refused', why }
}

/**
 * Where something has been begun that no refusal has ended, it is brought to its end first, whatever DOORS says by now:
 * to begin anew elsewhere might send it twice.
 */
function doorsToTry(
  deps: OutboxDeps,
  report: Report,
  purpose: Purpose,
  tried: readonly HeldDelivery[],
): readonly string[] {
  const begun = tried
    .filter(({ delivery }) => delivery.state !== 'refused')
    .map(({ delivery }) => delivery.door)
  return [...new Set([...begun, ...doorsFor(deps, report, purpose).map(({ name }) => name)])]
}

/**
 * Whoever left two reminders unanswered is not escalated to: that takes another way out. Any other follow-up leaves
 * where the report did, if it can, to stay in its thread.
 */
function doorsFor({ doors }: OutboxDeps, report: Report, purpose: Purpose): readonly WayOut[] {
  const open = doors.filter((door) => door.takes({ evidence: report.evidence, purpose }))
  const channel = 'sent' in report ? report.sent.channel : undefined
  const others = open.filter(({ name }) => name !== channel)
  return purpose === 'escalation' ? others : [...open.filter(({ name }) => name === channel), ...others]
}

const noDoor = (purpose: Purpose): string =>
  purpose === 'escalation'
    ? 'every door has been used already: a person may know another way'
    : 'no door that DOORS names takes it: only a mail door takes reminders and withdrawals, and every kind of abuse'

async function deliverBy(
  deps: OutboxDeps,
  name: string,
  report: Report,
  purpose: Purpose,
  tried: readonly HeldDelivery[],
): Promise<Delivered> {
  const held = tried.find(({ delivery }) => delivery.door === name)
  const door = deps.doors.find((one) => one.name === name)
  const step = nextStep(held?.delivery, wantedSince(report, purpose), deps.now())
  if (door === undefined && (step.kind === 'claim' || held?.delivery.state === 'deferred')) {
    return { state: 'refused', why: 'nothing has left, and DOORS does not name it any more' }
  }
  if (door !== undefined && step.kind === 'claim') {
    return claimAndSend(deps, door, report, { ...step, ...carriedOn(deps, held), purpose, etag: held?.etag })
  }
  if (!held || step.kind === 'claim') throw new Error(`${report.id} has no ${purpose} to be ${step.kind}`)
  return step.kind === 'look-up' ? lookUp(deps, door, report, held) : takeStep(deps, held, step)
}

/** What is done about a message that no door is needed for. */
type StepOfHeld = Exclude<NextStep, { readonly kind: 'claim' | 'look-up' }>

async function takeStep(deps: OutboxDeps, held: HeldDelivery, step: StepOfHeld): Promise<Delivered> {
  const at = deps.now()
  switch (step.kind) {
    case 'wait':
      return { state: 'waiting', until: step.until, why: step.why }
    case 'give-up':
      return settle(deps, held, { ...core(held.delivery), state: 'refused', response: step.why, at })
    case 'mark-unknown': {
      const response = 'the run that handed it over ended before the server answered'
      return settle(deps, held, { ...core(held.delivery), state: 'unknown', response, at })
    }
    case 'settled':
      return settled(held.delivery, at)
    default:
      return step satisfies never
  }
}

/** What the next attempt goes on with: nothing, where the one before came to its end. */
function carriedOn({ trial }: OutboxDeps, held: HeldDelivery | undefined) {
  if (!held) return {}
  const { state, draftId, messageHash, fallback } = held.delivery
  const before = historyOf(held.delivery)
  if (state === 'accepted' || state === 'refused' || state === 'unproven') return before
  return {
    ...before,
    ...(fallback && { fallback }),
    // A draft for the desk must not leave while a trial is on, nor the other way round.
    ...(held.delivery.trial === trial &&
      draftId !== undefined &&
      messageHash !== undefined && { draftId, messageHash }),
  }
}

/** What an attempt leaves behind for whatever comes after it. */
function historyOf(delivery: Delivery) {
  const { state, leftBefore, hadFallback } = delivery
  const isOver = state === 'accepted' || state === 'refused' || state === 'unproven'
  return {
    ...((state === 'accepted' || state === 'unproven' || leftBefore) && { leftBefore: true as const }),
    ...((isOver ? isFallback(delivery) : hadFallback) && { hadFallback: true as const }),
  }
}

/** For so long is a mail looked for before a person is asked; each look at the report is one. */
const looksForInMs = dayInMs

const unproven = {
  state: 'unproven',
  response: 'the server may have taken it, and nothing proves it',
} as const

async function lookUp(
  deps: OutboxDeps,
  door: WayOut | undefined,
  report: Report,
  held: HeldDelivery,
): Promise<Delivered> {
  const { delivery } = held
  const found = await lookedUp(deps, door, delivery)
  const at = deps.now()
  switch (found) {
    case 'unread':
      return { state: 'waiting', until: after(at, graceInMs), why: 'the mailbox cannot be read' }
    case 'sent':
      return settle(deps, held, { ...core(delivery), ...foundSent(delivery, door), state: 'accepted', at })
    case 'absent': {
      const until = after(delivery.at, looksForInMs)
      if (until > at) return { state: 'waiting', until, why: 'Sent Items may still show it' }
      return settle(deps, held, { ...core(delivery), ...unproven, at })
    }
    case 'unproven':
      return settle(deps, held, { ...core(delivery), ...unproven, at })
    case 'not-sent': {
      const { purpose, attempt, deferredInMinutes } = delivery
      const claim = {
        purpose,
        attempt: attempt + 1,
        deferredInMinutes,
        etag: held.etag,
        ...carriedOn(deps, held),
      }
      return door === undefined
        ? { state: 'refused', why: 'nothing has left, and DOORS does not name it any more' }
        : claimAndSend(deps, door, report, claim)
    }
  }
}

async function lookedUp(deps: OutboxDeps, door: WayOut | undefined, delivery: Delivery): Promise<LookedUp> {
  if (door?.lookUp !== undefined) return door.lookUp(delivery)
  if (delivery.leftBefore) return 'unproven'
  const copy = await deps.findOwnCopy(delivery.messageId)
  return copy === 'found' ? 'sent' : copy === 'absent' ? 'unproven' : 'unread'
}

const foundSent = ({ messageId, answered }: Delivery, door: WayOut | undefined) => ({
  messageIds: [messageId],
  recipients: answered ?? [],
  bounced: [],
  response:
    door?.lookUp === undefined ? 'own copy found in the mailbox' : 'looked up at the door: it was sent',
})

/** Once, and by mail: whoever takes what nobody else would. */
async function toFallback(
  deps: OutboxDeps,
  report: Report,
  purpose: Purpose,
): Promise<Delivered | undefined> {
  if (!deps.hasFallback || purpose === 'rest') return undefined
  const tried = await deps.deliveries.list(report.id, purpose)
  if (tried.some(({ delivery }) => isFallback(delivery))) return undefined
  const door = doorsFor(deps, report, purpose).find(({ name }) => mailDoors.includes(name))
  if (door === undefined) return undefined
  const held = tried.find(({ delivery }) => delivery.door === door.name)
  const attempt = (held?.delivery.attempt ?? 0) + 1
  const before = held ? historyOf(held.delivery) : {}
  const claim = {
    ...before,
    purpose,
    attempt,
    deferredInMinutes: 0,
    etag: held?.etag,
    fallback: true as const,
  }
  return claimAndSend(deps, door, report, claim)
}

/** It came back from everybody it was for. What has been begun for the fallback is brought to its end, and not repeated. */
async function afterBounce(
  deps: OutboxDeps,
  report: Report,
  purpose: Purpose,
  tried: readonly HeldDelivery[],
): Promise<Delivered> {
  const begun = tried.find(({ delivery }) => delivery.fallback)
  if (begun) return deliverBy(deps, begun.delivery.door, report, purpose, tried)
  const why = 'it came back from everybody, and nobody else can get it: REPORT_FALLBACK_TO, DOORS'
  return (await toFallback(deps, report, purpose)) ?? { state: 'refused', why }
}
