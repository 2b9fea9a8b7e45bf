import { refused, type Refused } from '../alerts/graph-request'
import type { ComposedMessage } from '../reports/report-mail'
import type { Delivery, DeliveryIn } from './delivery'
import type { DeliveryAnswer, Door, HandOver, LoginAnswer, LookedUp } from './door'
import { answerBeforeSend, answerForSend } from './graph-answer'
import { type GraphDoorSettings, graphOutbox, type Draft, type GraphOutbox } from './graph-outbox'

/**
 * The door through a mailbox of Exchange Online: a draft first, which can be found again, and then the request that
 * sends it. A draft leaves once at most, so whoever goes on with an attempt goes on with its draft.
 */
export function openGraphDoor(settings: GraphDoorSettings, now: () => Date): Door<ComposedMessage> {
  const outbox = graphOutbox(settings)
  return {
    name: 'graph',
    format: 'eml',
    takes: () => true,
    deliver: (message, handOver, claim) => deliver(outbox, now, message, handOver, claim),
    tryLogin: () => tryLogin(outbox, now),
    lookUp: (delivery) => lookUp(outbox, delivery),
  }
}

async function deliver(
  outbox: GraphOutbox,
  now: () => Date,
  message: ComposedMessage,
  handOver: HandOver,
  claim: DeliveryIn<'claimed'> | undefined,
): Promise<DeliveryAnswer> {
  const draft = await draftFor(outbox, message, claim)
  if (draft.kind === 'refused') return answerBeforeSend(draft, now(), message.raw.length)
  const going = await mark(handOver, draft)
  if (!going.ok) {
    // Nobody else goes on with a draft that no row names.
    if (draft.isNew && !('cause' in going)) await outbox.remove(draft.id)
    return { outcome: 'hung-up', ...('cause' in going && { cause: going.cause }) }
  }
  const sent = await outbox.send(draft.id)
  return sent.kind === 'taken' ? accepted(message, draft) : refusedToSend(outbox, now, draft.id, sent)
}

type ReadyDraft = Draft & { readonly messageHash: string; readonly isNew: boolean }

/**
 * The draft that the row names is sent as it stands, with what it was made from. Any other of ours was made by a run
 * that ended before it could send it, and is replaced, so that what leaves is what is kept.
 */
async function draftFor(
  outbox: GraphOutbox,
  { messageId, raw, sha256 }: ComposedMessage,
  claim: DeliveryIn<'claimed'> | undefined,
): Promise<ReadyDraft | Refused> {
  if (claim?.draftId !== undefined && claim.messageHash !== undefined) {
    return { kind: 'draft', id: claim.draftId, messageHash: claim.messageHash, isNew: false }
  }
  if (encodedLength(raw) > largestRequestInBytes) return tooLarge
  const left = claim === undefined || claim.attempt > 1 ? await removeDrafts(outbox, messageId) : undefined
  if (left !== undefined) return left
  const draft = await outbox.createDraft(raw)
  return draft.kind === 'draft' ? { ...draft, messageHash: sha256, isNew: true } : draft
}

/** Documented for a request; a mail travels in base64, which takes four bytes for three. */
const largestRequestInBytes = 4 * 1024 * 1024
const tooLarge: Refused = {
  ...refused('rejected', 'the mail is larger than the 4 MB that Graph takes in one request'),
  status: 413,
}
const encodedLength = ({ length }: Buffer): number => Math.ceil(length / 3) * 4

async function removeDrafts(outbox: GraphOutbox, messageId: string): Promise<Refused | undefined> {
  const found = await outbox.findDrafts(messageId)
  if (found.kind === 'refused') return found
  for (const id of found.ids) {
    const removed = await outbox.remove(id)
    if (removed.kind === 'refused') return removed
  }
  return undefined
}

async function mark(
  handOver: HandOver,
  { id, messageHash }: ReadyDraft,
): Promise<{ ok: true } | { ok: false; cause?: unknown }> {
  try {
    return { ok: await handOver({ draftId: id, messageHash }) }
  } catch (cause) {
    return { ok: false, cause }
  }
}

function accepted(message: ComposedMessage, { internetMessageId }: ReadyDraft): DeliveryAnswer {
  const theirs = internetMessageId === undefined ? [] : [internetMessageId]
  return {
    outcome: 'accepted',
    messageIds: [...new Set([message.messageId, ...theirs])],
    recipients: message.envelope.to.map((address) => ({ address, accepted: true })),
    response: 'HTTP 202',
  }
}

/** A draft that is one no longer was sent by somebody: Graph refuses it for that, and not for what it says. */
async function refusedToSend(
  outbox: GraphOutbox,
  now: () => Date,
  id: string,
  refused: Refused,
): Promise<DeliveryAnswer> {
  if (refused.status !== 400) return answerForSend(refused, now())
  const looked = await outbox.look(id)
  if (looked.kind !== 'draft') return { outcome: 'unknown', response: refused.detail }
  // Else a person could send it by hand, after the mail has left another way.
  await outbox.remove(id)
  return { outcome: 'refused', recipients: [], response: refused.detail }
}

/**
 * A draft that is still one was not sent; one that is gone from its id is looked for among what was. Sent Items may show
 * a mail late, and under another id.
 */
async function lookUp(outbox: GraphOutbox, delivery: Delivery): Promise<LookedUp> {
  const { draftId, messageId, purpose, reportId } = delivery
  const looked = draftId === undefined ? ({ kind: 'missing' } as const) : await outbox.look(draftId)
  if (looked.kind === 'refused') return 'unread'
  if (looked.kind !== 'missing') return looked.kind === 'draft' ? 'not-sent' : 'sent'
  if (delivery.leftBefore) return 'unproven'
  // The subject names the report, so it proves the first mail only: every later one carries it too.
  const marks = [{ messageId }, ...(purpose === 'initial' ? [{ inSubject: reportId }] : [])]
  for (const by of marks) {
    const found = await outbox.findSent(by)
    if (found.kind === 'refused') return 'unread'
    if (found.ids.length > 0) return 'sent'
  }
  return 'absent'
}

async function tryLogin(outbox: GraphOutbox, now: () => Date): Promise<LoginAnswer> {
  const reached = await outbox.probe()
  if (reached.kind === 'reached') return { ok: true }
  const answer = answerBeforeSend(reached, now(), 0)
  if (answer.outcome === 'paused') return { ok: false, reason: answer.reason, remedy: answer.remedy }
  return {
    ok: false,
    reason: `Graph cannot be reached: ${reached.detail}`,
    remedy: 'Check GRAPH_ENDPOINT and GRAPH_MAILBOX, and the network.',
  }
}
