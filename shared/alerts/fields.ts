import { type Collector, noteUnreadable } from './collector'

/** A JSON object, its members still unknown. Arrays are none. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Says that a member does not hold what its field holds. */
export const MALFORMED: unique symbol = Symbol('malformed')

/** Reads the value of a member, undefined where it is absent. */
export type Field<T> = (value: unknown) => T | typeof MALFORMED

/** Whatever is there. */
export const anything: Field<unknown> = (value) => value

export const optionalText: Field<string | null | undefined> = (value) =>
  isAbsent(value) || typeof value === 'string' ? value : MALFORMED

export const optionalFlag: Field<boolean | null | undefined> = (value) =>
  isAbsent(value) || typeof value === 'boolean' ? value : MALFORMED

/** An id, a count or a port: some producers write numbers as text, some ids as numbers. */
export const textOrNumber: Field<string | number | null | undefined> = (value) =>
  isAbsent(value) || typeof value === 'string' || Number.isFinite(value)
    ? (value as string | number)
    : MALFORMED

export const optionalTime = textOrNumber

/** A list of texts; some producers write a single one bare. */
export const texts: Field<readonly string[]> = (value) => {
  if (isAbsent(value)) return []
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return MALFORMED
  const list = value.filter((item: unknown) => item !== null)
  return list.every((item: unknown) => typeof item === 'string') ? list : MALFORMED
}

/** A list of anything; some producers write a single object bare. */
export const things: Field<readonly unknown[]> = (value) => {
  if (isAbsent(value)) return []
  if (Array.isArray(value)) return value as unknown[]
  return isObject(value) ? [value] : MALFORMED
}

/** A list of what the field reads. */
export const listOf =
  <T>(field: Field<T>): Field<readonly T[] | null | undefined> =>
  (value) => {
    if (isAbsent(value)) return value
    if (!Array.isArray(value)) return MALFORMED
    const list: T[] = []
    for (const item of value) {
      const read = field(item)
      if (read === MALFORMED) return MALFORMED
      list.push(read)
    }
    return list
  }

type Fields = Readonly<Record<string, Field<unknown>>>
type ReadFrom<F extends Fields> = { readonly [M in keyof F]: Exclude<ReturnType<F[M]>, typeof MALFORMED> }

/** The members of an object that are read, each by its field. */
export type Shape<T extends object> = {
  readonly fields: readonly {
    readonly member: string
    readonly read: Field<unknown>
    readonly isRequired: boolean
  }[]
  /** What is read from an object without members. */
  readonly blank: T
}

/** What comes of a shape or of a field. */
export type Read<S> =
  S extends Shape<infer T> ? T : S extends Field<unknown> ? Exclude<ReturnType<S>, typeof MALFORMED> : never

/** From the fields of an object, by member. */
export function shape<F extends Fields>(fields: F): Shape<ReadFrom<F>> {
  const entries = Object.entries(fields).map(([member, read]) => ({ member, read, absent: read(undefined) }))
  const blank = entries.map(({ member, absent }) => [member, absent === MALFORMED ? undefined : absent])
  return {
    fields: entries.map(({ member, read, absent }) => ({ member, read, isRequired: absent === MALFORMED })),
    blank: Object.fromEntries(blank) as ReadFrom<F>,
  }
}

/** An object inside another; it is malformed where a member of it is. */
export function objectOf<F extends Fields>(fields: F): Field<ReadFrom<F> | null | undefined> {
  const inner = shape(fields)
  return (value) => {
    if (isAbsent(value)) return value
    if (!isObject(value)) return MALFORMED
    const { read, malformed } = readMembers(inner, value)
    return malformed.length === 0 ? read : MALFORMED
  }
}

/** What must be there, though it may be null. */
export const present =
  <T>(field: Field<T>): Field<T> =>
  (value) =>
    value === undefined ? MALFORMED : field(value)

/** What must be there, and not be null. */
export const required =
  <T>(field: Field<T | null | undefined>): Field<T> =>
  (value) => {
    const read = field(value)
    return read === null || read === undefined ? MALFORMED : read
  }

/** One of these words, exactly as written. */
export const oneOf =
  <const T extends string>(words: readonly T[]): Field<T | null | undefined> =>
  (value) =>
    isAbsent(value) ? value : (words.find((word) => word === value) ?? MALFORMED)

/** What some producers write as a plain text instead. */
export const textOr =
  <T>(field: Field<T>): Field<T | string> =>
  (value) =>
    typeof value === 'string' ? value : field(value)

/** What a field reads, in another form. */
export const mapped =
  <T, U>(field: Field<T>, map: (value: T) => U): Field<U> =>
  (value) => {
    const read = field(value)
    return read === MALFORMED ? MALFORMED : map(read)
  }

/** Every member that its field can read, the others blank; and the names of those that no field could read. */
export function readMembers<T extends object>(
  { fields, blank }: Shape<T>,
  body: JsonObject,
): { readonly read: T; readonly malformed: readonly string[] } {
  // A copy has all members from the start, which is quicker than adding them one by one.
  const read: Record<string, unknown> = { ...(blank as JsonObject) }
  const malformed: string[] = []
  for (const field of fields) {
    const held = body[field.member]
    if (held === undefined && !field.isRequired) continue
    const value = field.read(held)
    if (value === MALFORMED) malformed.push(field.member)
    else read[field.member] = value
  }
  return { read: read as T, malformed }
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

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
 * Reads an object of optional members. One malformed member does not take the others with it: it is left out and noted
 * by its path, never lost silently.
 * @returns undefined, and a note, when it is no object.
 */
export function readObject<T extends object>(
  shape: Shape<T>,
  body: unknown,
  path: string,
  collector: Collector,
): T | undefined {
  if (!isObject(body)) {
    noteUnreadable(collector, path, NOT_HELD)
    return undefined
  }
  const { read, malformed } = readMembers(shape, body)
  for (const member of malformed) noteUnreadable(collector, joinPath(path, member), NOT_HELD)
  return read
}

const NOT_HELD = 'it does not hold what this field holds'

export function joinPath(path: string, member: string): string {
  return path === '' || member === '' ? `${path}${member}` : `${path}.${member}`
}
