import { isObject, type JsonObject } from '../fields'

/**
 * Puts the entity itself where an entity list only refers to it (`{"$ref":"4"}`). Defender for Cloud gives the same
 * `$id` twice, so a reference means the nearest one before it, and only if there is none, the first after it.
 */
export function resolveReferences(entities: readonly unknown[]): readonly unknown[] {
  const before = new Map<string, JsonObject>()
  let everywhere: Map<string, JsonObject> | undefined
  const find = (reference: string): JsonObject | undefined => {
    const nearest = before.get(reference)
    if (nearest !== undefined) return nearest
    everywhere ??= firstOfEach(entities)
    return everywhere.get(reference)
  }
  return entities.map((entity) => {
    const resolved = isObject(entity) ? withTargets(entity, find) : entity
    remember([entity], before, true, 0)
    return resolved
  })
}

function firstOfEach(entities: readonly unknown[]): Map<string, JsonObject> {
  const known = new Map<string, JsonObject>()
  remember(entities, known, false, 0)
  return known
}

const DEEPEST = 6

/** Entities may stand inside others, with ids of their own. */
function remember(
  values: readonly unknown[],
  known: Map<string, JsonObject>,
  replaces: boolean,
  depth: number,
): void {
  if (depth > DEEPEST) return
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) remember(value, known, replaces, depth + 1)
    if (!isObject(value)) continue
    const id = value['$id']
    if (typeof id === 'string' && (replaces || !known.has(id))) known.set(id, value)
    remember(Object.values(value), known, replaces, depth + 1)
  }
}

/** Most entities refer to nothing, and stay as they are. */
function withTargets(entity: JsonObject, find: (reference: string) => JsonObject | undefined): JsonObject {
  const target = (value: unknown): unknown => {
    const reference = isObject(value) ? value['$ref'] : undefined
    return typeof reference === 'string' ? (find(reference) ?? value) : value
  }
  const members = Object.entries(entity)
  if (!members.some(([, value]) => typeof value === 'object' && value !== null)) return entity
  return Object.fromEntries(
    members.map(([key, value]) => [
      key,
      Array.isArray(value) ? Array.from<unknown>(value).map(target) : target(value),
    ]),
  )
}
