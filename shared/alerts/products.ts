/** Products and engines whose names may enter a report, spelled as Graph spells its own. */
export const PRODUCTS = [
  'antivirus', 'smartScreen', 'automatedInvestigation', 'customDetection', 'customTi', 'builtInMl',
  'cloudAppSecurity', 'azureAdIdentityProtection', 'microsoft365Defender', 'microsoftThreatExperts',
  'microsoftThreatIntelligence', 'microsoftDefenderThreatIntelligenceAnalytics', 'microsoftSentinel',
  'microsoftDefenderForEndpoint', 'microsoftDefenderForOffice365', 'microsoftDefenderForIdentity',
  'microsoftDefenderForCloudApps', 'microsoftDefenderForCloud', 'microsoftDefenderForIoT',
  'microsoftDefenderForServers', 'microsoftDefenderForStorage', 'microsoftDefenderForDNS',
  'microsoftDefenderForDatabases', 'microsoftDefenderForContainers', 'microsoftDefenderForNetwork',
  'microsoftDefenderForAppService', 'microsoftDefenderForKeyVault', 'microsoftDefenderForResourceManager',
  'microsoftDefenderForApiManagement', 'microsoftDefenderForAIServices', 'microsoftDataLossPrevention',
  'dataLossPrevention',
  'microsoftInsiderRiskManagement', 'microsoftAppGovernance', 'appGovernancePolicy', 'appGovernanceDetection',
  'scheduledAlerts', 'nrtAlerts', 'suricata', 'elasticSecurity', 'splunk', 'qRadar', 'crowdStrikeFalcon', 'wazuh',
] as const // prettier-ignore

export type Product = (typeof PRODUCTS)[number]
