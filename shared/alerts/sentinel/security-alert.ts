import { remembered } from '../../model/remembered'
import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import {
  anything,
  isObject,
  type JsonObject,
  listOf,
  optionalText,
  optionalTime,
  type Read,
  readObject,
  required,
  shape,
  textOr,
  textOrNumber,
} from '../fields'
import { asName } from '../own-names'
import { addPhrases } from '../phrases'
import type { Product } from '../products'
import { categoryFrom } from '../siem/category'
import { readEntities, readEntity } from './entities'
import { readExtendedProperties } from './extended-properties'
import { listIn, lowerKeys } from './lower-keys'

const tactics = textOr(listOf(required(optionalText)))

/** Members by lower-case name: rows, playbook triggers, exports and Resource Manager differ in case only. */
const securityAlert = shape({
  systemalertid: textOrNumber,
  vendororiginalid: textOrNumber,
  provideralertid: textOrNumber,
  alertname: optionalText,
  displayname: optionalText,
  alertdisplayname: optionalText,
  description: optionalText,
  alertseverity: optionalText,
  severity: optionalText,
  reportedseverity: optionalText,
  alerttype: optionalText,
  productname: optionalText,
  productcomponentname: optionalText,
  status: optionalText,
  providername: optionalText,
  starttime: optionalTime,
  starttimeutc: optionalTime,
  endtime: optionalTime,
  endtimeutc: optionalTime,
  timegenerated: optionalTime,
  timegeneratedutc: optionalTime,
  intent: optionalText,
  tactics,
  techniques: tactics,
  compromisedentity: optionalText,
  entities: anything,
  extendedproperties: anything,
  resourceidentifiers: anything,
})

type SecurityAlert = Read<typeof securityAlert>

/** A SecurityAlert row, the body of Sentinel's alert trigger, or an alert that Defender for Cloud exports. */
export function isSecurityAlert(body: JsonObject): boolean {
  if ('SystemAlertId' in body || 'systemAlertId' in body) return true
  const { properties } = body
  if (isObject(properties) && ('systemAlertId' in properties || 'SystemAlertId' in properties)) return true
  return (
    'Entities' in body &&
    ['AlertName', 'AlertType', 'ProviderName', 'AlertDisplayName'].some((member) => member in body)
  )
}

export function parseSecurityAlert(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const members = isObject(body['properties']) ? body['properties'] : body
  const alert = readObject(securityAlert, lowerKeys(members), '', collector)
  readEntities(alert?.entities, 'Entities', collector)
  readExtendedProperties(alert?.extendedproperties, 'ExtendedProperties', collector)
  for (const [i, identifier] of (listIn(alert?.resourceidentifiers) ?? []).entries()) {
    if (isObject(identifier)) addResource(collector, identifier, `ResourceIdentifiers[${i}]`)
  }
  addCompromised(collector, alert?.compromisedentity)
  const title = alert?.alertdisplayname ?? alert?.displayname ?? alert?.alertname
  addPhrases(collector, title, 'AlertName')
  addPhrases(collector, alert?.description, 'Description')
  return finishAlert(
    { ...wordsOf(alert), ...timesOf(collector, alert), format: formatOf(members), title },
    collector,
    source,
    body,
  )
}

function formatOf(members: JsonObject): string {
  const isExport = 'ResourceIdentifiers' in members || 'resourceIdentifiers' in members
  return isExport ? 'defender-for-cloud.alert' : 'sentinel.SecurityAlert'
}

function addResource(collector: Collector, identifier: JsonObject, path: string): void {
  const id = lowerKeys(identifier)['azureresourceid']
  if (typeof id === 'string') readEntity({ type: 'azureresource', resourceid: id }, path, collector)
}

/** A machine's name or a resource's id: ours in either case. */
function addCompromised(collector: Collector, name: string | null | undefined): void {
  const isResource = name?.startsWith('/') === true
  addVictim(collector, isResource ? 'resource' : 'device', name)
  if (isResource) readEntity({ type: 'azureresource', resourceid: name }, 'CompromisedEntity', collector)
  else
    addFinding(collector, { type: 'host', value: asName(name), from: 'CompromisedEntity', fieldSide: 'own' })
}

/** Sentinel's provider names, and what Graph calls the same product. */
const PRODUCTS: readonly (readonly [RegExp, Product])[] = [
  [/^mdatp$|defender (?:advanced threat protection|for endpoint)/i, 'microsoftDefenderForEndpoint'],
  [/^oatp$|office 365|for office/i, 'microsoftDefenderForOffice365'],
  [/^aatp$|azure advanced threat|for identity/i, 'microsoftDefenderForIdentity'],
  [/^ipc$|identity protection/i, 'azureAdIdentityProtection'],
  [/^mcas$|cloud app/i, 'cloudAppSecurity'],
  [/azure security center|defender for cloud|^detection$/i, 'microsoftDefenderForCloud'],
  [/^asi nrt/i, 'nrtAlerts'],
  [/^asi |scheduled/i, 'scheduledAlerts'],
]

const productOf = remembered((name) => PRODUCTS.find(([pattern]) => pattern.test(name))?.[1])

function wordsOf(alert: SecurityAlert | undefined) {
  const tactics = [alert?.tactics].flat().join(',') || alert?.intent
  const product = [alert?.providername, alert?.productname]
    .map((name) => productOf(name ?? ''))
    .find((name) => name !== undefined)
  const title = alert?.alertdisplayname ?? alert?.displayname ?? alert?.alertname
  return {
    id: alert?.systemalertid ?? alert?.vendororiginalid ?? alert?.provideralertid,
    description: alert?.description,
    severity: alert?.alertseverity ?? alert?.severity ?? alert?.reportedseverity,
    category: tacticOf(tactics) ?? categoryFrom(alert?.alerttype, title),
    techniques: [alert?.techniques].flat().filter((text) => typeof text === 'string'),
    detectionSource: product ?? 'microsoftSentinel',
    alertType: alert?.alerttype,
    kindWords: [alert?.productname, alert?.providername, alert?.productcomponentname],
    status: alert?.status,
  }
}

/** The first tactic of `CommandAndControl, Execution`; `Unknown` and `Probing` are none. */
function tacticOf(tactics: string | null | undefined): string | undefined {
  const first = /[A-Z][A-Za-z]+/.exec(tactics ?? '')?.[0]
  return first === undefined || /^(?:Unknown|PreAttack|Probing)$/.test(first) ? undefined : first
}

function timesOf(collector: Collector, alert: SecurityAlert | undefined) {
  const time = (name: string, ...values: readonly (string | number | null | undefined)[]) =>
    readTime(
      collector,
      name,
      values.find((value) => value !== null && value !== undefined),
    )
  return {
    createdAt: time('TimeGenerated', alert?.timegenerated, alert?.timegeneratedutc),
    firstActivityAt: time('StartTime', alert?.starttime, alert?.starttimeutc),
    lastActivityAt: time('EndTime', alert?.endtime, alert?.endtimeutc),
  }
}
