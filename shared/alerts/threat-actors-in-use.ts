import * as z from 'zod'
import { currentActor, type CurrentActor } from './current-actor'
import { lossOf, parseThreatActors, type ThreatActor } from './threat-actors'
import { fetchAgain, type FetchList, type Validators } from '../model/web-list'
import type { Storage } from '../storage/storage'
import type { Log } from '../telemetry/log'

const blobName = 'threat-actors.json'

const stored = z.object({
  schemaVersion: z.literal(1),
  from: z.string(),
  checkedAt: z.string(),
  etag: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
  actors: z.array(z.object({ name: z.string(), otherNames: z.array(z.string()) })),
})

type StoredActors = z.infer<typeof stored>

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
  const old = await loadStored(deps.storage)
  if (url === undefined)
    return old && old.actors.length > 0 ? save(deps, { from: '', actors: [] }) : undefined
  const before = old?.from === url ? old : undefined
  const fresh = await download(deps, url, before)
  if ('because' in fresh) {
    const left =
      before === undefined ? 'there is no older list' : `the list of ${before.checkedAt} stays in use`
    const remedy =
      'Look at the address of threat-actors in a browser; set another one in FEEDS, or threat-actors=off.'
    deps.log('threat actors refused', { url, cause: `${fresh.because}; ${left}`, remedy })
    return
  }
  const { actors, validators } = fresh
  await save(deps, { from: url, actors, ...validators })
  deps.log('threat actors refreshed', { url, actors: actors.length })
}

type Download =
  { readonly because: string } | { readonly actors: readonly ThreatActor[]; readonly validators: Validators }

async function download(
  { fetchFeed }: RefreshActorsDeps,
  url: string,
  before: StoredActors | undefined,
): Promise<Download> {
  const fetched = await fetchAgain(fetchFeed, url, before)
  if ('because' in fetched) return fetched
  const { body, validators } = fetched
  if (body === undefined) return { actors: before?.actors ?? [], validators }
  const list = parseThreatActors(body)
  if (list.kind === 'refused') return list
  const because = lossOf(list.actors, before?.actors ?? [])
  return because === undefined ? { actors: list.actors, validators } : { because }
}

async function save(
  { storage, now }: RefreshActorsDeps,
  list: Validators & { readonly from: string; readonly actors: readonly ThreatActor[] },
): Promise<void> {
  const text = JSON.stringify({ schemaVersion: 1, checkedAt: now().toISOString(), ...list })
  await storage.blobs('ownership').put(blobName, Buffer.from(text), 'application/json')
}

/** undefined where there is none, or none that can be read: the next refresh writes a new one. */
async function loadStored(storage: Storage): Promise<StoredActors | undefined> {
  const blob = await storage.blobs('ownership').get(blobName)
  try {
    return blob && stored.parse(JSON.parse(blob.bytes.toString('utf8')))
  } catch {
    return undefined
  }
}

/** What has become of the actor's name since; an alert without one costs no read. */
export async function loadCurrentActor(storage: Storage, name: string | undefined): Promise<CurrentActor> {
  if (name === undefined) return { kind: 'as-named' }
  return currentActor((await loadStored(storage))?.actors ?? [], name)
}
