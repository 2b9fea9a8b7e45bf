import { remembered } from '../../model/remembered'
import type { KindName } from './kind'

type Row = readonly [kind: KindName, types: string]

/**
 * Every alert type that Defender for Cloud publishes, by the service whose page lists it: which end attacks. Alerts on
 * what threat intelligence knows accuse the far end; anomalies, tools and changes in a subscription accuse nobody.
 * Source: defender-docs `defender-for-cloud/alerts-*.md`, azure-docs `alerts-azure-network-layer.md`, as of 2026-11.
 */
const SERVICES: Readonly<Record<string, readonly Row[]>> = {
  network: [
    ['command-and-control', 'Network_CommunicationWithC2'],
    ['host-activity', 'Network_ResourceIpIndicatedAsMalicious'],
    ['incoming-brute-force', 'Generic_Incoming_BF_OneToOne SQL_Incoming_BF_OneToOne RDP_Incoming_BF_ManyToOne RDP_Incoming_BF_OneToOne SSH_Incoming_BF_ManyToOne SSH_Incoming_BF_OneToOne'],
    ['outgoing-attack', 'DDOS PortScanning RDP_Outgoing_BF_OneToMany RDP_Outgoing_BF_OneToOne SSH_Outgoing_BF_OneToMany SSH_Outgoing_BF_OneToOne'],
    ['reputation', 'Network_TrafficFromUnrecommendedIP'],
  ],
  'ddos-protection': [
    // Our own address is flooded.
    ['denial-of-service', 'NETWORK_DDOS_DETECTED NETWORK_DDOS_MITIGATED'],
  ],
  dns: [
    ['malicious-domain', 'AzureDNS_ThreatIntelSuspectDomain'],
    ['sinkhole', 'AzureDNS_SinkholedDomain'],
    ['mining', 'AzureDNS_CurrencyMining'],
    ['anomaly', 'AzureDNS_ProtocolAnomaly AzureDNS_DarkWeb AzureDNS_DarkWebProxy AzureDNS_PhishingDomain AzureDNS_DomainGenerationAlgorithm AzureDNS_RandomizedDomain AzureDNS_SuspiciousDomain AzureDNS_DataInfiltration AzureDNS_DataExfiltration AzureDNS_DataObfuscation'],
  ],
  storage: [
    ['malicious-address', 'Storage.Blob_SuspiciousIp Storage.Files_SuspiciousIp Storage.Blob_SuspiciousIp.Sensitive'],
    ['own-content', 'Storage.Blob_PhishingContent Storage.Files_PhishingContent'],
    ['incoming-scan', 'Storage.Blob_OpenContainersScanning.SuccessfulDiscovery Storage.Blob_OpenContainersScanning.FailedAttempt'],
    ['anomaly', 'Storage.Blob_SuspiciousApp Storage.Blob_SuspiciousApp.Sensitive Storage.Blob_TorAnomaly Storage.Files_TorAnomaly Storage.Blob_TorAnomaly.Sensitive Storage.Blob_GeoAnomaly Storage.Files_GeoAnomaly Storage.Blob_GeoAnomaly.Sensitive Storage.Blob_AnonymousAccessAnomaly Storage.Blob_AnonymousAccessAnomaly.Sensitive Storage.Blob_AccessInspectionAnomaly Storage.Files_AccessInspectionAnomaly Storage.Blob_DataExfiltration.AmountOfDataAnomaly Storage.Blob_DataExfiltration.AmountOfDataAnomaly.Sensitive Storage.Blob_DataExfiltration.NumberOfBlobsAnomaly Storage.Blob_DataExfiltration.NumberOfBlobsAnomaly.Sensitive Storage.Files_DataExfiltration.AmountOfDataAnomaly Storage.Files_DataExfiltration.NumberOfFilesAnomaly Storage.Blob_ApplicationAnomaly Storage.Files_ApplicationAnomaly Storage.Blob_DataExplorationAnomaly Storage.Files_DataExplorationAnomaly Storage.Blob_DeletionAnomaly Storage.Files_DeletionAnomaly Storage.Blob_AccountSas.InternalSasUsedExternally Storage.Files_AccountSas.InternalSasUsedExternally Storage.Blob_AccountSas.UnusualOperationFromExternalIp Storage.Files_AccountSas.UnusualOperationFromExternalIp Storage.Blob_AccountSas.UnusualExternalAccess Storage.Files_AccountSas.UnusualExternalAccess Storage.AccountKey_PubliclyLeaked'],
    ['data-change', 'Storage.Blob_OpenACL Storage.Blob_OpenACL.Sensitive Storage.Blob_MalwareHashReputation Storage.Files_MalwareHashReputation Storage.Blob_AM.MalwareFound Storage.File_AM.MalwareFound Storage.Blob_MalwareDownload'],
  ],
  'app-service': [
    ['malicious-address', 'AppServices_IncomingTiClientIpFtp'],
    ['own-content', 'AppServices_PhishingContent AppServices_SmartScreen AppServices_SpamReferrer AppServices_DanglingDomain AppServices_PotentialDanglingDomain'],
    ['incoming-scan', 'AppServices_Nmap AppServices_ScanSensitivePage AppServices_DrupalScanner AppServices_JoomlaScanner AppServices_WpScanner AppServices_WebFingerprinting'],
    ['incoming-exploit', 'AppServices_WpThemeInjection AppServices_UserAgentInjection'],
    ['anomaly', 'AppServices_AnomalousPageAccess AppServices_PhpInUploadFolder'],
    ['host-activity', 'AppServices_LinuxCommandOnWindows AppServices_HighPrivilegeCommand AppServices_Base64EncodedExecutableInCommandLineParams AppServices_SuspectDownload AppServices_SuspectDownloadArtifacts AppServices_DigitalCurrencyMining AppServices_ExecutableDecodedUsingCertutil AppServices_FilelessAttackBehaviorDetection AppServices_FilelessAttackTechniqueDetection AppServices_FilelessAttackToolkitDetection AppServices_CryptoCoinMinerDownload AppServices_DataEgressArtifacts AppServices_ReverseShell AppServices_DownloadCodeFromWebsite AppServices_CurlToDisk AppServices_CommandlineSuspectDomain AppServices_DownloadUsingCertutil AppServices_SuspectPhp AppServices_PowerShellPowerSploitScriptExecution AppServices_KnownCredentialAccessTools AppServices_ProcessWithKnownSuspiciousExtension AppServices_SVCHostFromInvalidPath'],
    ['no-alert', 'AppServices_EICAR'],
  ],
  sql: [
    ['incoming-brute-force', 'SQL.DB_BruteForce SQL.VM_BruteForce SQL.DW_BruteForce SQL.MI_BruteForce Synapse.SQLPool_BruteForce SQL.PostgreSQL_BruteForce SQL.MariaDB_BruteForce SQL.MySQL_BruteForce'],
    ['malicious-address', 'SQL.DB_SuspiciousIpAnomaly SQL.VM_SuspiciousIpAnomaly SQL.DW_SuspiciousIpAnomaly SQL.MI_SuspiciousIpAnomaly Synapse.SQLPool_SuspiciousIpAnomaly SQL.PostgreSQL_SuspiciousIpAnomaly SQL.MariaDB_SuspiciousIpAnomaly SQL.MySQL_SuspiciousIpAnomaly'],
    ['anomaly', 'SQL.DB_DataCenterAnomaly SQL.VM_DataCenterAnomaly SQL.DW_DataCenterAnomaly SQL.MI_DataCenterAnomaly Synapse.SQLPool_DataCenterAnomaly SQL.PostgreSQL_DataCenterAnomaly SQL.MariaDB_DataCenterAnomaly SQL.MySQL_DataCenterAnomaly SQL.DB_GeoAnomaly SQL.VM_GeoAnomaly SQL.DW_GeoAnomaly SQL.MI_GeoAnomaly Synapse.SQLPool_GeoAnomaly SQL.PostgreSQL_GeoAnomaly SQL.MariaDB_GeoAnomaly SQL.MySQL_GeoAnomaly SQL.DB_PrincipalAnomaly SQL.VM_PrincipalAnomaly SQL.DW_PrincipalAnomaly SQL.MI_PrincipalAnomaly Synapse.SQLPool_PrincipalAnomaly SQL.PostgreSQL_PrincipalAnomaly SQL.MariaDB_PrincipalAnomaly SQL.MySQL_PrincipalAnomaly SQL.DB_DomainAnomaly SQL.VM_DomainAnomaly SQL.DW_DomainAnomaly SQL.MI_DomainAnomaly Synapse.SQLPool_DomainAnomaly SQL.PostgreSQL_DomainAnomaly SQL.MariaDB_DomainAnomaly SQL.MySQL_DomainAnomaly SQL.PostgreSQL_CloudProviderAnomaly SQL.MariaDB_CloudProviderAnomaly SQL.MySQL_CloudProviderAnomaly SQL.DB_HarmfulApplication SQL.VM_HarmfulApplication SQL.MI_HarmfulApplication SQL.DW_HarmfulApplication Synapse.SQLPool_HarmfulApplication SQL.PostgreSQL_HarmfulApplication SQL.MariaDB_HarmfulApplication SQL.MySQL_HarmfulApplication'],
    // The client of the database is mostly our own application, through which somebody injects.
    ['data-change', 'SQL.DB_VulnerabilityToSqlInjection SQL.VM_VulnerabilityToSqlInjection SQL.MI_VulnerabilityToSqlInjection SQL.DW_VulnerabilityToSqlInjection Synapse.SQLPool_VulnerabilityToSqlInjection SQL.DB_PotentialSqlInjection SQL.VM_PotentialSqlInjection SQL.MI_PotentialSqlInjection SQL.DW_PotentialSqlInjection Synapse.SQLPool_PotentialSqlInjection SQL.DB_ShellExternalSourceAnomaly SQL.VM_ShellExternalSourceAnomaly SQL.DW_ShellExternalSourceAnomaly SQL.MI_ShellExternalSourceAnomaly Synapse.SQLPool_ShellExternalSourceAnomaly SQL.VM_DataExfiltration'],
  ],
  cosmos: [
    ['malicious-address', 'CosmosDB_SuspiciousIp'],
    ['anomaly', 'CosmosDB_TorAnomaly CosmosDB_GeoAnomaly CosmosDB_DataExfiltrationAnomaly'],
    ['data-change', 'CosmosDB_SuspiciousListKeys.MaliciousScript AzureCosmosDB_SuspiciousListKeys.SuspiciousPrincipal CosmosDB_SqlInjection.DataExfiltration CosmosDB_SqlInjection.FailedFuzzingAttempt'],
  ],
  'key-vault': [
    ['malicious-address', 'KV_SuspiciousIPAccess KV_SuspiciousIPAccessDenied'],
    ['anomaly', 'KV_TORAccess KV_OperationVolumeAnomaly KV_PutGetAnomaly KV_ListGetAnomaly KV_AccountVolumeAccessDeniedAnomaly KV_UserAccessDeniedAnomaly KV_AppAnomaly KV_OperationPatternAnomaly KV_UserAnomaly KV_UserAppAnomaly KV_AccountVolumeAnomaly KV_UnusualAccessSuspiciousIP'],
  ],
  'resource-manager': [
    ['malicious-address', 'ARM_OperationFromSuspiciousIP'],
    ['anomaly', 'ARM_OperationFromSuspiciousProxyIP ARM_SuspiciousComputeCreation Arm_Suspicious_Vault_Recovering ARM_UnusedAccountPersistence ARM_UnusedAppPowershellPersistence ARM_UnusedAppIbizaPersistence ARM_PrivilegedRoleDefinitionCreation ARM_AnomalousRBACRoleAssignment ARM_AnomalousClassicRoleAssignment ARM_AnomalousElevateAccess ARM_AnomalousServiceOperation.CredentialAccess ARM_AnomalousServiceOperation.Collection ARM_AnomalousServiceOperation.DefenseEvasion ARM_AnomalousServiceOperation.Execution ARM_AnomalousServiceOperation.Impact ARM_AnomalousServiceOperation.InitialAccess ARM_AnomalousServiceOperation.LateralMovement ARM_AnomalousServiceOperation.Persistence ARM_AnomalousServiceOperation.PrivilegeEscalation ARM_AnomalousOperation.CredentialAccess ARM_AnomalousOperation.Collection ARM_AnomalousOperation.DefenseEvasion ARM_AnomalousOperation.Execution ARM_AnomalousOperation.Impact ARM_AnomalousOperation.InitialAccess ARM_AnomalousOperation.LateralMovement ARM_AnomalousOperation.Persistence ARM_AnomalousOperation.PrivilegeEscalation'],
    ['data-change', 'ARM_MicroBurst.AzDomainInfo ARM_MicroBurst.AzureDomainInfo ARM_MicroBurst.AzVMBulkCMD RM_MicroBurst.AzureRmVMBulkCMD ARM_MicroBurst.AzKeyVaultKeysREST ARM_MicroBurst.AZStorageKeysREST ARM_MicroBurst.AzKeyVaultSecretsREST ARM_MicroBurst.RunCodeOnBehalf ARM_PowerZure.AzureElevatedPrivileges ARM_PowerZure.GetAzureTargets ARM_PowerZure.ShowStorageContent ARM_PowerZure.StartRunbook ARM_PowerZure.AzureRunbookContent ARM_PowerZure.RunCodeOnBehalf ARM_PowerZure.MaintainPersistence ARM_NetSPI.MaintainPersistence ARM_Azurite ARM_AzureHound'],
  ],
  containers: [
    ['malicious-address', 'K8S_TI_MaliciousIP'],
    ['anomaly', 'K8S_TI_Proxy K8S_AbnormalMiActivity K8S_ServiceAccountRareOperation K8S.NODE_SuspectConnection K8S.NODE_SuspectPortForwarding'],
    ['data-change', 'K8S_ExposedPostgresTrustAuth K8S_ExposedPostgresBroadIPRange K8S_SensitiveMount K8S_CoreDnsModification K8S_AdmissionController K8S_MaliciousContainerImage K8S_ExposedKubeflow K8S_ExposedDashboard K8S_ExposedService K8S_ExposedRedis K8S_DeleteEvents K8S_PenTestToolsKubeHunter K8S_KubeSystemContainer K8S_HighPrivilegesRole K8S_PrivilegedContainer K8S_ClusterAdminBinding'],
    ['host-activity', 'K8S.NODE_NamespaceCreation K8S.NODE_HistoryFileCleared K8S.NODE_TimerServiceDisabled K8S.NODE_CommonBot K8S.NODE_PrivilegedExecutionInContainer K8S.NODE_PrivilegedContainerArtifacts K8S.NODE_SuspectDownload K8S.NODE_SuspectDownloadArtifacts K8S.NODE_SuspectNohup K8S.NODE_SuspectUserAddition K8S.NODE_DigitalCurrencyMining K8S.NODE_ImageBuildOnNode K8S.NODE_KnownLinuxDDoSToolkit K8S.NODE_KnownLinuxAttackTool K8S.NODE_LinuxBackdoorArtifact K8S.NODE_ExploitAttempt K8S.NODE_KnownLinuxCredentialAccessTool K8S.NODE_CryptoCoinMinerDownload K8S.NODE_SystemLogRemoval K8S.NODE_SuspectPasswordChange K8S.NODE_ReverseShell K8S.NODE_CryptoCoinMinerArtifacts K8S.NODE_SshKeyAccess K8S.NODE_SuspectProcessTermination K8S.NODE_ContainerSSH K8S.NODE_TimestampTampering K8S.NODE_KubernetesAPI K8S.NODE_KubernetesDashboard K8S.NODE_CryptoCoinMinerExecution K8S.NODE_SuspectPasswordFileAccess K8S.NODE_Webshell K8S.NODE_ReconnaissanceArtifactsBurst K8S.NODE_DownloadAndRunCombo K8S.NODE_KubeConfigAccess K8S.NODE_ImdsCall K8S.NODE_MitreCalderaTools'],
    ['no-alert', 'K8S.NODE_EICAR'],
  ],
  machines: [
    ['incoming-brute-force', 'VM_SshBruteForceFailed VM_SshBruteForceSuccess VM_LoginBruteForceSuccess VM_LoginBruteForceValidUserFailed'],
    ['host-activity', 'VM_AdaptiveApplicationControlWindowsViolationAudited VM_AdaptiveApplicationControlLinuxViolationAudited VM_AmBroadFilesExclusion VM_AmDisablementAndCodeExecution VM_AmDisablement VM_AmFileExclusionAndCodeExecution VM_AmTempFileExclusionAndCodeExecution VM_AmTempFileExclusion VM_AmRealtimeProtectionDisabled VM_AmTempRealtimeProtectionDisablement VM_AmRealtimeProtectionDisablementAndCodeExec VM_AmMalwareCampaignRelatedExclusion VM_AmTemporarilyDisablement VM_UnusualAmFileExclusion VM_FilelessAttackBehavior.Linux VM_FilelessAttackTechnique.Linux VM_FilelessAttackToolkit.Linux VM_FilelessAttackBehavior.Windows VM_FilelessAttackTechnique.Windows VM_FilelessAttackToolkit.Windows VM_SvcHostRunInRareServiceGroup VM_SshKeyAddition VM_MailserverExploitation VM_MinerInContainerImage VM_KubernetesDashboard VM_SuspiciousActivity VM_SystemProcessInAbnormalContext'],
    ['data-change', 'VM_VMAccessUnusualConfigReset VM_VMAccessUnusualPasswordReset VM_VMAccessUnusualSSHReset VM_GPUDriverExtensionUnusualExecution'],
  ],
  'vm-extensions': [
    ['data-change', 'VM_GPUExtensionSuspiciousFailure VM_RunCommandSuspiciousScript VM_RunCommandSuspiciousFailure VM_RunCommandSuspiciousUsage VM_SuspiciousMultiExtensionUsage VM_DiskEncryptionSuspiciousUsage VM_VMAccessSuspiciousUsage VM_DSCExtensionSuspiciousScript VM_DSCExtensionSuspiciousUsage VM_CustomScriptExtensionSuspiciousCmd VM_CustomScriptExtensionSuspiciousFailure VM_CustomScriptExtensionUnusualDeletion VM_CustomScriptExtensionUnusualExecution VM_CustomScriptExtensionSuspiciousEntryPoint VM_CustomScriptExtensionSuspiciousPayload'],
  ],
  apis: [
    ['malicious-address', 'API_AccessFromSuspiciousIP'],
    ['incoming-exploit', 'API_AccessFromSuspiciousUserAgent'],
    ['anomaly', 'API_PopulationSpikeInAPITraffic API_SpikeInAPITraffic API_SpikeInPayload API_SpikeInLatency API_SprayInRequests API_ParameterEnumeration API_DistributedParameterEnumeration API_UnseenParamType API_UnseenParam API_AccessFromTorExitNode'],
  ],
  ai: [
    ['malicious-address', 'AI.Azure_AccessFromSuspiciousIP AI.Azure_Agentic_AccessFromSuspiciousIP'],
    ['phishing-link', 'AI.Azure_MaliciousUrl.ModelResponse AI.Azure_MaliciousUrl.UnknownSource AI.Azure_MaliciousUrl.UserPrompt AI.Azure_Agentic_MaliciousUrl.UserPrompt AI.Azure_Agentic_MaliciousUrl.ModelResponse AI.Azure_Agentic_MaliciousUrl.ToolOutput'],
    ['anomaly', 'AI.Azure_AccessFromSuspiciousUserAgent AI.Azure_AccessFromAnonymizedIP AI.Azure_DOWDuplicateRequests AI.Azure_DOWVolumeAnomaly AI.Azure_AccessAnomaly AI.Azure_AnomalousOperation.InitialAccess AI.Azure_AnomalousToolInvocation AI.Azure_Agentic_AccessFromAnonymizedIP AI.Azure_Agentic_AccessFromSuspiciousUserAgent AI.Azure_Agentic_DOWVolumeAnomaly'],
    ['data-change', 'AI.Azure_CredentialTheftAttempt AI.Azure_Jailbreak.ContentFiltering.BlockedAttempt AI.Azure_Jailbreak.ContentFiltering.DetectedAttempt AI.Azure_ASCIISmuggling AI.Azure_LLMReconnaissance AI.Azure_Agentic_Jailbreak Azure_Agentic_BlockedJailbreak AI.Azure_Agentic_ASCIISmuggling AI.Azure_Agentic_InstructionLeakage AI.Azure_Agentic_LLMReconnaissance AI.AIModelScan_MalwareDetected'],
  ],
} // prettier-ignore

/** By service, so that a test can count what is covered. */
export const DEFENDER_FOR_CLOUD_SERVICES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(SERVICES).map(([service, rows]) => [service, rows.flatMap(([, types]) => types.split(' '))]),
)

const BY_TYPE: ReadonlyMap<string, KindName> = new Map(
  Object.values(SERVICES)
    .flat()
    .flatMap(([kind, types]) => types.split(' ').map((type) => [type.toLowerCase(), kind] as const)),
)

/** The kind that Defender for Cloud means by its alert type; undefined for a type that this version does not know. */
export const kindOfCloudAlert = remembered((alertType): KindName | undefined =>
  BY_TYPE.get(alertType.replace(/\s/g, '').toLowerCase()),
)
