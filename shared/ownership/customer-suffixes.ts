import { type HostRule, rulesFor } from './host-rules'

const of = (
  service: string,
  suffixes: string,
  cloud = 'Public',
  tenant: HostRule['tenant'] = 'nearest',
): HostRule[] => rulesFor(suffixes, { class: 'customer-hosted', service, tenant, cloud })

const AZURE_PUBLIC: readonly HostRule[] = [
  of('Azure App Service', 'azurewebsites.net scm.azurewebsites.net azure-mobile.net p.azurewebsites.net'),
  of('Azure Cloud Services', 'cloudapp.net'),
  of('Azure virtual machine', 'cloudapp.azure.com'),
  of('Azure Traffic Manager', 'trafficmanager.net'),
  of('Azure CDN', 'azureedge.net vo.msecnd.net'),
  of('Azure Front Door', 'azurefd.net'),
  of('Azure Static Web Apps', 'azurestaticapps.net'),
  of('Azure API Management', 'azure-api.net'),
  of('Azure Container Instances', 'azurecontainer.io', 'Public', 'leftmost'),
  of('Azure Container Apps', 'azurecontainerapps.io', 'Public', 'leftmost'),
  of('Azure Kubernetes Service', 'azmk8s.io aksapp.io', 'Public', 'leftmost'),
  of('Azure Container Registry', 'azurecr.io'),
  of('Azure Blob Storage', 'blob.core.windows.net blob.storage.azure.net'),
  of('Azure Files', 'file.core.windows.net file.storage.azure.net'),
  of('Azure Storage static website', 'web.core.windows.net web.storage.azure.net'),
  of('Azure Table Storage', 'table.core.windows.net table.storage.azure.net'),
  of('Azure Queue Storage', 'queue.core.windows.net queue.storage.azure.net'),
  of('Azure Data Lake Storage', 'dfs.core.windows.net dfs.storage.azure.net azuredatalakestore.net'),
  of('Azure File Sync', 'afs.azure.net'),
  of('Azure Service Bus', 'servicebus.windows.net'),
  of('Azure SQL Database', 'database.windows.net'),
  of('Azure database', 'postgres.database.azure.com mysql.database.azure.com mariadb.database.azure.com'),
  of('Azure Cosmos DB', 'documents.azure.com mongo.cosmos.azure.com cassandra.cosmos.azure.com'),
  of('Azure Cosmos DB', 'gremlin.cosmos.azure.com table.cosmos.azure.com mongocluster.cosmos.azure.com'),
  of('Azure Key Vault', 'vault.azure.net managedhsm.azure.net'),
  of('Azure AI Search', 'search.windows.net'),
  of('Azure Cache for Redis', 'redis.cache.windows.net redisenterprise.cache.azure.net redis.azure.net'),
  of('Azure App Configuration', 'azconfig.io'),
  of(
    'Azure IoT',
    'azure-devices.net azure-devices-provisioning.net azureiotcentral.com digitaltwins.azure.net',
  ),
  of('Azure Batch', 'batch.azure.com', 'Public', 'leftmost'),
  of('Azure Automation', 'azure-automation.net'),
  of(
    'Azure Synapse',
    'sql.azuresynapse.net sqlondemand.azuresynapse.net dev.azuresynapse.net azuresynapse.net',
  ),
  of(
    'Azure Machine Learning',
    'api.azureml.ms notebooks.azure.net instances.azureml.ms inference.ml.azure.com',
  ),
  of('Azure SignalR', 'service.signalr.net webpubsub.azure.com'),
  of('Azure AI services', 'cognitiveservices.azure.com openai.azure.com services.ai.azure.com'),
  of('Azure Event Grid', 'eventgrid.azure.net'),
  of('Azure Data Factory', 'datafactory.azure.net adf.azure.com'),
  of('Microsoft Purview', 'purview.azure.com'),
  of('Azure Spring Apps', 'azuremicroservices.io'),
  of('Azure HDInsight', 'azurehdinsight.net'),
  of('Azure Databricks', 'azuredatabricks.net'),
  of('Azure Data Explorer', 'kusto.windows.net'),
  of('Azure Managed Grafana', 'grafana.azure.com'),
  of('Azure Communication Services', 'communication.azure.com azurecomm.net'),
  of('Azure Red Hat OpenShift', 'aroapp.io', 'Public', 'leftmost'),
  of('Azure Media Services', 'streaming.mediaservices.windows.net'),
  of('Dev tunnels', 'devtunnels.ms', 'Public', 'leftmost'),
  of('Azure Relay of Power Platform', 'azure-apihub.net azure-apim.net'),
].flat()

const AZURE_GOVERNMENT: readonly HostRule[] = [
  of('Azure App Service', 'azurewebsites.us scm.azurewebsites.us', 'AzureGovernment'),
  of('Azure Cloud Services', 'usgovcloudapp.net cloudapp.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure Traffic Manager', 'usgovtrafficmanager.net', 'AzureGovernment'),
  of('Azure API Management', 'azure-api.us', 'AzureGovernment'),
  of('Azure Storage', 'blob.core.usgovcloudapi.net file.core.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure Storage', 'web.core.usgovcloudapi.net table.core.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure Storage', 'queue.core.usgovcloudapi.net dfs.core.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure Service Bus', 'servicebus.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure SQL Database', 'database.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure Key Vault', 'vault.usgovcloudapi.net', 'AzureGovernment'),
  of('Azure Container Registry', 'azurecr.us', 'AzureGovernment'),
  of('SharePoint', 'sharepoint.us', 'AzureGovernment'),
  of('Microsoft Entra tenant', 'onmicrosoft.us', 'AzureGovernment'),
  of('Azure virtual machine', 'azurecloudapp.de', 'AzureGermany'),
].flat()

const MICROSOFT_365: readonly HostRule[] = [
  of('SharePoint', 'sharepoint.com'),
  of('Microsoft Entra tenant', 'onmicrosoft.com'),
  of('Microsoft Entra External ID', 'b2clogin.com ciamlogin.com'),
  of('Power Pages', 'powerappsportals.com microsoftcrmportals.com powerappsportals.us'),
  of('Dynamics 365', 'dynamics.com'),
  of('Dynamics 365 customer site', 'dynamics365portals.com'),
  of('Power Platform', 'environment.api.powerplatform.com'),
  of('Azure DevOps', 'visualstudio.com'),
].flat()

/** Many customers behind one name: only the path says whose content it is. */
const SHARED_BY_PATH: readonly HostRule[] = [
  of(
    'Microsoft Forms',
    'forms.office.com forms.microsoft.com forms.cloud.microsoft forms.osi.office.net',
    'Public',
    'none',
  ),
  of('Dynamics 365 Customer Voice', 'customervoice.microsoft.com', 'Public', 'none'),
  of('Sway', 'sway.com sway.office.com sway.cloud.microsoft', 'Public', 'none'),
  of(
    'OneDrive',
    'microsoftpersonalcontent.com 1drv.ms onedrive.live.com 1drv.com storage.live.com docs.live.net livefilestore.com',
    'Public',
    'none',
  ),
  of('Azure DevOps', 'dev.azure.com', 'Public', 'none'),
  of('Azure Logic Apps', 'logic.azure.com', 'Public', 'none'),
  of('Power BI', 'app.powerbi.com', 'Public', 'none'),
  of('Microsoft Loop', 'loop.cloud.microsoft loop.microsoft.com', 'Public', 'none'),
  of('Clipchamp', 'clipchamp.com', 'Public', 'none'),
].flat()

/** DNS suffixes under which customers decide what is served. Most come from Microsoft's own lists; see docs/decisions. */
export const CUSTOMER_SUFFIXES: readonly HostRule[] = [
  ...AZURE_PUBLIC,
  ...AZURE_GOVERNMENT,
  ...MICROSOFT_365,
  ...SHARED_BY_PATH,
]
