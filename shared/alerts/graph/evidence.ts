import { remembered } from '../../model/remembered'
import type { Collector } from '../collector'
import { noteUnreadable } from '../collector'
import { type JsonObject, isObject } from '../fields'
import { readBlob, readContainer, readImage, readPod, readRegistry, readResource } from './cloud-evidence'
import type { ReadEvidence } from './evidence-fields'
import {
  readMailbox,
  readMailboxConfiguration,
  readMessage,
  readSubmission,
  readTeamsMessage,
} from './mail-evidence'
import { readConnection, readDns, readIp, readUrl } from './network-evidence'
import {
  readDevice,
  readDirectoryDomain,
  readHostLogon,
  readIotDevice,
  readKubernetesService,
  readNic,
  readProcess,
  readRegistryValue,
  readUser,
} from './own-evidence'

const none: ReadEvidence = () => undefined

/** Every evidence type of the Graph schema. Types that name nothing on a network are listed too, as known. */
export const EVIDENCE_TYPES: ReadonlyMap<string, ReadEvidence> = new Map<string, ReadEvidence>([
  ['ipEvidence', readIp],
  ['urlEvidence', readUrl],
  ['networkConnectionEvidence', readConnection],
  ['dnsEvidence', readDns],
  ['analyzedMessageEvidence', readMessage],
  ['submissionMailEvidence', readSubmission],
  ['teamsMessageEvidence', readTeamsMessage],
  ['mailboxEvidence', readMailbox],
  ['mailboxConfigurationEvidence', readMailboxConfiguration],
  ['deviceEvidence', readDevice],
  ['hostLogonSessionEvidence', readHostLogon],
  ['ioTDeviceEvidence', readIotDevice],
  ['nicEvidence', readNic],
  ['kubernetesPodEvidence', readPod],
  ['kubernetesServiceEvidence', readKubernetesService],
  ['userEvidence', readUser],
  ['processEvidence', readProcess],
  ['registryValueEvidence', readRegistryValue],
  ['containerEvidence', readContainer],
  ['containerImageEvidence', readImage],
  ['containerRegistryEvidence', readRegistry],
  ['blobEvidence', readBlob],
  ['blobContainerEvidence', readBlob],
  ['azureResourceEvidence', readResource],
  ['amazonResourceEvidence', readResource],
  ['googleCloudResourceEvidence', readResource],
  ['activeDirectoryDomainEvidence', readDirectoryDomain],
  // A cluster query is text in a language of its own, and its mails come as entries too.
  ['mailClusterEvidence', none],
  ['cloudLogonSessionEvidence', none],
  ['cloudLogonRequestEvidence', none],
  ['cloudApplicationEvidence', none],
  ['oauthApplicationEvidence', none],
  ['servicePrincipalEvidence', none],
  ['sasTokenEvidence', none],
  ['fileEvidence', none],
  ['fileHashEvidence', none],
  ['malwareEvidence', none],
  ['registryKeyEvidence', none],
  ['securityGroupEvidence', none],
  ['kubernetesClusterEvidence', none],
  ['kubernetesControllerEvidence', none],
  ['kubernetesNamespaceEvidence', none],
  ['kubernetesSecretEvidence', none],
  ['kubernetesServiceAccountEvidence', none],
  ['gitHubOrganizationEvidence', none],
  ['gitHubRepoEvidence', none],
  ['gitHubUserEvidence', none],
  ['aiAgentEvidence', none],
])

const BY_LOWER_CASE = new Map([...EVIDENCE_TYPES].map(([name, read]) => [name.toLowerCase(), read]))

/** Members that give an entry away whose type is missing, the telling ones first. */
const SHAPES: readonly (readonly [readonly string[], ReadEvidence])[] = [
  [['sourceAddress', 'destinationAddress'], readConnection],
  [['dnsServerIp', 'hostIpAddress', 'ipAddresses'], readDns],
  [['p1Sender', 'p2Sender', 'antiSpamDirection', 'internetMessageId'], readMessage],
  [['submitter', 'submissionId'], readSubmission],
  [['senderFromAddress', 'senderIP'], readTeamsMessage],
  [['processCommandLine', 'imageFile', 'processId'], readProcess],
  [['deviceDnsName', 'ipInterfaces', 'lastExternalIpAddress', 'lastIpAddress', 'hostName'], readDevice],
  [['podIp'], readPod],
  [['clusterIP', 'externalIPs'], readKubernetesService],
  [['registryValue'], readRegistryValue],
  [['nics', 'macAddress', 'deviceId'], readIotDevice],
  [['blobContainer', 'etag', 'storageResource'], readBlob],
  [['userAccount'], readUser],
  [['ipAddress'], readIp],
  [['url'], readUrl],
]

/** Reads one entry of `evidence`. An unknown type is tolerated, since Graph adds types without a new version. */
export const readEvidence: ReadEvidence = (entry, path, collector) => {
  if (entry === null || entry === undefined) return
  if (!isObject(entry)) {
    noteUnreadable(collector, path, 'it is no evidence entry')
    return
  }
  readerOf(entry, path, collector)?.(entry, path, collector)
}

const TYPE_KEYS = ['@odata.type', 'at_sign_odata_type', 'odata.type', '@type'] as const

function typeElsewhere(entry: JsonObject): unknown {
  return TYPE_KEYS.map((key) => entry[key]).find((value) => value !== undefined)
}

/** An entry that says by Graph's name of which type it is. */
export function isGraphEvidence(entry: unknown): boolean {
  if (!isObject(entry)) return false
  const type = entry['@odata.type'] ?? typeElsewhere(entry)
  return typeof type === 'string' && /Evidence$/i.test(type)
}

const readerOfType = remembered((type) => BY_LOWER_CASE.get((type.split('.').at(-1) ?? '').toLowerCase()))

function readerOf(entry: JsonObject, path: string, collector: Collector): ReadEvidence | undefined {
  const type = entry['@odata.type'] ?? typeElsewhere(entry)
  if (typeof type === 'string') return readerOfType(type)
  if (type !== undefined && type !== null) noteUnreadable(collector, path, 'its type is no text')
  return SHAPES.find(([members]) => members.some((member) => Object.hasOwn(entry, member)))?.[1]
}
