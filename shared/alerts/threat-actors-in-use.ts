import * as z from 'zod'
import { currentActor, type CurrentActor } from './current-actor'
import { lossOf, parseThreatActors, type ThreatActor } from './threat-actors'
import type { FetchList } from '../model/web-list'
import { fetchList, keptList, keptListHead } from '../storage/kept-list'
import type { Storage } from '../storage/storage'
import type { Log } from '../telemetry/log'

const kept = keptList(
  'threat-actors.json',
  z.object({
    ...keptListHead,
    actors: z.array(z.object({ name: z.string(), otherNames: z.array(z.string()).readonly() })).readonly(),
  }),
)

export type RefreshActorsDeps = {
  readonly storage: Storage
  readonly fetchFeed: FetchList
  readonly now: () => Date
  readonly log: Log
}

/**
 * Fetches the published mapping of threat actor names and keeps it as a blob. A feed that fails or is implausible
 * changes nothing; without an address the mapping is no longer used.
 * @throws only when storage fails
 */
export async function refreshThreatActors(deps: RefreshActorsDeps, url: string | undefined): Promise<void> {
  const { storage, now } = deps
  const old = await kept.load(storage)
  if (url === undefined)
    return old && old.actors.length > 0 ? kept.save(storage, now(), { from: '', actors: [] }) : undefined
  const before = old?.from === url ? old : undefined
  const known = before?.actors ?? []
  const fresh = await fetchList(deps.fetchFeed, url, before, (body) => read(body, known))
  if ('because' in fresh) {
    const left =
      before === undefined ? 'there is no older list' : `the list of ${before.checkedAt} stays in use`
    const remedy =
      'Look at the address of threat-actors in a browser; set another one in FEEDS, or threat-actors=off.'
    deps.log('threat actors refused', { url, cause: `${fresh.because}; ${left}`, remedy })
    return
  }
  const actors = fresh.entries ?? known
  await kept.save(storage, now(), { from: url, actors, ...fresh.validators })
  deps.log('threat actors refreshed', { url, actors: actors.length })
}

function read(body: string, known: readonly ThreatActor[]) {
  const list = parseThreatActors(body)
  if (list.kind === 'refused') return list
  const because = lossOf(list.actors, known)
  return because === undefined ? { entries: list.actors } : { because }
}

/** What has become of the actor's name since; an alert without one costs no read. */
export async function loadCurrentActor(storage: Storage, name: string | undefined): Promise<CurrentActor> {
  if (name === undefined) return { kind: 'as-named' }
  return currentActor((await kept.load(storage))?.actors ?? [], name)
}
