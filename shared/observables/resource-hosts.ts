/**
 * Kinds of Azure resources whose name is part of their host names, by DNS suffix. Between name and suffix Azure puts
 * labels of its own (region, zone, `scm`, `privatelink`), and some services append to the name itself.
 * Sources: Microsoft's list of private DNS zones, and each service's page on its default host name.
 */
type Service = {
  readonly kinds: readonly string[]
  /** What Azure appends to the name within its own label. */
  readonly ending?: RegExp | 'anything'
}

const service = (kinds: string, ending?: Service['ending']): Service => ({
  kinds: kinds.split(' ').map((kind) => `microsoft.${kind}`),
  ...(ending && { ending }),
})

/** A unique default host name: the resource's name, then a hash of tenant, subscription and name. */
const HASH = /^-[\da-z]{10,16}$/
const ANY = 'anything'
const STORAGE = service('storage/storageaccounts', /^-secondary$/)
const SITES = service('web/sites', HASH)
const SQL = service('sql/servers sql/managedinstances', /^-secondary$/)

const SUFFIXES: readonly (readonly [string, Service])[] = [
  ['azurewebsites.net azurewebsites.us chinacloudsites.cn azure-mobile.net', SITES],
  ['core.windows.net storage.azure.net core.usgovcloudapi.net core.chinacloudapi.cn core.cloudapi.de', STORAGE],
  ['database.windows.net database.usgovcloudapi.net database.chinacloudapi.cn', SQL],
  ['azurestaticapps.net', service('web/staticsites', ANY)],
  ['azurecontainerapps.io azurecontainerapps.us azurecontainerapps.cn', service('app/containerapps app/jobs', ANY)],
  ['azurecontainer.io azurecontainer.us', service('containerinstance/containergroups', ANY)],
  ['azmk8s.io aksapp.io azmk8s.us azmk8s.cn', service('containerservice/managedclusters', ANY)],
  ['azurecr.io azurecr.us azurecr.cn', service('containerregistry/registries', HASH)],
  ['azurefd.net azurefd.us', service('cdn/profiles cdn/profiles/afdendpoints network/frontdoors', HASH)],
  ['azureedge.net azureedge.us azureedge.cn', service('cdn/profiles cdn/profiles/endpoints', HASH)],
  ['trafficmanager.net usgovtrafficmanager.net trafficmanager.cn', service('network/trafficmanagerprofiles')],
  ['cloudapp.azure.com cloudapp.net cloudapp.usgovcloudapi.net usgovcloudapp.net cloudapp.chinacloudapi.cn chinacloudapp.cn', service('compute/virtualmachines compute/cloudservices classiccompute/virtualmachines classiccompute/domainnames network/publicipaddresses network/applicationgateways', ANY)],
  ['azure-api.net azure-api.us azure-api.cn', service('apimanagement/service', ANY)],
  ['vault.azure.net vault.usgovcloudapi.net vault.azure.cn', service('keyvault/vaults')],
  ['managedhsm.azure.net', service('keyvault/managedhsms')],
  ['documents.azure.com documents.azure.us documents.azure.cn cosmos.azure.com cosmos.azure.us', service('documentdb/databaseaccounts documentdb/mongoclusters', ANY)],
  ['redis.cache.windows.net redis.cache.usgovcloudapi.net redis.cache.chinacloudapi.cn', service('cache/redis')],
  ['redisenterprise.cache.azure.net redis.azure.net', service('cache/redisenterprise')],
  ['servicebus.windows.net servicebus.usgovcloudapi.net servicebus.chinacloudapi.cn', service('servicebus/namespaces eventhub/namespaces relay/namespaces notificationhubs/namespaces')],
  ['eventgrid.azure.net eventgrid.azure.us', service('eventgrid/topics eventgrid/domains eventgrid/namespaces eventgrid/partnernamespaces')],
  ['cognitiveservices.azure.com openai.azure.com services.ai.azure.com cognitiveservices.azure.us openai.azure.us cognitiveservices.azure.cn', service('cognitiveservices/accounts')],
  ['search.windows.net search.azure.us search.azure.cn', service('search/searchservices')],
  ['azuresynapse.net azuresynapse.usgovcloudapi.net', service('synapse/workspaces', /^-ondemand$/)],
  ['mysql.database.azure.com mysql.database.usgovcloudapi.net', service('dbformysql/servers dbformysql/flexibleservers')],
  ['mariadb.database.azure.com', service('dbformariadb/servers')],
  ['postgres.database.azure.com postgres.database.usgovcloudapi.net postgres.cosmos.azure.com', service('dbforpostgresql/servers dbforpostgresql/flexibleservers dbforpostgresql/servergroupsv2')],
  ['azure-devices.net azure-devices.us azure-devices.cn', service('devices/iothubs')],
  ['azure-devices-provisioning.net', service('devices/provisioningservices')],
  ['azureiotcentral.com', service('iotcentral/iotapps')],
  ['digitaltwins.azure.net', service('digitaltwins/digitaltwinsinstances')],
  ['service.signalr.net signalr.azure.us', service('signalrservice/signalr')],
  ['webpubsub.azure.com', service('signalrservice/webpubsub')],
  ['azconfig.io azconfig.azure.us', service('appconfiguration/configurationstores')],
  ['batch.azure.com batch.usgovcloudapi.net', service('batch/batchaccounts')],
  ['kusto.windows.net', service('kusto/clusters synapse/workspaces/kustopools')],
  ['azurehdinsight.net', service('hdinsight/clusters', /^-ssh$/)],
  ['azuredatalakestore.net', service('datalakestore/accounts')],
  ['grafana.azure.com', service('dashboard/grafana', HASH)],
  ['azuremicroservices.io', service('appplatform/spring', ANY)],
  ['purview.azure.com', service('purview/accounts')],
  ['datafactory.azure.net adf.azure.com', service('datafactory/factories')],
  ['communication.azure.com', service('communication/communicationservices')],
  ['afs.azure.net', service('storagesync/storagesyncservices', ANY)],
  ['azurehealthcareapis.com', service('healthcareapis/services healthcareapis/workspaces', ANY)],
] // prettier-ignore

const BY_SUFFIX: ReadonlyMap<string, Service> = new Map(
  SUFFIXES.flatMap(([suffixes, entry]) => suffixes.split(' ').map((suffix) => [suffix, entry] as const)),
)

/** Names that Azure draws at random: whether one belongs to a resource of this kind, only Azure knows. */
const RANDOM_NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['microsoft.web/staticsites', /\.azurestaticapps\.net$/],
  ['microsoft.databricks/workspaces', /\.azuredatabricks\.net$/],
  ['microsoft.cdn/profiles', /\.azurefd\.net$|\.azureedge\.net$/],
  ['microsoft.app/managedenvironments', /\.azurecontainerapps\.io$/],
])

/** A resource id: its own kind and name, then those of what it lies in. Lower case. */
type Named = { readonly kind: string; readonly name: string }

/** `/…/providers/Microsoft.Web/sites/shop/slots/test`: the site `shop`, and its slot, which is served as `shop-test`. */
function namesIn(resourceId: string): readonly Named[] {
  const [, ...providers] = resourceId.split('/providers/')
  return providers.flatMap((text) => {
    const [provider = '', kind = '', name = '', innerKind, innerName] = text.split('/')
    if (name === '') return []
    const outer = { kind: `${provider}/${kind}`, name }
    if (innerKind === undefined || !innerName) return [outer]
    const slot = innerKind === 'slots' ? [{ kind: outer.kind, name: `${name}-${innerName}` }] : []
    return [outer, { kind: `${outer.kind}/${innerKind}`, name: innerName }, ...slot]
  })
}

export type ResourceHosts = {
  /** The resource whose host name this is. */
  readonly resourceOf: (host: string) => string | undefined
  /** A resource whose host name this may be: Azure draws names of its kind at random. */
  readonly maybeOf: (host: string) => string | undefined
}

/**
 * What Azure resources are called in DNS, which are known by their ids, or by one of their host names.
 * @param hosts any others than Azure's are left out
 */
export function resourceHosts(resourceIds: Iterable<string>, hosts: readonly string[] = []): ResourceHosts {
  const ids = new Map<string, string>()
  for (const host of hosts) for (const name of namesOfHost(host)) ids.set(name, host)
  const random = new Map<RegExp, string>()
  for (const resourceId of resourceIds) {
    const id = resourceId.toLowerCase()
    for (const { kind, name } of namesIn(id)) {
      ids.set(`${kind} ${name}`, id)
      const pattern = RANDOM_NAMES.get(kind)
      if (pattern !== undefined) random.set(pattern, id)
    }
  }
  return {
    resourceOf: (host) => (ids.size === 0 ? undefined : namedBy(host, ids)),
    maybeOf: (host) =>
      [...random].find(([pattern]) => pattern.test(host))?.[1] ??
      (ids.size === 0 ? undefined : slotOf(host, ids)),
  }
}

/**
 * Where names are unique in the whole of Azure: labels of machines are taken again in the next region. A name with a
 * hash leaves the name without it to whoever takes it.
 */
function namesOfHost(host: string): readonly string[] {
  const { service: found } = serviceOfHost(host) ?? {}
  if (found === undefined || found.ending === ANY) return []
  const [label = ''] = host.split('.')
  return found.kinds.map((kind) => `${kind} ${label}`)
}

/** A slot of a site is called after it, and so may be anybody's site. */
function slotOf(host: string, ids: ReadonlyMap<string, string>): string | undefined {
  if (serviceOfHost(host)?.service !== SITES) return undefined
  return shortened(host.split('.')[0] ?? '', ANY)
    .map((name) => ids.get(`microsoft.web/sites ${name}`))
    .find((id) => id !== undefined)
}

function namedBy(host: string, ids: ReadonlyMap<string, string>): string | undefined {
  const found = serviceOfHost(host)
  if (found === undefined) return undefined
  const { kinds, ending } = found.service
  const [label = ''] = host.split('.')
  const names = [label, ...(ending === undefined ? [] : shortened(label, ending))]
  return kinds.flatMap((kind) => names.flatMap((name) => ids.get(`${kind} ${name}`) ?? []))[0]
}

/** Everything before a hyphen, where what follows may be Azure's: names hold hyphens too. */
function shortened(label: string, ending: NonNullable<Service['ending']>): string[] {
  const names: string[] = []
  for (let at = label.lastIndexOf('-'); at > 0; at = label.lastIndexOf('-', at - 1)) {
    if (ending === ANY || ending.test(label.slice(at))) names.push(label.slice(0, at).replace(/-$/, ''))
  }
  return names
}

function serviceOfHost(host: string): { readonly suffix: string; readonly service: Service } | undefined {
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const suffix = host.slice(dot + 1)
    const entry = BY_SUFFIX.get(suffix)
    if (entry !== undefined) return { suffix, service: entry }
  }
  return undefined
}

/** The suffix under which Azure gives names to its customers' resources. */
export function azureSuffixOf(host: string): string | undefined {
  return serviceOfHost(host)?.suffix
}
