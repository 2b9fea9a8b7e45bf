import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, readTime } from '../collector'
import { boundedEntries, finishAlert } from '../draft'
import {
  isObject,
  type JsonObject,
  optionalText,
  optionalTime,
  type Read,
  readObject,
  shape,
  textOrNumber,
  texts,
  things,
} from '../fields'
import { asName } from '../own-names'
import { addPhrases } from '../phrases'
import type { Product } from '../products'
import { readDefenderEntity } from './entity'

const device = shape({ deviceDnsName: optionalText })

/** The members of both APIs; where they differ, the name of Defender for Endpoint comes first. */
const defenderAlert = shape({
  id: textOrNumber,
  alertId: textOrNumber,
  aadTenantId: optionalText,
  tenantId: optionalText,
  title: optionalText,
  description: optionalText,
  severity: optionalText,
  category: optionalText,
  status: optionalText,
  classification: optionalText,
  determination: optionalText,
  investigationState: optionalText,
  detectionSource: optionalText,
  serviceSource: optionalText,
  detectorId: textOrNumber,
  threatName: optionalText,
  threatFamilyName: optionalText,
  actorName: optionalText,
  mitreTechniques: texts,
  alertCreationTime: optionalTime,
  creationTime: optionalTime,
  firstEventTime: optionalTime,
  firstActivity: optionalTime,
  lastEventTime: optionalTime,
  lastActivity: optionalTime,
  computerDnsName: optionalText,
  evidence: things,
  entities: things,
  devices: things,
})

type DefenderAlert = Read<typeof defenderAlert>

const isEntity = (entry: unknown) => isObject(entry) && 'entityType' in entry

/** An alert of the Defender for Endpoint API (`/api/alerts`), its evidence expanded or, as connectors do, split up. */
export function isEndpointAlert(body: JsonObject): boolean {
  const { evidence } = body
  if (Array.isArray(evidence) ? evidence.some(isEntity) : isEntity(evidence)) return true
  return (
    'alertCreationTime' in body &&
    ['machineId', 'computerDnsName', 'evidence'].some((member) => member in body)
  )
}

/** An alert of an incident of the Microsoft 365 Defender API (`/api/incidents`). */
export function isIncidentAlert(body: JsonObject): boolean {
  return 'alertId' in body && ['entities', 'devices'].some((member) => Array.isArray(body[member]))
}

export const parseEndpointAlert = (body: JsonObject, source: AlertSource) =>
  parse('defender-endpoint.alert', body, source)

export const parseIncidentAlert = (body: JsonObject, source: AlertSource) =>
  parse('m365-defender.incident', body, source)

function parse(format: string, body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const alert = readObject(defenderAlert, body, '', collector)
  for (const list of ['evidence', 'entities'] as const) {
    for (const [i, entry] of boundedEntries(collector, alert?.[list] ?? [], list))
      readDefenderEntity(entry, `${list}[${i}]`, collector)
  }
  for (const [i, entry] of boundedEntries(collector, alert?.devices ?? [], 'devices')) {
    if (!isObject(entry)) continue
    const name = readObject(device, entry, `devices[${i}]`, collector)?.deviceDnsName
    addDevice(collector, name, `devices[${i}].deviceDnsName`)
  }
  addDevice(collector, alert?.computerDnsName, 'computerDnsName')
  addPhrases(collector, alert?.title, 'title')
  addPhrases(collector, alert?.description, 'description')
  return finishAlert({ format, ...wordsOf(alert), ...timesOf(collector, alert) }, collector, source, body)
}

function addDevice(collector: Collector, name: string | null | undefined, from: string): void {
  addFinding(collector, { type: 'host', value: asName(name), from, fieldSide: 'own' })
  addVictim(collector, 'device', name)
}

/** What the APIs call the products and engines that Graph names otherwise. */
const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  ['windowsdefenderatp', 'microsoftDefenderForEndpoint'],
  ['microsoftdefenderatp', 'microsoftDefenderForEndpoint'],
  ['windowsdefenderav', 'antivirus'],
  ['windowsdefendersmartscreen', 'smartScreen'],
  ['officeatp', 'microsoftDefenderForOffice365'],
  ['azureatp', 'microsoftDefenderForIdentity'],
  ['microsoftcloudappsecurity', 'microsoftDefenderForCloudApps'],
  ['customerti', 'customTi'],
])

function wordsOf(alert: DefenderAlert | undefined) {
  const product = alert?.detectionSource ?? alert?.serviceSource
  return {
    id: alert?.id ?? alert?.alertId,
    tenantId: alert?.aadTenantId ?? alert?.tenantId,
    ...{ title: alert?.title, description: alert?.description, severity: alert?.severity },
    ...{ category: alert?.category, status: alert?.status, alertType: alert?.detectorId },
    ...{ classification: alert?.classification, determination: alert?.determination },
    investigation: alert?.investigationState,
    detectionSource: PRODUCTS.get(product?.toLowerCase() ?? '') ?? product,
    kindWords: [alert?.serviceSource, alert?.threatFamilyName],
    ...{ actor: alert?.actorName, threat: alert?.threatName ?? alert?.threatFamilyName },
    techniques: alert?.mitreTechniques,
  }
}

function timesOf(collector: Collector, alert: DefenderAlert | undefined) {
  const time = (...members: readonly (keyof DefenderAlert & `${string}${'Time' | 'Activity'}`)[]) => {
    const member = members.find((name) => alert?.[name])
    return member === undefined ? undefined : readTime(collector, member, alert?.[member])
  }
  return {
    createdAt: time('alertCreationTime', 'creationTime'),
    firstActivityAt: time('firstEventTime', 'firstActivity'),
    lastActivityAt: time('lastEventTime', 'lastActivity'),
  }
}
