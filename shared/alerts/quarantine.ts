import type { AlertSource } from './alert'
import { isDeeperThan, maxNesting, packAlert, type PackDeps, type UnpackDeps, unpackMessage } from './message'
import { UnreadableAlertError } from './unreadable-alert-error'

/** What nobody could read, for a person to look at. */
export type QuarantineEntry = {
  readonly source: AlertSource
  /** One sentence, with nothing of the message in it. */
  readonly reason: string
  /** As it came, parsed or text; {@link quarantineText} makes it storable. */
  readonly body: unknown
}

export type JudgePoisonDeps = PackDeps &
  UnpackDeps & {
    /** @throws UnreadableAlertError when no dialect knows it. */
    readonly parseAlert: (body: unknown, source: AlertSource) => unknown
    readonly sendBack: (message: string, waitInSeconds: number) => Promise<void>
    readonly quarantine: (entry: QuarantineEntry) => Promise<void>
  }

export type PoisonVerdict =
  | { readonly verdict: 'cannot be read'; readonly reason: string }
  | { readonly verdict: 'could not be handled'; readonly returned: number; readonly waitInSeconds: number }

const minute = 60
const hour = 60 * minute
const waitsInSeconds = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour]

/**
 * Decides about a message that failed five times. Unreadable: to the quarantine. Readable: the fault was ours, so it
 * goes back to its queue, later and later, for as long as it takes.
 * @throws when storage is down: the message then stays where it is.
 */
export async function judgePoison(body: unknown, deps: JudgePoisonDeps): Promise<PoisonVerdict> {
  const message = await readable(body, deps)
  if ('reason' in message) {
    await deps.quarantine({ ...message, body })
    return { verdict: 'cannot be read', reason: message.reason }
  }
  const waitInSeconds = waitInSecondsAfter(message.returned)
  const returned = message.returned + 1
  await deps.sendBack(await packAlert(deps, { ...message, returned }), waitInSeconds)
  return { verdict: 'could not be handled', returned, waitInSeconds }
}

/** How long a message rests that has come back `returned` times before: a minute at first, in the end six hours. */
export function waitInSecondsAfter(returned: number): number {
  return waitsInSeconds[returned] ?? 6 * hour
}

/** The text to keep in the quarantine: what came as text stays as it is, the rest becomes JSON, cut where it is too deep. */
export function quarantineText(body: unknown): string {
  if (typeof body === 'string') return body
  return JSON.stringify((isDeeperThan(body, maxNesting) ? cutBelow(body, maxNesting) : body) ?? null)
}

async function readable(body: unknown, deps: JudgePoisonDeps) {
  let source: AlertSource = 'queue'
  try {
    const message = await unpackMessage(body, deps)
    source = message.source
    if (message.read === undefined) deps.parseAlert(message.body, source)
    return message
  } catch (error) {
    if (error instanceof UnreadableAlertError) return { source, reason: error.reason }
    throw error
  }
}

/** Recursion is bounded by `levels`, which is the point. */
function cutBelow(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return '(cut: nested too deeply)'
  if (Array.isArray(value)) return value.map((item) => cutBelow(item, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cutBelow(item, levels - 1)]))
}
