import { parseAlert } from '../../shared/alerts/parse-alerts'
import { kindOfCloudAlert } from '../../shared/cases/kinds/defender-for-cloud'
import { KINDS } from '../../shared/cases/kinds/kind'
import { kindOfAlert } from '../../shared/cases/kinds/kind-of-alert'

/** As Graph gives an alert of Defender for Cloud: with its published name, and without its code. */
const inGraph = (title: string, detectionSource: string) =>
  kindOfAlert(
    parseAlert(
      { id: 'a', title, serviceSource: 'microsoftDefenderForCloud', detectionSource, evidence: [] },
      'graph',
    ),
  )

type Published = readonly (readonly [title: string, code: string])[]

const ai: Published = [
  ['Detected credential theft attempts on an Azure AI model deployment', 'AI.Azure_CredentialTheftAttempt'],
  [
    'A Jailbreak attempt on an Azure AI model deployment was blocked by Azure AI Content Safety Prompt Shields',
    'AI.Azure_Jailbreak.ContentFiltering.BlockedAttempt',
  ],
  ['Corrupted AI application\\model\\data directed a phishing attempt at a user', 'AI.Azure_MaliciousUrl.ModelResponse'],
  ['Phishing URL shared in an AI application', 'AI.Azure_MaliciousUrl.UnknownSource'],
  ['Phishing attempt detected in an AI application', 'AI.Azure_MaliciousUrl.UserPrompt'],
  ['ASCII Smuggling prompt injection detected', 'AI.Azure_ASCIISmuggling'],
  ['Access from a Tor IP', 'AI.Azure_AccessFromAnonymizedIP'],
  ['Access from suspicious IP', 'AI.Azure_AccessFromSuspiciousIP'],
  ['Suspected wallet attack - recurring requests', 'AI.Azure_DOWDuplicateRequests'],
  ['Suspected wallet attack - volume anomaly', 'AI.Azure_DOWVolumeAnomaly'],
  ['Access anomaly in AI resource', 'AI.Azure_AccessAnomaly'],
  [
    "Suspicious invocation of a high-risk 'Initial Access' operation by a service principal detected (AI resources)",
    'AI.Azure_AnomalousOperation.InitialAccess',
  ],
  ['Anomalous tool invocation', 'AI.Azure_AnomalousToolInvocation'],
  ['(Preview) LLM Reconnaissance Attempt Detected', 'AI.Azure_LLMReconnaissance'],
  ['(Preview) A Jailbreak attempt on your Azure AI agent was detected by Prompt Shields', 'AI.Azure_Agentic_Jailbreak'],
  ['(Preview) An ASCII smuggling attempt was detected on an AI agent', 'AI.Azure_Agentic_ASCIISmuggling'],
  ['(Preview) A user phishing attempt was detected on an AI agent', 'AI.Azure_Agentic_MaliciousUrl.UserPrompt'],
  ['(Preview) A suspicious IP access was detected on an AI agent', 'AI.Azure_Agentic_AccessFromSuspiciousIP'],
  ['(Preview) An anonymized IP access was detected on an AI agent', 'AI.Azure_Agentic_AccessFromAnonymizedIP'],
  ['(Preview) A malicious URL detected in AI agent response', 'AI.Azure_Agentic_MaliciousUrl.ModelResponse'],
  ['(Preview) A malicious URL was detected in an AI agent’s tool response', 'AI.Azure_Agentic_MaliciousUrl.ToolOutput'],
  ['(Preview) Suspected wallet attack - volume anomaly', 'AI.Azure_Agentic_DOWVolumeAnomaly'],
  ['(Preview) AI agent instruction prompt leak detected', 'AI.Azure_Agentic_InstructionLeakage'],
  ['(Preview) AI agent Reconnaissance Attempt Detected', 'AI.Azure_Agentic_LLMReconnaissance'],
  ['(Preview) Malicious content detected in uploaded AI model', 'AI.AIModelScan_MalwareDetected'],
] // prettier-ignore

const resourceManager: Published = [
  ['Azure Resource Manager operation from suspicious IP address', 'ARM_OperationFromSuspiciousIP'],
  ['Azure Resource Manager operation from suspicious proxy IP address', 'ARM_OperationFromSuspiciousProxyIP'],
  ['MicroBurst exploitation toolkit used to enumerate resources in your subscriptions', 'ARM_MicroBurst.AzDomainInfo'],
  ['PowerZure exploitation toolkit used to execute a Runbook in your subscription', 'ARM_PowerZure.StartRunbook'],
  ['Usage of NetSPI techniques to maintain persistence in your Azure environment', 'ARM_NetSPI.MaintainPersistence'],
  ['Usage of PowerZure function to maintain persistence in your Azure environment', 'ARM_PowerZure.MaintainPersistence'],
  ['PREVIEW - Azurite toolkit run detected', 'ARM_Azurite'],
  ['AzureHound tool invocation detected', 'ARM_AzureHound'],
  ['PREVIEW - Suspicious creation of compute resources detected', 'ARM_SuspiciousComputeCreation'],
  ['PREVIEW - Suspicious key vault recovery detected', 'Arm_Suspicious_Vault_Recovering'],
  ['PREVIEW - Suspicious management session using an inactive account detected', 'ARM_UnusedAccountPersistence'],
  [
    "PREVIEW - Suspicious invocation of a high-risk 'Data Collection' operation by a service principal detected",
    'ARM_AnomalousServiceOperation.Collection',
  ],
  ["Suspicious invocation of a high-risk 'Execution' operation detected (Preview)", 'ARM_AnomalousOperation.Execution'],
  ['Privileged custom role created for your subscription in a suspicious way (Preview)', 'ARM_PrivilegedRoleDefinitionCreation'],
  ['Suspicious Azure role assignment detected (Preview)', 'ARM_AnomalousRBACRoleAssignment'],
  ['Suspicious classic role assignment detected (Preview)', 'ARM_AnomalousClassicRoleAssignment'],
  ['Suspicious elevate access operation (Preview)', 'ARM_AnomalousElevateAccess'],
] // prettier-ignore

const servers: Published = [
  ['Suspicious failure installing GPU extension in your subscription (Preview)', 'VM_GPUExtensionSuspiciousFailure'],
  ['Run Command with a suspicious script was detected on your virtual machine (Preview)', 'VM_RunCommandSuspiciousScript'],
  ['Suspicious unauthorized Run Command usage was detected on your virtual machine (Preview)', 'VM_RunCommandSuspiciousFailure'],
  ['Suspicious Run Command usage was detected on your virtual machine (Preview)', 'VM_RunCommandSuspiciousUsage'],
  [
    'Suspicious usage of multiple monitoring or data collection extensions was detected on your virtual machines (Preview)',
    'VM_SuspiciousMultiExtensionUsage',
  ],
  [
    'Suspicious installation of disk encryption extensions was detected on your virtual machines (Preview)',
    'VM_DiskEncryptionSuspiciousUsage',
  ],
  ['Suspicious usage of VMAccess extension was detected on your virtual machines (Preview)', 'VM_VMAccessSuspiciousUsage'],
  [
    'Desired State Configuration (DSC) extension with a suspicious script was detected on your virtual machine (Preview)',
    'VM_DSCExtensionSuspiciousScript',
  ],
  [
    'Suspicious usage of a Desired State Configuration (DSC) extension was detected on your virtual machines (Preview)',
    'VM_DSCExtensionSuspiciousUsage',
  ],
  [
    'Custom script extension with a suspicious script was detected on your virtual machine (Preview)',
    'VM_CustomScriptExtensionSuspiciousCmd',
  ],
  ['Suspicious failed execution of custom script extension in your virtual machine', 'VM_CustomScriptExtensionSuspiciousFailure'],
  ['Unusual deletion of custom script extension in your virtual machine', 'VM_CustomScriptExtensionUnusualDeletion'],
  ['Unusual execution of custom script extension in your virtual machine', 'VM_CustomScriptExtensionUnusualExecution'],
  ['Custom script extension with suspicious entry-point in your virtual machine', 'VM_CustomScriptExtensionSuspiciousEntryPoint'],
  ['Custom script extension with suspicious payload in your virtual machine', 'VM_CustomScriptExtensionSuspiciousPayload'],
  ['Fileless attack behavior detected', 'VM_FilelessAttackBehavior.Windows'],
  ['Fileless attack technique detected', 'VM_FilelessAttackTechnique.Windows'],
  ['Fileless attack toolkit detected', 'VM_FilelessAttackToolkit.Windows'],
  ['Rare SVCHOST service group executed', 'VM_SvcHostRunInRareServiceGroup'],
  ['Successful brute force attack', 'VM_LoginBruteForceSuccess'],
  ['Suspicious authentication activity', 'VM_LoginBruteForceValidUserFailed'],
  ['Failed SSH brute force attack', 'VM_SshBruteForceFailed'],
  ['Possible exploitation of the mailserver detected', 'VM_MailserverExploitation'],
  ['Suspicious system process executed', 'VM_SystemProcessInAbnormalContext'],
  ['Suspicious Activity Detected', 'VM_SuspiciousActivity'],
  [
    'Antimalware scans blocked for files potentially related to malware campaigns on your virtual machine (Preview)',
    'VM_AmMalwareCampaignRelatedExclusion',
  ],
  ['Antimalware file exclusion and code execution in your virtual machine', 'VM_AmFileExclusionAndCodeExecution'],
] // prettier-ignore

const network: Published = [
  ['DDoS Attack detected for Public IP', 'NETWORK_DDOS_DETECTED'],
  ['DDoS Attack mitigated for Public IP', 'NETWORK_DDOS_MITIGATED'],
]

const accused = (name: keyof typeof KINDS | undefined) => {
  const kind = name && KINDS[name]
  return kind === undefined || kind.attacker === 'nobody' || kind.needsVerdict ? 'nobody' : name
}

describe.each([
  ['microsoftDefenderForAIServices', ai],
  ['microsoftDefenderForResourceManager', resourceManager],
  ['microsoftDefenderForServers', servers],
  ['microsoftDefenderForNetwork', network],
] satisfies [string, Published][])(
  'alerts of %s: the published name accuses whom the code accuses',
  (product, published) => {
    it.each(published)('%s', (title, code) => {
      const byCode = kindOfCloudAlert(code)
      expect(byCode).toBeDefined()
      expect(accused(inGraph(title, product)?.name)).toBe(accused(byCode))
    })
  },
)

it.each([
  ['Detected possible local reconnaissance activity', 'nobody'],
  ['Exploitation of Xorg vulnerability [seen multiple times]', 'nobody'],
  ['Detected possible execution of malware dropper', 'nobody'],
  ['Possible malicious web shell detected', 'nobody'],
  ['Malicious firewall rule created by ZINC server implant [seen multiple times]', 'nobody'],
  ['Digital currency mining related behavior detected', 'nobody'],
  ['Suspicious double extension file executed', 'nobody'],
  ['Detected file download from a known malicious source', 'malware-download'],
  ['Communication with suspicious domain identified by threat intelligence', 'malicious-domain'],
  ['A logon from a malicious IP has been detected. [seen multiple times]', 'brute-force'],
])('what is published for servers without a code: %s: %s', (title, name) => {
  expect(accused(inGraph(title, 'microsoftDefenderForServers')?.name)).toBe(name)
})
