import type { OwnershipClass } from './ownership'

/** What an address in a service tag's family is used for, and why policy may treat it so. */
export type TagClass = {
  readonly class: Extract<
    OwnershipClass,
    'customer-hosted' | 'microsoft-service' | 'other-desk' | 'announced-only'
  >
  /** Many customers answer there. */
  readonly shared: boolean
  readonly why: string
  readonly desk?: string
}

type Row = readonly [family: string, why: string]

const ONE_CUSTOMER: readonly Row[] = [
  [
    'AzureCloud',
    'an Azure datacentre address that no service claims: virtual machines, containers and load balancers of customers',
  ],
  ['AzureDevSpaces', 'containers of customers'],
  ['ApiManagement', 'gateways that customers publish their interfaces on'],
  ['AzureMachineLearningInference', 'endpoints that customers deploy models to'],
]

const MANY_CUSTOMERS: readonly Row[] = [
  ['AppService', 'web apps and functions of many customers'],
  ['AzureBotService', 'bots of customers'],
  ['AzureConnectors', 'calls that customers’ flows make'],
  ['AzureContainerRegistry', 'container images of customers'],
  ['AzureCosmosDB', 'databases of customers'],
  ['AzureDataLake', 'files of customers'],
  ['AzureDevOps', 'repositories and build agents of customers'],
  ['AzureEventGrid', 'event topics of customers'],
  ['AzureFrontDoor', 'sites of customers behind Front Door'],
  ['AzureIoTHub', 'device hubs of customers'],
  ['AzureManagedGrafana', 'dashboards of customers'],
  ['AzureSignalR', 'message hubs of customers'],
  ['AzureSpringCloud', 'apps of customers'],
  ['AzureWebPubSub', 'message hubs of customers'],
  ['DataFactory', 'data pipelines of customers'],
  ['Dynamics365ForMarketingEmail', 'mail that customers’ campaigns send'],
  ['EventHub', 'event hubs of customers'],
  ['Grafana', 'dashboards of customers'],
  ['LogicApps', 'workflows of customers'],
  ['PowerPlatformInfra', 'apps, flows and sites of customers'],
  ['PowerPlatformPlex', 'apps, flows and sites of customers'],
  ['ServiceBus', 'queues and relays of customers'],
  ['Sql', 'databases of customers'],
  ['Storage', 'files and static sites of customers'],
]

const MICROSOFT_SERVICE: readonly Row[] = [
  ['ActionGroup', 'notifications of Azure Monitor'],
  ['AppConfiguration', 'a configuration store; serves no content to strangers'],
  ['AppServiceManagement', 'management of App Service'],
  ['ApplicationInsightsAvailability', 'availability tests of Application Insights'],
  ['AutonomousDevelopmentPlatform', 'a Microsoft service'],
  ['AzureActiveDirectory', 'sign-in of Microsoft Entra ID'],
  ['AzureActiveDirectoryDomainServices', 'management of Entra Domain Services'],
  ['AzureAdvancedThreatProtection', 'Defender for Identity'],
  ['AzureArcInfrastructure', 'management of Arc machines'],
  ['AzureAttestation', 'attestation of machines'],
  ['AzureBackup', 'backups'],
  ['AzureCognitiveSearch', 'indexers of the search service'],
  ['AzureDataExplorerManagement', 'management of Data Explorer'],
  ['AzureDatabricks', 'the control plane of Databricks'],
  ['AzureDeviceUpdate', 'updates for devices'],
  ['AzureDigitalTwins', 'Digital Twins'],
  ['AzureFrontDoor.FirstParty', 'Microsoft’s own sites behind Front Door'],
  ['AzureFrontDoor.MicrosoftSecurity', 'Microsoft’s security services behind Front Door'],
  ['AzureHealthcareAPIs', 'health data services'],
  ['AzureInformationProtection', 'information protection'],
  ['AzureKeyVault', 'key vaults; serve no content to strangers'],
  ['AzureLoadTestingInstanceManagement', 'management of load tests'],
  ['AzureMachineLearning', 'management of machine learning'],
  ['AzureMonitor', 'telemetry'],
  ['AzureMonitorForSAP', 'telemetry'],
  ['AzureOpenDatasets', 'data sets that Microsoft publishes'],
  ['AzurePortal', 'the Azure portal'],
  ['AzureResourceManager', 'the management interface of Azure'],
  ['AzureSecurityCenter', 'Defender for Cloud'],
  ['AzureSentinel', 'Microsoft Sentinel'],
  ['AzureSiteRecovery', 'site recovery'],
  ['AzureSphere', 'Azure Sphere'],
  ['AzureStack', 'Azure Stack'],
  ['AzureTrafficManager', 'health probes of Traffic Manager'],
  ['AzureUpdateDelivery', 'Windows updates'],
  ['BatchNodeManagement', 'management of Batch nodes'],
  ['ChaosStudio', 'Chaos Studio'],
  ['CognitiveServicesFrontend', 'front end of AI services'],
  ['CognitiveServicesManagement', 'management of AI services'],
  ['DataFactoryManagement', 'management of Data Factory'],
  ['Dynamics365BusinessCentral', 'Business Central'],
  ['EOPExternalPublishedIPs', 'mail of Exchange Online'],
  ['GatewayManager', 'management of gateways'],
  ['GuestAndHybridManagement', 'automation of machines'],
  ['HDInsight', 'management of HDInsight'],
  ['KustoAnalytics', 'Kusto analytics'],
  ['LogicAppsManagement', 'management of Logic Apps'],
  ['M365ManagementActivityApi', 'activity records of Microsoft 365'],
  ['M365ManagementActivityApiWebhook', 'activity records of Microsoft 365'],
  ['Marketplace', 'the Azure marketplace'],
  ['MicrosoftAzureFluidRelay', 'Fluid Relay'],
  ['MicrosoftCloudAppSecurity', 'Defender for Cloud Apps'],
  ['MicrosoftContainerRegistry', 'Microsoft’s own container images'],
  ['MicrosoftDefenderForEndpoint', 'Defender for Endpoint'],
  ['MicrosoftPurviewPolicyDistribution', 'Purview'],
  ['OneDsCollector', 'telemetry'],
  ['PowerBI', 'Power BI'],
  ['PowerQueryOnline', 'Power Query'],
  ['SCCservice', 'Defender for Cloud'],
  ['Scuba', 'a Microsoft service'],
  ['SecurityCopilot', 'Security Copilot'],
  ['SerialConsole', 'serial consoles of virtual machines'],
  ['ServiceFabric', 'management of Service Fabric'],
  ['SqlManagement', 'management of SQL databases'],
  ['StorageMover', 'Storage Mover'],
  ['StorageSyncService', 'file synchronisation'],
  ['SystemServiceAzureSpringAppsResourceProvider', 'management of Spring Apps'],
  ['VideoIndexer', 'Video Indexer'],
  ['WindowsAdminCenter', 'Windows Admin Center'],
  ['WindowsVirtualDesktop', 'the control plane of virtual desktops'],
]

const rows = (
  from: readonly Row[],
  shared: boolean,
  ownershipClass: TagClass['class'],
): [string, TagClass][] => from.map(([family, why]) => [family, { class: ownershipClass, shared, why }])

/** By whole tag (`AzureFrontDoor.FirstParty`) or family (`AppService` for `AppService.EastUS`). */
export const TAG_CLASSES: ReadonlyMap<string, TagClass> = new Map([
  ...rows(ONE_CUSTOMER, false, 'customer-hosted'),
  ...rows(MANY_CUSTOMERS, true, 'customer-hosted'),
  ...rows(MICROSOFT_SERVICE, true, 'microsoft-service'),
])

/** Clouds in which the operator matters more than the service. */
const CLOUD_CLASSES: ReadonlyMap<string, TagClass> = new Map([
  ['China', { class: 'other-desk', shared: false, desk: '21Vianet', why: 'Azure China is run by 21Vianet' }],
  [
    'AzureGermany',
    {
      class: 'announced-only',
      shared: false,
      why: 'Azure Germany was closed in 2021, so the block may have another holder now',
    },
  ],
])

/** The class of one tag in one cloud; undefined for a tag that is not in the table. */
export function classOfTag(cloud: string | undefined, tag: string): TagClass | undefined {
  const ofCloud = cloud === undefined ? undefined : CLOUD_CLASSES.get(cloud)
  return ofCloud ?? TAG_CLASSES.get(tag) ?? TAG_CLASSES.get(familyOf(tag))
}

/** `AppService` of `AppService.EastUS`. */
export function familyOf(tag: string): string {
  return tag.split('.', 1)[0] ?? tag
}
