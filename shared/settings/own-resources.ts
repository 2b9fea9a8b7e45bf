import type { RawSettings } from './setting-group'
import { domain } from './setting-values'

/** What Azure tells an app about itself; no settings, since nobody sets them. */
export const platformFacts = [
  'WEBSITE_HOSTNAME',
  'WEBSITE_SITE_NAME',
  'WEBSITE_INSTANCE_ID',
  'WEBSITE_AUTH_ENABLED',
  'WEBSITE_AUTH_CLIENT_ID',
] as const

export type OwnResources = {
  readonly hosts: readonly string[]
  /** As the last part of a resource id, lower case. */
  readonly names: readonly string[]
}

/** The app itself and its storage account. An alert that only they suffered is about our own reports. */
export function ownResources(raw: RawSettings): OwnResources {
  const site = raw['WEBSITE_SITE_NAME']?.toLowerCase()
  const account = accountIn(raw)
  const hosts = [...hostsOfSite(site, raw['WEBSITE_HOSTNAME']), ...hostsOfStorage(account, raw)].flatMap(
    (host) => domain(host) ?? [],
  )
  return {
    hosts: [...new Set(hosts)],
    names: [site, account].flatMap((name) => name || []),
  }
}

/** A host with a random part, as new apps have it, leaves the name without one to whoever takes it. */
function hostsOfSite(site: string | undefined, hostname: string | undefined): string[] {
  const host = hostname ?? (site === undefined ? undefined : `${site}.azurewebsites.net`)
  return host === undefined ? [] : [host, host.replace('.', '.scm.')]
}

const services = ['table', 'queue', 'blob'] as const

function hostsOfStorage(account: string | undefined, raw: RawSettings): string[] {
  const suffix = inConnectionString(raw, 'EndpointSuffix') ?? 'core.windows.net'
  return services.flatMap((service) => {
    const address =
      inConnectionString(raw, `${service}Endpoint`) ?? raw[`AzureWebJobsStorage__${service}ServiceUri`]
    if (address !== undefined) return URL.parse(address)?.hostname ?? []
    return account === undefined ? [] : `${account}.${service}.${suffix}`
  })
}

function accountIn(raw: RawSettings): string | undefined {
  const named = raw['AzureWebJobsStorage__accountName'] ?? inConnectionString(raw, 'AccountName')
  if (named !== undefined) return named.toLowerCase()
  const host = URL.parse(raw['AzureWebJobsStorage__blobServiceUri'] ?? '')?.hostname
  return host?.split('.')[0]
}

function inConnectionString(raw: RawSettings, key: string): string | undefined {
  const parts = (raw['AzureWebJobsStorage'] ?? '').split(';')
  const part = parts.find((text) => text.toLowerCase().startsWith(`${key.toLowerCase()}=`))
  return part?.slice(key.length + 1)
}
