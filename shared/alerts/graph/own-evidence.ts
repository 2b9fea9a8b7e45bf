import * as z from 'zod'
import { addCommandLine } from '../command-line'
import { type Collector, addFinding, addOwnAttacker, addVictim } from '../collector'
import { optionalText, readObject, texts } from '../fields'
import { parseVerdict } from '../words'
import { type ReadEvidence, evidenceBase, innerAddress, innerAddresses } from './evidence-fields'

function addOwn(
  collector: Collector,
  type: 'ip' | 'host',
  value: string | null | undefined,
  from: string,
): void {
  addFinding(collector, { type, value, from, fieldSide: 'own' })
}

const deviceEvidence = z.object({
  ...evidenceBase,
  deviceDnsName: optionalText,
  hostName: optionalText,
  dnsDomain: optionalText,
  ipInterfaces: texts,
  lastIpAddress: optionalText,
  lastExternalIpAddress: optionalText,
  vmMetadata: z.object({ resourceId: optionalText }).nullish(),
})

/** Every name and address of an onboarded device is ours, wherever else in the alert it stands. */
export const readDevice: ReadEvidence = (entry, path, collector) => {
  const device = readObject(deviceEvidence, entry, path, collector)
  if (device === undefined) return
  addOwn(collector, 'host', asName(device.deviceDnsName), `${path}.deviceDnsName`)
  addOwn(collector, 'host', asName(device.hostName), `${path}.hostName`)
  addOwn(collector, 'host', asName(device.dnsDomain), `${path}.dnsDomain`)
  for (const [i, ip] of device.ipInterfaces.entries())
    addOwn(collector, 'ip', ip, `${path}.ipInterfaces[${i}]`)
  addOwn(collector, 'ip', device.lastIpAddress, `${path}.lastIpAddress`)
  addOwn(collector, 'ip', device.lastExternalIpAddress, `${path}.lastExternalIpAddress`)
  addVictim(collector, 'device', device.deviceDnsName ?? device.hostName)
  addVictim(collector, 'resource', device.vmMetadata?.resourceId)
  if (device.roles.some((role) => role.trim().toLowerCase() === 'attacker')) {
    addOwnAttacker(collector, device.deviceDnsName ?? device.hostName)
  }
}

/** Device names are typed by people: "Anna's MacBook" is a name, but none that DNS could hold. */
export function asName(text: string | null | undefined): string | undefined {
  return text !== null && text !== undefined && /^[\w.-]+$/.test(text) && !/^[\d.]+$/.test(text)
    ? text
    : undefined
}

const hostLogonSessionEvidence = z.object({ host: z.unknown().optional() })

export const readHostLogon: ReadEvidence = (entry, path, collector) => {
  const session = readObject(hostLogonSessionEvidence, entry, path, collector)
  if (session?.host) readDevice(session.host, `${path}.host`, collector)
}

const nic = z.object({ ipAddress: innerAddress })
const ioTDeviceEvidence = z.object({
  ipAddress: innerAddress,
  nics: z.array(nic).nullish(),
  deviceName: optionalText,
})

export const readIotDevice: ReadEvidence = (entry, path, collector) => {
  const device = readObject(ioTDeviceEvidence, entry, path, collector)
  if (device === undefined) return
  addOwn(collector, 'ip', device.ipAddress?.ipAddress, `${path}.ipAddress`)
  for (const [i, { ipAddress }] of (device.nics ?? []).entries()) {
    addOwn(collector, 'ip', ipAddress?.ipAddress, `${path}.nics[${i}].ipAddress`)
  }
  addVictim(collector, 'device', device.deviceName)
}

export const readNic: ReadEvidence = (entry, path, collector) => {
  const card = readObject(nic, entry, path, collector)
  addOwn(collector, 'ip', card?.ipAddress?.ipAddress, `${path}.ipAddress`)
}

const kubernetesServiceEvidence = z.object({ clusterIP: innerAddress, externalIPs: innerAddresses })

export const readKubernetesService: ReadEvidence = (entry, path, collector) => {
  const service = readObject(kubernetesServiceEvidence, entry, path, collector)
  addOwn(collector, 'ip', service?.clusterIP?.ipAddress, `${path}.clusterIP`)
  for (const [i, inner] of (service?.externalIPs ?? []).entries()) {
    addOwn(collector, 'ip', inner?.ipAddress, `${path}.externalIPs[${i}]`)
  }
}

const userAccount = z
  .object({
    userPrincipalName: optionalText,
    resourceAccessEvents: z.array(z.object({ ipAddress: optionalText })).nullish(),
  })
  .nullish()
const userEvidence = z.object({ ...evidenceBase, userAccount })

/** The resources that a user of ours reached, and the domain of their sign-in name, are ours. */
export const readUser: ReadEvidence = (entry, path, collector) => {
  const user = readObject(userEvidence, entry, path, collector)
  if (user === undefined || user.roles.some((role) => role.toLowerCase() === 'attacker')) return
  const account = user.userAccount
  addOwn(collector, 'host', domainOfUser(account?.userPrincipalName), `${path}.userAccount.userPrincipalName`)
  for (const [i, event] of (account?.resourceAccessEvents ?? []).entries()) {
    addOwn(collector, 'ip', event.ipAddress, `${path}.userAccount.resourceAccessEvents[${i}].ipAddress`)
  }
  addVictim(collector, 'user', account?.userPrincipalName)
}

/** Guests carry their home address in the name before #EXT#; that home is not ours. */
export function domainOfUser(principalName: string | null | undefined): string | undefined {
  return asName(/@([^@]+)$/.exec(principalName ?? '')?.[1])
}

const processEvidence = z.object({ ...evidenceBase, processCommandLine: optionalText, userAccount })

export const readProcess: ReadEvidence = (entry, path, collector) => {
  const process = readObject(processEvidence, entry, path, collector)
  if (process === undefined) return
  const verdict = parseVerdict(process.verdict)
  addCommandLine(collector, process.processCommandLine, `${path}.processCommandLine`, verdict)
}

const registryValueEvidence = z.object({ ...evidenceBase, registryValue: optionalText })

export const readRegistryValue: ReadEvidence = (entry, path, collector) => {
  const value = readObject(registryValueEvidence, entry, path, collector)
  addCommandLine(collector, value?.registryValue, `${path}.registryValue`, parseVerdict(value?.verdict))
}

const activeDirectoryDomainEvidence = z.object({ activeDirectoryDomainName: optionalText })

export const readDirectoryDomain: ReadEvidence = (entry, path, collector) => {
  const domain = readObject(activeDirectoryDomainEvidence, entry, path, collector)
  addOwn(collector, 'host', asName(domain?.activeDirectoryDomainName), `${path}.activeDirectoryDomainName`)
}
