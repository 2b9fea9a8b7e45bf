import { type OwnAssets, type OwnAssetTexts, parseOwnAssets } from '../observables/own-assets'
import type { Storage } from '../storage/storage'
import { loadOwnList } from './own-list-in-use'

/** What is ours by settings, by the platform, and by the list that OWN_ADDRESSES_URL names. */
export type OwnInUse = {
  readonly own: OwnAssets
  /** The settings name a list, and it has never been read: something of ours may be missing. */
  readonly isListUnread: boolean
}

/** What the settings say is ours, and where the list of the rest is. */
type OwnSettings = OwnAssetTexts & { readonly listUrl?: string | undefined }

export type OwnAssetsInUse = (settings: OwnSettings) => Promise<OwnInUse>

/** How long an answer may rest on what was read, as with the ownership data. */
const checkEveryInMs = 120_000

/**
 * Asks storage for the list every two minutes at most, and goes on with the last one while storage does not answer.
 * @throws when storage fails before the list was read once: nothing may be decided then
 */
export function ownAssetsInUse(storage: () => Storage, now: () => Date): OwnAssetsInUse {
  let held: (OwnInUse & { readonly until: number }) | undefined
  return async ({ listUrl, ...texts }) => {
    if (held !== undefined && now().getTime() < held.until) return held
    const list = listUrl === undefined ? undefined : await loadOwnList(storage()).catch(orKeep(held))
    if (list === 'keep' && held !== undefined) return held
    const addresses = typeof list === 'object' ? list.addresses : []
    held = {
      own: parseOwnAssets({ ...texts, addresses: [...texts.addresses, ...addresses] }),
      isListUnread: listUrl !== undefined && (typeof list !== 'object' || list.readAt === undefined),
      until: now().getTime() + checkEveryInMs,
    }
    return held
  }
}

const orKeep = (held: object | undefined) => (error: unknown) => {
  if (held === undefined) throw error
  return 'keep' as const
}
