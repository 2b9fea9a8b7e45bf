import type { ThreatActor } from './threat-actors'

/** What has become of a name since an alert used it. `in-development`: Microsoft has given the group no name yet. */
export type CurrentActor =
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'in-development' }
  | { readonly kind: 'as-named' }

const inDevelopment = /^(?:storm|dev)[ -]?(\d{1,4})$/

/** One spelling for equal names: `STORM-900`, `Storm-0900` and `DEV-0900`, the series' former name, are one. */
function keyOf(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  const number = inDevelopment.exec(plain)?.[1]
  return number === undefined ? plain : `storm-${number.padStart(4, '0')}`
}

/**
 * Looks a name up in the published mapping. A name that several actors share says nothing; without a mapping every
 * name stands as it is. `Storm-####` is Microsoft's series for groups in development, in the mapping or not.
 */
export function currentActor(actors: readonly ThreatActor[], name: string): CurrentActor {
  if (actors.length === 0) return { kind: 'as-named' }
  const key = keyOf(name)
  const isNumbered = /^storm-\d{4}$/.test(key)
  if (!isNumbered && actors.some((actor) => keyOf(actor.name) === key)) return { kind: 'as-named' }
  const owners = new Set(
    actors
      .filter(({ otherNames }) => otherNames.some((other) => keyOf(other) === key))
      .map((actor) => actor.name),
  )
  const [owner, ...more] = [...owners].filter((current) => keyOf(current) !== key)
  if (owner !== undefined) return more.length === 0 ? { kind: 'renamed', name: owner } : { kind: 'as-named' }
  return { kind: isNumbered ? 'in-development' : 'as-named' }
}
