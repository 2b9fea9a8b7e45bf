import * as z from 'zod'

/** A threat actor under the name it has now, and every other name it is or was known by. */
export type ThreatActor = { readonly name: string; readonly otherNames: readonly string[] }

/** `because` says what is wrong with a list that must not replace the one in use. */
export type ActorList =
  | { readonly kind: 'actors'; readonly actors: readonly ThreatActor[] }
  | { readonly kind: 'refused'; readonly because: string }

const maxActors = 5_000
const maxOtherNames = 200
const maxNameInCharacters = 100
/** A list grows by a few names a month; what loses a fifth, or is read by four fifths, has broken. */
const mostLost = 0.2

const list = z.array(z.unknown())
const entry = z.record(z.string(), z.unknown())
/** Names as they are written in reports: one that holds anything else is not taken out of a feed. */
const namePattern = /^[\p{L}\p{N}][\p{L}\p{N} .'-]{1,58}$/u

/**
 * Microsoft's published mapping of threat actor names: a JSON list of objects, one an actor. The file has been
 * reshaped before, so keys are known by their words ("Threat actor name", "New name"), other names may stand in
 * several of them, as a list or between commas, and the list may be wrapped in an object.
 */
export function parseThreatActors(text: string): ActorList {
  const entries = entriesIn(parseJson(text.replace(/^\uFEFF/, '')))
  if (entries === undefined) return refuse('holds no list of threat actors')
  if (entries.length > maxActors) return refuse(`holds ${entries.length} entries, more than there can be`)
  const actors = entries.flatMap(actorOf)
  if (actors.length === 0) return refuse('names no threat actor')
  if (actors.length < entries.length * (1 - mostLost))
    return refuse(`is readable in ${actors.length} of ${entries.length} entries only: its shape has changed`)
  return { kind: 'actors', actors }
}

/** Why this list must not take the place of the one before; undefined where it may. */
export function lossOf(fresh: readonly ThreatActor[], before: readonly ThreatActor[]): string | undefined {
  return fresh.length < before.length * (1 - mostLost)
    ? `shrank from ${before.length} to ${fresh.length} threat actors, more than a fifth at once`
    : undefined
}

const refuse = (because: string): ActorList => ({ kind: 'refused', because })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function entriesIn(content: unknown): readonly unknown[] | undefined {
  const candidates = [content, ...Object.values(entry.safeParse(content).data ?? {})]
  return candidates.map((value) => list.safeParse(value).data).find((value) => value !== undefined)
}

const ofFormerNames = /other|previous|former|old|alias|synonym|aka|alsoknown/
const nameKeys = ['threatactorname', 'newname', 'currentname', 'actorname', 'threatactor', 'actor', 'name']

function actorOf(content: unknown): readonly ThreatActor[] {
  const read = entry.safeParse(content)
  if (!read.success) return []
  const fields = Object.entries(read.data).map(
    ([key, value]) => [key.toLowerCase().replace(/[^a-z]/g, ''), value] as const,
  )
  const name = nameKeys
    .map((wanted) => fields.find(([key]) => key === wanted)?.[1])
    .map((value) => (typeof value === 'string' ? tidy(value) : ''))
    .find((text) => text !== '')
  if (name === undefined || !namePattern.test(name)) return []
  const others = fields.filter(([key]) => ofFormerNames.test(key)).flatMap(([, value]) => namesIn(value))
  return [{ name, otherNames: [...new Set(others)].slice(0, maxOtherNames) }]
}

function namesIn(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return texts
    .flatMap((text) => (typeof text === 'string' ? text.split(/[,;]/) : []))
    .map(tidy)
    .filter((name) => name !== '' && name.length <= maxNameInCharacters)
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim()
