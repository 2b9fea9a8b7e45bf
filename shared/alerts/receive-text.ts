import type { Alert } from './alert'
import { alertsInText } from './alert-text'
import { isAlertLine } from './dialects'
import { isDeeperThan, maxAlertNesting } from './message'
import { parseAlert, splitAlerts } from './parse-alerts'
import { UnreadableAlertError } from './unreadable-alert-error'

/** An alert of a request as it came and as it was read, or why it cannot be. */
export type ReadPart = { readonly alert: unknown; readonly read: Alert } | { readonly reason: string }

type ReceivedPart =
  | { readonly alert: unknown }
  /** One sentence, with nothing of the alert in it. */
  | { readonly reason: string }

/** Each alert costs a write to storage, and the sender waits for all of them. */
export const maxAlertsInRequest = 1000

/**
 * The alerts of a text, in its order: those that a dialect reads, and why the others cannot be read.
 * @returns undefined when there are more than {@link maxAlertsInRequest}
 */
export function receivedParts(text: string): readonly ReadPart[] | undefined {
  const units = unitsIn(text)
  if (units.length > maxAlertsInRequest) return undefined
  const parts = units.flatMap((unit) => ('reason' in unit ? [unit] : partsOf(unit.alert)))
  if (parts.length > maxAlertsInRequest) return undefined
  if (parts.length === 0) return [{ reason: 'it holds no alert' }]
  const room = { left: maxInCharacters }
  return parts.map((part) => ('reason' in part ? part : readableWithin(room, part.alert)))
}

/**
 * The whole text where it is JSON, else its lines. Where no line holds an alert, the text was not meant as lines:
 * it is refused as one.
 */
function unitsIn(text: string): readonly ReceivedPart[] {
  const whole = attempt(() => alertsInText(text))
  if ('value' in whole) return whole.value.flatMap(listed)
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const units = lines.slice(0, maxAlertsInRequest + 1).flatMap((line): readonly ReceivedPart[] => {
    const read = attempt(() => alertsInText(line))
    return 'value' in read ? read.value.flatMap(listed) : [read]
  })
  return units.some((unit) => 'alert' in unit && holdsAlert(unit.alert)) ? units : [whole]
}

/** The entries of a list one by one, so that a list too long is known before any of it is read. */
const listed = (value: unknown): readonly ReceivedPart[] =>
  (Array.isArray(value) ? Array.from<unknown>(value) : [value]).map((alert) => ({ alert }))

const holdsAlert = (unit: unknown) =>
  typeof unit === 'string' ? isAlertLine(unit) : typeof unit === 'object' && unit !== null

function partsOf(unit: unknown): readonly ReceivedPart[] {
  const split = attempt(() => splitAlerts(unit))
  return 'value' in split ? split.value.map((alert) => ({ alert })) : [split]
}

function readable(alert: unknown): ReadPart {
  if (isDeeperThan(alert, maxAlertNesting))
    return { reason: `it is nested more than ${maxAlertNesting} levels deep` }
  const read = attempt(() => parseAlert(alert, 'http'))
  return 'value' in read ? { alert, read: read.value } : read
}

/** An incident hands its judgement down to each of its alerts: a long one makes a large crowd out of a small text. */
const maxInCharacters = 8 * 1024 * 1024

function readableWithin(room: { left: number }, alert: unknown): ReadPart {
  const part = room.left > 0 ? readable(alert) : beyondRoom
  if ('alert' in part) room.left -= JSON.stringify(part.alert).length
  return room.left >= 0 ? part : beyondRoom
}

const beyondRoom = { reason: 'with those before it, it is too large for one request' }

function attempt<T>(read: () => T): { readonly value: T } | { readonly reason: string } {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof UnreadableAlertError) return { reason: error.reason }
    throw error
  }
}
