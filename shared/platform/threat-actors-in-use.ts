import * as z from 'zod'
import { currentActor, type CurrentActor } from '../alerts/current-actor'
import { lossOf, parseThreatActors, type ThreatActor } from '../alerts/threat-actors'
import type { FeedAnswer, FetchFeed } from '../ownership/feed-download'
import type { Storage } from '../storage/storage'
import type { Log } from '../telemetry/log'

const blobName = 'threat-actors.json'
/** Fifty times what it has today. */
const maxBodyInBytes = 1024 * 1024

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
  readonly fetchFeed: FetchFeed
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
  const { because, answer, actors } = await download(deps, url, before)
  if (because !== undefined) {
    const left =
      before === undefined ? 'there is no older list' : `the list of ${before.checkedAt} stays in use`
    const remedy = 'Look at the address in THREAT_ACTORS_URL in a browser, set another one, or empty it.'
    deps.log('threat actors refused', { url, cause: `${because}; ${left}`, remedy })
    return
  }
  await save(deps, { from: url, actors, ...validatorsOf(answer) })
  deps.log('threat actors refreshed', { url, actors: actors.length })
}

type Download = {
  readonly because?: string
  readonly answer?: FeedAnswer
  readonly actors: readonly ThreatActor[]
}

async function download(
  { fetchFeed }: RefreshActorsDeps,
  url: string,
  before: StoredActors | undefined,
): Promise<Download> {
  const refuse = (because: string): Download => ({ because, actors: [] })
  const answer = await fetchFeed(url, { maxBodyInBytes, ...validatorsOf(before) }).catch(messageOf)
  if (typeof answer === 'string') return refuse(`could not be fetched (${answer})`)
  if (answer.status === 304 && before !== undefined)
    return { actors: before.actors, answer: { ...answer, ...validatorsOf(before), ...validatorsOf(answer) } }
  if (answer.status !== 200) return refuse(`answered HTTP ${answer.status}`)
  const list = parseThreatActors(answer.body)
  if (list.kind === 'refused') return refuse(list.because)
  const loss = lossOf(list.actors, before?.actors ?? [])
  return loss === undefined ? { actors: list.actors, answer } : refuse(loss)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

function validatorsOf(known: { etag?: string; lastModified?: string } | undefined) {
  const { etag, lastModified } = known ?? {}
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
}

async function save(
  { storage, now }: RefreshActorsDeps,
  list: {
    readonly from: string
    readonly actors: readonly ThreatActor[]
    etag?: string
    lastModified?: string
  },
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
