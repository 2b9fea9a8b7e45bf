import * as z from 'zod'
import { sha256 } from '../model/hash'
import { lostMost, parseOwnList } from '../observables/own-list'
import type { FetchList } from '../model/web-list'
import { fetchList, keptList, keptListHead } from '../storage/kept-list'
import type { Storage } from '../storage/storage'
import type { Log } from '../telemetry/log'

/** Names no address it came from, which may hold a key: `from` is its hash, empty where the setting names none. */
const stored = z.object({
  ...keptListHead,
  /** When a list was last taken over; absent until one was. */
  readAt: z.string().exactOptional(),
  /** Why the newest one was not. */
  refused: z.string().exactOptional(),
  addresses: z.array(z.string()).readonly(),
})
const kept = keptList('own-addresses.json', stored)

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
  const save = (list: Parameters<typeof kept.save>[2]) => kept.save(deps.storage, deps.now(), list)
  if (url === undefined) return old && old.from !== '' ? save({ from: '', addresses: [] }) : undefined
  const from = sha256(Buffer.from(url))
  const before = old?.from === from ? old : undefined
  const known = before?.addresses ?? []
  const intact = before?.refused === undefined ? before : undefined
  const fresh = await fetchList(deps.fetchFeed, url, intact, (body) => read(body, known))
  if ('because' in fresh) {
    const readAt = old?.readAt === undefined ? {} : { readAt: old.readAt }
    await save({ from, addresses: old?.addresses ?? [], ...readAt, refused: fresh.because })
    const left =
      old?.readAt === undefined ? 'none has been read yet' : `the one of ${old.readAt} stays in use`
    const remedy =
      'Look at the address in OWN_ADDRESSES_URL; docs/sources.md says what it may hold. To take over a list that lost most of its entries, add #2 to the address.'
    deps.log('own addresses refused', { cause: `the list ${fresh.because}; ${left}`, remedy })
    return
  }
  const addresses = fresh.entries ?? known
  await save({ from, addresses, readAt: deps.now().toISOString(), ...fresh.validators })
  deps.log('own addresses refreshed', { addresses: addresses.length })
}

function read(body: string, known: readonly string[]) {
  const list = parseOwnList(body)
  if (list.kind === 'refused') return list
  const because = lostMost(known, list.addresses)
  return because === undefined ? { entries: list.addresses } : { because }
}

export const loadOwnList = kept.load

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
