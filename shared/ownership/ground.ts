import type { Snapshot } from './snapshot'
import type { Source } from './source'

/** The embedded sources of a kind that no feed has answered for; of announced blocks, the networks not fetched. */
export function withGround(sources: readonly Source[], embedded: Snapshot): Source[] {
  const fetched = new Set(
    sources.flatMap(({ source, entries }) => entries.map(({ label }) => `${source} ${label.tag}`)),
  )
  const ground = embedded.unpack().flatMap((source): Source[] => {
    const entries = source.entries.filter(({ label }) => !fetched.has(`${source.source} ${label.tag}`))
    return entries.length === 0 ? [] : [{ ...source, entries }]
  })
  return [...sources, ...ground]
}
