import { parse } from 'tldts'
import type { NamedValue } from './named-value'
import { isSharedByAll } from './content-hosts'
import { type OwnAssets, isOwnAddress, isOwnHost, isWithin } from './own-assets'
import type { IpAddress } from '../model/ip-address'

/** What is ours in one alert: what its own devices and fields say, and what settings say. */
export type OwnSide = {
  readonly isOwnAddress: (address: IpAddress) => boolean
  readonly isOwnHost: (host: string) => boolean
}

/** Gathers every address and name that any field of the alert gives as ours; they count for the whole alert. */
export function ownSideOf(values: readonly NamedValue[], own: OwnAssets): OwnSide {
  const addresses = new Set<string>()
  const hosts = new Set<string>()
  for (const { type, value, place, finding } of values) {
    if (finding.fieldSide !== 'own' || place === undefined) continue
    if (type === 'ip') addresses.add(value)
    else if (type === 'host') for (const host of [value, ...tenantHosts(value)]) hosts.add(host)
  }
  const domains = [...hosts].filter(isSomebodys)
  return {
    isOwnAddress: (address) => addresses.has(address) || isOwnAddress(own, address),
    isOwnHost: (host) =>
      isOwnHost(own, host) || hosts.has(host) || domains.some((domain) => isWithin(host, domain)),
  }
}

/** `contoso.onmicrosoft.com` owns the SharePoint names of the same label. */
function tenantHosts(host: string): string[] {
  const label = /^([\w-]+)\.onmicrosoft\.com$/.exec(host)?.[1]
  return label === undefined ? [] : [`${label}.sharepoint.com`, `${label}-my.sharepoint.com`]
}

/**
 * What lies below a name of ours is ours too, but not below one that everybody's names lie below: a device whose
 * domain is given as `cloudapp.azure.com` owns only itself, and our page on forms.office.com makes no host ours.
 */
function isSomebodys(host: string): boolean {
  if (!host.includes('.') || isSharedByAll(host)) return false
  const { publicSuffix } = parse(host, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
  })
  return host !== publicSuffix && !CUSTOMER_SUFFIX.test(host)
}

/** Suffixes below which Microsoft gives names to its customers, as far as the public suffix list may lack them. */
const CUSTOMER_SUFFIX =
  /^(?:azurewebsites\.net|(?:[a-z\d]+\.)?cloudapp\.(?:net|azure\.com)|azureedge\.net|azurefd\.net|trafficmanager\.net|(?:blob\.|web\.)?core\.windows\.net|(?:database\.)?windows\.net|sharepoint\.com|onmicrosoft\.com|azurecontainerapps\.io|azurestaticapps\.net)$/
