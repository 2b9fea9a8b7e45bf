import { remembered } from '../../model/remembered'
import { addOwnAttacker, noteUnreadable } from '../collector'
import { type JsonObject, isObject } from '../fields'
import { readImage, readRegistry } from './cloud-evidence'
import type { ReadEvidence } from './evidence-fields'
import { EVIDENCE_FIELDS, readFields, type ReadInner } from './fields-reader'
import { readMessage, readSubmission, readTeamsMessage } from './mail-evidence'
import { readConnection, readDns, readIp, readUrl } from './network-evidence'

/** Types of which one member decides what another means; what is left of them, the table reads. */
const READERS: ReadonlyMap<string, ReadEvidence> = new Map<string, ReadEvidence>([
  ['ipEvidence', readIp],
  ['urlEvidence', readUrl],
  ['networkConnectionEvidence', readConnection],
  ['dnsEvidence', readDns],
  ['analyzedMessageEvidence', readMessage],
  ['submissionMailEvidence', readSubmission],
  ['teamsMessageEvidence', readTeamsMessage],
  ['containerImageEvidence', readImage],
  ['containerRegistryEvidence', readRegistry],
])

/** Every evidence type of the Graph schema. Types that name nothing on a network are among them, as known. */
export const EVIDENCE_TYPES: readonly string[] = Object.keys(EVIDENCE_FIELDS).filter((type) =>
  type.endsWith('Evidence'),
)

const BY_LOWER_CASE = new Map(Object.keys(EVIDENCE_FIELDS).map((type) => [type.toLowerCase(), type]))

/** Members that give an entry away whose type is missing, the telling ones first. */
const SHAPES: readonly (readonly [readonly string[], string])[] = [
  [['sourceAddress', 'destinationAddress'], 'networkConnectionEvidence'],
  [['dnsServerIp', 'hostIpAddress', 'ipAddresses'], 'dnsEvidence'],
  [['p1Sender', 'p2Sender', 'antiSpamDirection', 'internetMessageId'], 'analyzedMessageEvidence'],
  [['submitter', 'submissionId'], 'submissionMailEvidence'],
  [['senderFromAddress', 'senderIP'], 'teamsMessageEvidence'],
  [['processCommandLine', 'imageFile', 'processId'], 'processEvidence'],
  [['deviceDnsName', 'ipInterfaces', 'lastExternalIpAddress', 'lastIpAddress', 'hostName'], 'deviceEvidence'],
  [['podIp'], 'kubernetesPodEvidence'],
  [['clusterIP', 'externalIPs'], 'kubernetesServiceEvidence'],
  [['registryValue'], 'registryValueEvidence'],
  [['nics', 'macAddress', 'deviceId'], 'ioTDeviceEvidence'],
  [['blobContainer', 'etag'], 'blobEvidence'],
  [['allowedIpAddresses', 'signatureHash'], 'sasTokenEvidence'],
  [['storageResource'], 'blobContainerEvidence'],
  [['userAccount'], 'userEvidence'],
  [['ipAddress'], 'ipEvidence'],
  [['url'], 'urlEvidence'],
]

/** Reads one entry of `evidence`. An unknown type is tolerated, since Graph adds types without a new version. */
export const readEvidence: ReadEvidence = (entry, path, collector) => {
  if (entry === null || entry === undefined) return
  if (!isObject(entry)) {
    noteUnreadable(collector, path, 'it is no evidence entry')
    return
  }
  const type = statedType(entry)
  if (type !== undefined && typeof type !== 'string') noteUnreadable(collector, path, 'its type is no text')
  const shape = typeof type === 'string' ? undefined : shapeOf(entry)
  readInner(typeof type === 'string' ? type : (shape ?? ''), entry, path, collector, false)
}

const shapeOf = (entry: JsonObject): string | undefined =>
  SHAPES.find(([members]) => members.some((member) => Object.hasOwn(entry, member)))?.[1]

/** An entry that says by Graph's name of which type it is. */
export function isGraphEvidence(entry: unknown): boolean {
  const type = isObject(entry) ? statedType(entry) : undefined
  return typeof type === 'string' && /Evidence$/i.test(type)
}

/** An entry may be of a more telling type than its place says: a cluster's resource may be Amazon's. */
const readInner: ReadInner = (expected, entry, path, collector, isSure) => {
  if (!isObject(entry)) return
  const stated = statedType(entry)
  const type = knownType(typeof stated === 'string' ? stated : expected) ?? knownType(expected)
  if (type === undefined) return
  const isAttacker = hasAttackerRole(entry)
  // Who is called the attacker may sign in with an account of ours or anybody's.
  if (type === 'userEvidence' && isAttacker) return
  READERS.get(type)?.(entry, path, collector)
  readFields(type, entry, path, collector, { isSure: isSure || isOnOurMachine(type), readInner })
  if (type === 'deviceEvidence' && isAttacker) addOwnAttacker(collector, nameOf(entry))
}

const isOnOurMachine = (type: string): boolean =>
  ['processEvidence', 'hostLogonSessionEvidence', 'mailboxEvidence'].includes(type)

function hasAttackerRole({ roles }: JsonObject): boolean {
  const isAttacker = (role: unknown) => typeof role === 'string' && role.trim().toLowerCase() === 'attacker'
  return Array.isArray(roles) ? roles.some(isAttacker) : isAttacker(roles)
}

function nameOf({ deviceDnsName, hostName }: JsonObject): string | undefined {
  return [deviceDnsName, hostName].find((name) => typeof name === 'string')
}

const TYPE_KEYS = ['@odata.type', 'at_sign_odata_type', 'odata.type', '@type'] as const

/** undefined where none is stated. */
function statedType(entry: JsonObject): unknown {
  for (const key of TYPE_KEYS) {
    const value = entry[key]
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

const knownType = remembered((type) => BY_LOWER_CASE.get((type.split('.').at(-1) ?? '').toLowerCase()))
