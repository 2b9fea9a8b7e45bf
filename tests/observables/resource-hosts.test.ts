import { resourceHosts } from '../../shared/observables/resource-hosts'

const inGroup = (path: string) => `/subscriptions/s/resourceGroups/rg/providers/${path}`
const resourceOf = (id: string, host: string) => resourceHosts([inGroup(id)]).resourceOf(host)

describe('every host name that Azure gives to a resource is known as its own', () => {
  it.each([
    ['Microsoft.Web/sites/shop', 'shop.azurewebsites.net'],
    ['Microsoft.Web/sites/shop', 'shop.scm.azurewebsites.net'],
    ['Microsoft.Web/sites/shop', 'shop-a1b2c3d4e5f6g7h8.westeurope-01.azurewebsites.net'],
    ['Microsoft.Web/sites/shop', 'shop-a1b2c3d4e5f6g7h8.scm.westeurope-01.azurewebsites.net'],
    ['Microsoft.Web/sites/shop/slots/test', 'shop-test.azurewebsites.net'],
    ['Microsoft.Web/sites/shop/slots/test', 'shop-test-a1b2c3d4e5f6g7h8.westeurope-01.azurewebsites.net'],
    ['Microsoft.Web/sites/shop', 'shop.azurewebsites.us'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1.blob.core.windows.net'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1-secondary.blob.core.windows.net'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1.z6.web.core.windows.net'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1.z12.blob.storage.azure.net'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1.privatelink.dfs.core.windows.net'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1.blob.core.usgovcloudapi.net'],
    ['Microsoft.Storage/storageAccounts/data1', 'data1.blob.core.chinacloudapi.cn'],
    ['Microsoft.Storage/storageAccounts/data1/blobServices/default', 'data1.blob.core.windows.net'],
    ['Microsoft.Sql/servers/db1/databases/main', 'db1.database.windows.net'],
    ['Microsoft.App/containerApps/api', 'api.happyhill-1a2b3c4d.westeurope.azurecontainerapps.io'],
    ['Microsoft.App/containerApps/api', 'api--rev1.happyhill-1a2b3c4d.westeurope.azurecontainerapps.io'],
    ['Microsoft.App/containerApps/api', 'api.internal.happyhill-1a2b3c4d.westeurope.azurecontainerapps.io'],
    ['Microsoft.Cdn/profiles/front', 'front-a1b2c3d4e5f6g7h8.z01.azurefd.net'],
    ['Microsoft.Cdn/profiles/p/afdEndpoints/front', 'front-a1b2c3d4e5f6g7h8.z01.azurefd.net'],
    ['Microsoft.Cdn/profiles/p/endpoints/cdn1', 'cdn1.azureedge.net'],
    ['Microsoft.Compute/virtualMachines/vm1', 'vm1.westeurope.cloudapp.azure.com'],
    ['Microsoft.Compute/virtualMachines/vm1', 'vm1-9f8e7d.westeurope.cloudapp.azure.com'],
    ['Microsoft.Network/publicIPAddresses/edge', 'edge.westeurope.cloudapp.azure.com'],
    ['Microsoft.KeyVault/vaults/keys', 'keys.vault.azure.net'],
    ['Microsoft.DocumentDB/databaseAccounts/docs', 'docs-westeurope.documents.azure.com'],
    ['Microsoft.DocumentDB/databaseAccounts/docs', 'docs.mongo.cosmos.azure.com'],
    ['Microsoft.ContainerRegistry/registries/images', 'images.azurecr.io'],
    ['Microsoft.ContainerRegistry/registries/images', 'images.westeurope.data.azurecr.io'],
    ['Microsoft.ContainerService/managedClusters/aks1', 'aks1-dns-1a2b3c4d.hcp.westeurope.azmk8s.io'],
    ['Microsoft.ApiManagement/service/apim1', 'apim1.developer.azure-api.net'],
    ['Microsoft.EventGrid/topics/events', 'events.westeurope-1.eventgrid.azure.net'],
    ['Microsoft.ServiceBus/namespaces/bus1', 'bus1.servicebus.windows.net'],
    ['Microsoft.CognitiveServices/accounts/ai1', 'ai1.openai.azure.com'],
    ['Microsoft.Cache/Redis/cache1', 'cache1.redis.cache.windows.net'],
    ['Microsoft.Devices/IotHubs/hub1', 'hub1.azure-devices.net'],
    ['Microsoft.Synapse/workspaces/ws1', 'ws1-ondemand.sql.azuresynapse.net'],
  ])('%s is %s', (id, host) => expect(resourceOf(id, host)).toBe(inGroup(id).toLowerCase()))
})

describe('the names of others are not', () => {
  it.each([
    ['Microsoft.Web/sites/shop', 'shop-evil.azurewebsites.net'],
    ['Microsoft.Web/sites/shop', 'evil-shop.azurewebsites.net'],
    ['Microsoft.Web/sites/shop', 'shop.blob.core.windows.net'],
    ['Microsoft.Web/sites/shop', 'shop.azurewebsites.net.evil.example'],
    ['Microsoft.Storage/storageAccounts/data1', 'data12.blob.core.windows.net'],
    ['Microsoft.KeyVault/vaults/keys', 'keys-evil.vault.azure.net'],
  ])('%s is not %s', (id, host) => expect(resourceOf(id, host)).toBeUndefined())
})

it('names that Azure draws at random may be ours where the alert names a resource of the kind', () => {
  const { resourceOf, maybeOf } = resourceHosts([inGroup('Microsoft.Web/staticSites/site1')])
  expect(resourceOf('happy-tree-0a1b2c3d4.5.azurestaticapps.net')).toBeUndefined()
  expect(maybeOf('happy-tree-0a1b2c3d4.5.azurestaticapps.net')).toBeDefined()
  expect(maybeOf('evil.azurewebsites.net')).toBeUndefined()
})
