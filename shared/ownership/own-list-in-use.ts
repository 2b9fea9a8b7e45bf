import * as z from 'zod'
import { sha256 } from '../model/hash'
import { lostMost, parseOwnList } from '../observables/own-list'
import { fetchAgain, type FetchList, type Validators } from '../model/web-list'
import type { Storage } from '../storage/storage'
import type { Log } from '../telemetry/log'

const blobName = 'own-addresses.json'

/** Names no address it came from: that may hold a key. */
const stored = z.object({
  schemaVersion: z.literal(1),
  /** Hash of the address; empty where the setting names none. */
  from: z.string(),
  checkedAt: z.string(),
  /** When a list was last taken over; absent until one was. */
  readAt: z.string().exactOptional(),
  /** Why the newest one was not. */
  refused: z.string().exactOptional(),
  etag: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
  addresses: z.array(z.string()),
})

export type StoredOwnList = z.infer<typeof stored>

export type RefreshOwnListDeps = {
  readonly storage: Storage
  readonly fetchFeed: FetchList
  readonly now: () => Date
  readonly log: Log
}

/**
 * Fetches the list of our own addresses and keeps it as a blob. One that fails or is implausible changes nothing but
 * the note about it: what was ours stays ours. Without an address, the list is no longer used.
 * @throws only when storage fails
 */
export async function refreshOwnList(deps: RefreshOwnListDeps, url: string | undefined): Promise<void> {
  const old = await loadOwnList(deps.storage)
  if (url === undefined) return old && old.from !== '' ? save(deps, { from: '', addresses: [] }) : undefined
  const from = sha256(Buffer.from(url))
  const fresh = await download(deps, url, old?.from === from ? old : undefined)
  if ('because' in fresh) {
    const kept = old?.readAt === undefined ? {} : { readAt: old.readAt }
    await save(deps, { from, addresses: old?.addresses ?? [], ...kept, refused: fresh.because })
    const left =
      old?.readAt === undefined ? 'none has been read yet' : `the one of ${old.readAt} stays in use`
    const remedy =
      'Look at the address in OWN_ADDRESSES_URL; docs/sources.md says what it may hold. To take over a list that lost most of its entries, add #2 to the address.'
    deps.log('own addresses refused', { cause: `the list ${fresh.because}; ${left}`, remedy })
    return
  }
  const { addresses, validators } = fresh
  await save(deps, { from, addresses, readAt: deps.now().toISOString(), ...validators })
  deps.log('own addresses refreshed', { addresses: addresses.length })
}

type Download =
  { readonly because: string } | { readonly addresses: readonly string[]; readonly validators: Validators }

async function download(
  { fetchFeed }: RefreshOwnListDeps,
  url: string,
  before: StoredOwnList | undefined,
): Promise<Download> {
  const known = before?.refused === undefined ? before : undefined
  const fetched = await fetchAgain(fetchFeed, url, known)
  if ('because' in fetched) return fetched
  const { body, validators } = fetched
  if (body === undefined) return { addresses: before?.addresses ?? [], validators }
  const list = parseOwnList(body)
  if (list.kind === 'refused') return list
  const because = lostMost(before?.addresses ?? [], list.addresses)
  return because === undefined ? { addresses: list.addresses, validators } : { because }
}

async function save(
  { storage, now }: RefreshOwnListDeps,
  list: Omit<z.input<typeof stored>, 'schemaVersion' | 'checkedAt' | 'addresses'> & {
    readonly addresses: readonly string[]
  },
): Promise<void> {
  const text = JSON.stringify({ schemaVersion: 1, checkedAt: now().toISOString(), ...list })
  await storage.blobs('ownership').put(blobName, Buffer.from(text), 'application/json')
}

/** undefined where there is none, or none that can be read: the next refresh writes a new one. */
export async function loadOwnList(storage: Storage): Promise<StoredOwnList | undefined> {
  const blob = await storage.blobs('ownership').get(blobName)
  try {
    return blob && stored.parse(JSON.parse(blob.bytes.toString('utf8')))
  } catch {
    return undefined
  }
}

/** `readAt` is absent until a list was read; `refused` says why the newest one was not taken over. */
export type OwnListStatus = Pick<StoredOwnList, 'checkedAt' | 'readAt' | 'refused'> & {
  readonly addresses: number
}

/** What the health page says about it; undefined where OWN_ADDRESSES_URL names none, or nothing was fetched yet. */
export async function ownListStatus(storage: Storage): Promise<OwnListStatus | undefined> {
  const list = await loadOwnList(storage)
  if (list === undefined || list.from === '') return undefined
  const { checkedAt, readAt, refused, addresses } = list
  return {
    addresses: addresses.length,
    checkedAt,
    ...(readAt !== undefined && { readAt }),
    ...(refused !== undefined && { refused }),
  }
}
