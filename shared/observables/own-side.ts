import type { IpAddress } from '../model/ip-address'
import { isSharedByAll } from './content-hosts'
import type { NamedValue } from './named-value'
import { type OwnAssets, isOwnAddress, isOwnHost } from './own-assets'

/** What is ours in one alert: what its own devices and fields say, and what settings say. */
export type OwnSide = {
  readonly isOwnAddress: (address: IpAddress) => boolean
  readonly isOwnHost: (host: string) => boolean
}

/**
 * Gathers every address and name that any field of the alert gives as ours; they count for the whole alert. A name
 * counts exactly as it stands: whether what lies below or beside it is ours too, only the configured domains say.
 */
export function ownSideOf(values: readonly NamedValue[], own: OwnAssets): OwnSide {
  const ours = new Set<string>()
  for (const { type, value, finding } of values) {
    if (finding.fieldSide !== 'own') continue
    if (type === 'ip') ours.add(value)
    // Our page on a host that all customers share does not make the host ours.
    else if (type === 'host' && !isSharedByAll(value)) for (const host of namesOf(value)) ours.add(host)
  }
  return {
    isOwnAddress: (address) => ours.has(address) || isOwnAddress(own, address),
    isOwnHost: (host) => ours.has(host) || isOwnHost(own, host),
  }
}

/** `contoso.onmicrosoft.com` owns the SharePoint names of the same label. */
function namesOf(host: string): string[] {
  const label = host.endsWith('.onmicrosoft.com') ? /^([\w-]+)\.onmicrosoft\.com$/.exec(host)?.[1] : undefined
  return label === undefined ? [host] : [host, `${label}.sharepoint.com`, `${label}-my.sharepoint.com`]
}
