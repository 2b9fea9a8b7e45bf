import { CUSTOMER_SUFFIXES } from './customer-suffixes'
import { parentsOf } from './host-rules'

/** Service tags of services that people know by another name. */
const tags: Readonly<Record<string, string>> = {
  'Azure App Service': 'AppService',
  'Azure App Configuration': 'AppConfiguration',
  'Azure API Management': 'ApiManagement',
  'Azure Blob Storage': 'Storage',
  'Azure Cloud Services': 'AzureCloud',
  'Azure Container Registry': 'AzureContainerRegistry',
  'Azure Cosmos DB': 'AzureCosmosDB',
  'Azure Data Factory': 'DataFactory',
  'Azure Data Lake Storage': 'Storage',
  'Azure Databricks': 'AzureDatabricks',
  'Azure Files': 'Storage',
  'Azure Front Door': 'AzureFrontDoor',
  'Azure HDInsight': 'HDInsight',
  'Azure IoT': 'AzureIoTHub',
  'Azure Key Vault': 'AzureKeyVault',
  'Azure Logic Apps': 'LogicApps',
  'Azure Machine Learning': 'AzureMachineLearning',
  'Azure Queue Storage': 'Storage',
  'Azure SQL Database': 'Sql',
  'Azure Service Bus': 'ServiceBus',
  'Azure SignalR': 'AzureSignalR',
  'Azure Storage': 'Storage',
  'Azure Storage static website': 'Storage',
  'Azure Table Storage': 'Storage',
  'Azure Traffic Manager': 'AzureTrafficManager',
  'Azure virtual machine': 'AzureCloud',
  'Power BI': 'PowerBI',
}

const bySuffix = new Map(CUSTOMER_SUFFIXES.map(({ suffix, service }) => [suffix, service]))

/** The service that a customer's host name belongs to, by its suffix, as its maker writes it: `Azure App Service`. */
export function serviceNameOfHost(host: string): string | undefined {
  const suffix = parentsOf(host).find((name) => bySuffix.has(name))
  return suffix === undefined ? undefined : bySuffix.get(suffix)
}

/** The same as a service tag where there is one (`AppService`), else by its name (`SharePoint`). */
export function serviceOfHost(host: string): string | undefined {
  const service = serviceNameOfHost(host)
  return service === undefined ? undefined : (tags[service] ?? service)
}
