import { isObject, type JsonObject } from '../fields'

/**
 * Puts the entity itself where an entity list only refers to it (`{"$ref":"4"}`). Defender for Cloud gives the same
 * `$id` twice, so a reference means the nearest one before it, and only if there is none, the first after it.
 */
export function resolveReferences(entities: readonly unknown[]): readonly unknown[] {
  const everywhere = new Map<string, JsonObject>()
  remember(entities, everywhere, false, 0)
  const before = new Map<string, JsonObject>()
  return entities.map((entity) => {
    const resolved = isObject(entity) ? withTargets(entity, before, everywhere) : entity
    remember([entity], before, true, 0)
    return resolved
  })
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
    if (Array.isArray(value)) remember(Array.from<unknown>(value), known, replaces, depth + 1)
    if (!isObject(value)) continue
    const id = value['$id']
    if (typeof id === 'string' && (replaces || !known.has(id))) known.set(id, value)
    remember(Object.values(value), known, replaces, depth + 1)
  }
}

function withTargets(
  entity: JsonObject,
  before: ReadonlyMap<string, JsonObject>,
  everywhere: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const target = (value: unknown): unknown => {
    const reference = isObject(value) ? value['$ref'] : undefined
    if (typeof reference !== 'string') return value
    return before.get(reference) ?? everywhere.get(reference) ?? value
  }
  return Object.fromEntries(
    Object.entries(entity).map(([key, value]) => [
      key,
      Array.isArray(value) ? Array.from<unknown>(value).map(target) : target(value),
    ]),
  )
}
