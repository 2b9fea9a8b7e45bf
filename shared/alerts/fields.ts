import * as z from 'zod'
import { type Collector, noteUnreadable } from './collector'

/** A JSON object, its members still unknown. Arrays are none. */
export type JsonObject = Readonly<Record<string, unknown>>

export const optionalText = z.string().nullish()

/** An id, a count or a port: some producers write numbers as text, some ids as numbers. */
export const textOrNumber = z.union([z.string(), z.number()]).nullish()

export const optionalTime = textOrNumber

/** A list of texts; some producers write a single one bare. */
export const texts = z
  .union([z.array(z.string().nullable()), z.string()])
  .nullish()
  .transform((value) => {
    if (typeof value === 'string') return [value]
    return value?.filter((text) => text !== null) ?? []
  })

export const things = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .nullish()
  .transform((value) => (Array.isArray(value) ? value : value ? [value] : []))

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same text as objects keep their members' names, because only such strings are quick to look members up by. */
export function asMemberName(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text
}

export function toText(value: string | number | null | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : value?.trim()
  return text === '' ? undefined : (text ?? undefined)
}

/** A port or a count that may stand as text; undefined when it is no whole number. */
export function toNumber(value: string | number | null | undefined): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined
}

/**
 * Reads an object by a schema of optional members. One malformed member does not take the others with it: it is
 * left out and noted by its path, never lost silently.
 * @returns undefined, and a note, when it is no object.
 */
export function readObject<S extends z.ZodType>(
  schema: S,
  body: unknown,
  path: string,
  collector: Collector,
): z.output<S> | undefined {
  const first = schema.safeParse(body)
  if (first.success) return first.data
  const malformed = new Set(first.error.issues.map((issue) => String(issue.path[0] ?? '')))
  for (const member of malformed) {
    noteUnreadable(collector, joinPath(path, member), 'it does not hold what this field holds')
  }
  if (!isObject(body)) return undefined
  const rest = Object.fromEntries(Object.entries(body).filter(([member]) => !malformed.has(member)))
  const second = schema.safeParse(rest)
  return second.success ? second.data : undefined
}

export function joinPath(path: string, member: string): string {
  return path === '' || member === '' ? `${path}${member}` : `${path}.${member}`
}
