import { remembered } from '../../model/remembered'
import { asMemberName, isObject, type JsonObject } from '../fields'

/** The same members under lower-case names: Sentinel and Defender for Cloud write `SystemAlertId` and `systemAlertId`. */
export function lowerKeys(body: JsonObject): JsonObject {
  const lower: Record<string, unknown> = {}
  for (const key of Object.keys(body)) {
    const name = lowerName(key)
    // No member of any product: set as others are, it would set the prototype.
    if (name !== '__proto__') lower[name] = body[key]
  }
  return lower
}

const lowerName = remembered((name) => asMemberName(name.toLowerCase()))

/** An object, or the object that a text holds as JSON; undefined for anything else. */
export function objectIn(value: unknown): JsonObject | undefined {
  const parsed = typeof value === 'string' ? parseJson(value) : value
  return isObject(parsed) ? parsed : undefined
}

/** A list, or the list that a text holds as JSON; undefined for anything else. */
export function listIn(value: unknown): readonly unknown[] | undefined {
  const parsed = typeof value === 'string' ? parseJson(value) : value
  return Array.isArray(parsed) ? Array.from<unknown>(parsed) : undefined
}

/** Undefined for text that begins as no object and no list does: what is no JSON costs its parser an error. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
