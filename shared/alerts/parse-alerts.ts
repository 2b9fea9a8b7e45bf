import type { Alert, AlertSource } from './alert'
import { alertsInText } from './alert-text'
import { dialectOf, isAlertLine, parseSingle } from './dialects'
import { contentsOf } from './envelopes'
import { type JsonObject, isObject } from './fields'
import { UnreadableAlertError } from './unreadable-alert-error'

/**
 * Reads one alert out of whatever dialect it is in.
 * @throws UnreadableAlertError when no dialect knows it, saying what was looked for; trying again cannot help.
 */
export function parseAlert(body: unknown, source: AlertSource): Alert {
  const [alert, ...more] = parseAlerts(body, source)
  if (alert === undefined) throw new UnreadableAlertError('it holds no alert')
  if (more.length > 0) throw new UnreadableAlertError('it holds several alerts where one was expected')
  return alert
}

/**
 * Reads a message that may be one alert, a list, a page (`value`, `records`) or an incident with its alerts.
 * @throws UnreadableAlertError when any of them cannot be read; see {@link splitAlerts} to read one by one.
 */
export function parseAlerts(body: unknown, source: AlertSource): Alert[] {
  return splitAlerts(body).map((single) => parseSingle(single, source))
}

/**
 * Those of its alerts that can be read.
 * @throws UnreadableAlertError when there is none
 */
export function parseReadable(body: unknown, source: AlertSource): Alert[] {
  const refusals: UnreadableAlertError[] = []
  const alerts = splitAlerts(body).flatMap((single) => {
    try {
      return [parseSingle(single, source)]
    } catch (error) {
      if (!(error instanceof UnreadableAlertError)) throw error
      refusals.push(error)
      return []
    }
  })
  if (alerts.length === 0) throw refusals[0] ?? new UnreadableAlertError('it holds no alert')
  return alerts
}

/**
 * The single alerts of a message, still unparsed. An incident's judgement goes to those of its alerts that have none.
 * @throws UnreadableAlertError when it is no JSON object or list of them.
 */
export function splitAlerts(body: unknown): unknown[] {
  const budget = { left: maxAlerts }
  return split(body, 0, budget)
}

/** More than any product packs into one message; what holds more was made to keep a reader busy. */
const maxAlerts = 5_000
type Budget = { left: number }

/** A list of events, each with a page of incidents in JSON in a text, is six deep; anything deeper was made to hurt. */
const DEEPEST_ENVELOPE = 6

function split(body: unknown, depth: number, budget: Budget): unknown[] {
  if (budget.left-- <= 0) throw new UnreadableAlertError(`it holds more than ${maxAlerts} alerts`)
  if (depth > DEEPEST_ENVELOPE) throw new UnreadableAlertError('it is nested too deeply')
  if (Array.isArray(body)) return body.flatMap((entry) => split(entry, depth + 1, budget))
  if (typeof body === 'string') return splitText(body, depth, budget)
  if (!isObject(body)) return [body]
  const contents = contentsOf(body)
  if (contents !== undefined) return contents.flatMap((inner) => split(inner, depth + 1, budget))
  const entries = listOf(body)
  if (entries === undefined) return [body]
  return entries.flatMap((entry) =>
    split(isObject(entry) ? withJudgement(entry, body) : entry, depth + 1, budget),
  )
}

/** Text among other alerts that holds none is left for its reader to refuse, so that the others are read. */
function splitText(text: string, depth: number, budget: Budget): unknown[] {
  if (isAlertLine(text)) return [text]
  try {
    return alertsInText(text).flatMap((entry) => split(entry, depth + 1, budget))
  } catch (error) {
    if (depth === 0 || !(error instanceof UnreadableAlertError)) throw error
    return [text]
  }
}

const LISTS = ['value', 'records', 'alerts'] as const

/**
 * A member that holds alerts. An object that has evidence or observables of its own is one alert itself, and so is one
 * of a known shape whose list is empty.
 */
function listOf(body: JsonObject): readonly unknown[] | undefined {
  if (Array.isArray(body['evidence']) || Array.isArray(body['observables'])) return undefined
  for (const member of LISTS) {
    const entries = body[member]
    if (!Array.isArray(entries)) continue
    if ((entries.length > 0 && entries.every(isObject)) || dialectOf(body) === undefined)
      return Array.from<unknown>(entries)
  }
  return undefined
}

function withJudgement(alert: JsonObject, incident: JsonObject): JsonObject {
  const { classification, determination } = incident
  const judged = isJudgement(alert['classification']) || !isJudgement(classification)
  return judged ? alert : { ...alert, classification, determination: alert['determination'] ?? determination }
}

function isJudgement(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.toLowerCase() !== 'unknown'
}
