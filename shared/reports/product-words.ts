import type { Evidence } from '../cases/decision'
import { serviceNameOfHost } from '../ownership/service-of-host'
import { oneLine } from './plain-text'
import { identifierInWords } from './words'

/** Names that cannot be read out of their identifiers, as their makers write them. */
const products: Readonly<Record<string, string>> = {
  antivirus: 'Microsoft Defender Antivirus',
  appGovernanceDetection: 'Microsoft Defender for Cloud Apps',
  appGovernancePolicy: 'Microsoft Defender for Cloud Apps',
  automatedInvestigation: 'Microsoft Defender XDR',
  azureAdIdentityProtection: 'Microsoft Entra ID Protection',
  builtInMl: 'Microsoft Sentinel',
  cloudAppSecurity: 'Microsoft Defender for Cloud Apps',
  crowdStrikeFalcon: 'CrowdStrike Falcon',
  customDetection: 'Microsoft Defender XDR',
  customTi: 'Microsoft Defender for Endpoint',
  dataLossPrevention: 'Microsoft Purview Data Loss Prevention',
  elasticSecurity: 'Elastic Security',
  microsoft365Defender: 'Microsoft Defender XDR',
  microsoftAppGovernance: 'Microsoft Defender for Cloud Apps',
  microsoftDataLossPrevention: 'Microsoft Purview Data Loss Prevention',
  microsoftDefenderForAIServices: 'Microsoft Defender for AI Services',
  microsoftDefenderForApiManagement: 'Microsoft Defender for APIs',
  microsoftDefenderForIoT: 'Microsoft Defender for IoT',
  microsoftDefenderForOffice365: 'Microsoft Defender for Office 365',
  microsoftDefenderThreatIntelligenceAnalytics: 'Microsoft Defender Threat Intelligence',
  microsoftInsiderRiskManagement: 'Microsoft Purview Insider Risk Management',
  microsoftThreatExperts: 'Microsoft Defender Experts',
  nrtAlerts: 'Microsoft Sentinel',
  qRadar: 'IBM QRadar',
  scheduledAlerts: 'Microsoft Sentinel',
  smartScreen: 'Microsoft Defender SmartScreen',
  suricata: 'Suricata',
}

/** The product that raised the alert; undefined for what is no known identifier. */
export function productInWords(detectionSource: string | undefined): string | undefined {
  if (detectionSource === undefined) return undefined
  const name = Object.hasOwn(products, detectionSource) ? products[detectionSource] : undefined
  return name ?? identifierInWords(detectionSource)
}

/** Service tags whose services have another name. */
const services: Readonly<Record<string, string>> = {
  ApiManagement: 'Azure API Management',
  AppConfiguration: 'Azure App Configuration',
  AppService: 'Azure App Service',
  AzureCloud: 'Azure',
  AzureCosmosDB: 'Azure Cosmos DB',
  AzureFrontDoor: 'Azure Front Door',
  AzureIoTHub: 'Azure IoT Hub',
  AzureSignalR: 'Azure SignalR Service',
  DataFactory: 'Azure Data Factory',
  HDInsight: 'Azure HDInsight',
  LogicApps: 'Azure Logic Apps',
  PowerBI: 'Power BI',
  ServiceBus: 'Azure Service Bus',
  Sql: 'Azure SQL Database',
  Storage: 'Azure Storage',
}

/**
 * The service that hosts the endpoint: by its host name, which tells more, else by the service tag of the address. Only
 * the first tag counts; wider tags list the same address again. Empty where neither tells.
 */
export function serviceInWords({ serviceTags, host, url }: Evidence): string {
  const name = host ?? (url === undefined ? undefined : URL.parse(url)?.hostname)
  const ofHost = name === undefined ? undefined : serviceNameOfHost(name)
  if (ofHost !== undefined) return ofHost
  const tag = serviceTags[0]?.split('.', 1)[0]
  if (tag === undefined) return ''
  return (Object.hasOwn(services, tag) ? services[tag] : identifierInWords(tag)) ?? ''
}

/** What the label in a customer's host name is called at its service. */
export function labelInWords(service: string): string {
  if (/storage|Azure Files/i.test(service)) return 'Storage account'
  if (/^(?:SharePoint|OneDrive|Microsoft Entra|Exchange Online|Microsoft 365)/.test(service)) return 'Tenant'
  if (service === 'Azure App Service') return 'App name'
  if (service === 'Azure virtual machine') return 'DNS label'
  return 'Resource name'
}

const REGION_WORDS =
  /newzealand|southafrica|southeast|northeast|northwest|southwest|north|south|east|west|central|usdod|usgov|euap|indonesia|india|australia|austria|belgium|brazil|canada|chile|china|denmark|france|germany|israel|italy|japan|jio|korea|malaysia|mexico|norway|poland|qatar|spain|sweden|switzerland|taiwan|europe|asia|arizona|iowa|texas|virginia|uae|uk|us|\d/g

const regionWords: Readonly<Record<string, string>> = {
  euap: 'EUAP',
  newzealand: 'New Zealand',
  southafrica: 'South Africa',
  uae: 'UAE',
  uk: 'UK',
  us: 'US',
  usdod: 'US DoD',
  usgov: 'US Gov',
}

/** `eastus2` as Azure shows it: "East US 2". What is no region id stays as it is. */
export function regionInWords(region: string | undefined): string {
  const id = oneLine(region ?? '', 60)
  const words = id.match(REGION_WORDS) ?? []
  if (words.join('') !== id) return id
  return words.map((word) => regionWords[word] ?? word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}
