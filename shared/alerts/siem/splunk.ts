import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import { isObject, type JsonObject, toNumber } from '../fields'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { directionByZones, sideOfZone } from './zones'
import { addConnection, addPlace, type Direction } from './connection'
import { type Dotted, dotted } from './dotted'

/** What Splunk's webhook action posts, or a notable event of Enterprise Security as it stands. */
export function isSplunk(body: JsonObject): boolean {
  if ('sid' in body && 'result' in body) return true
  const names = ['rule_name', 'rule_title', 'search_name'].some((member) => member in body)
  return names && ['event_id', 'urgency', 'notable_id', 'security_domain'].some((member) => member in body)
}

/** Only the first row of the result is sent. `results_link` leads to Splunk itself and is never read. */
export function parseSplunk(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const row = dotted(isObject(body['result']) ? body['result'] : body, collector)
  const around = dotted(body, collector)
  const at = readTime(collector, 'result._time', row.text('_time', 'orig_time'))
  addNetwork(collector, row, at)
  addThreatObjects(collector, row, at)
  addOwn(collector, row)
  const title =
    row.text('rule_title', 'rule_name') ?? around.text('search_name') ?? row.text('search_name', 'signature')
  addPhrases(collector, title, 'rule_name')
  const draft = {
    ...{ format: 'splunk.webhook', id: row.text('event_id', 'notable_id'), title },
    severity: row.text('urgency', 'severity', 'rule_severity'),
    category: categoryFrom(row.text('category'), title, row.text('rule_description', 'description')),
    kindWords: row.texts('category'),
    signatures: row.texts('signature'),
    techniques: [...row.texts('annotations.mitre_attack'), ...row.texts('mitre_technique_id')],
    ...{ createdAt: at, firstActivityAt: at, lastActivityAt: at },
  }
  return finishAlert(draft, collector, source, body)
}

function addNetwork(collector: Collector, row: Dotted, at: Date | undefined): void {
  const all = (...names: string[]) =>
    names.flatMap((name) => row.texts(name).map((value) => [name, value] as const))
  const direction = row.text('direction', 'vendor_direction')?.toLowerCase()
  addConnection(collector, {
    source: { values: all('src', 'src_ip', 'src_host', 'src_dns'), port: toNumber(row.text('src_port')) },
    destination: {
      values: all('dest', 'dest_ip', 'dest_host', 'dest_dns'),
      port: toNumber(row.text('dest_port')),
      links: all('url'),
    },
    direction: direction === 'inbound' || direction === 'outbound' ? direction : byZones(row),
    protocol: parseProtocol(row.text('transport', 'protocol')),
    at,
  })
  for (const value of row.texts('query')) {
    // The field also holds searches, in other data models: only what is a name is one.
    if (/^[\w-]+(?:\.[\w-]+)+\.?$/.test(value))
      addFinding(collector, { type: 'host', value, from: 'query', fieldSide: 'remote', at })
  }
  for (const value of row.texts('threat_match_value')) {
    addPlace(collector, { value, from: 'threat_match_value', fieldSide: 'remote', verdict: 'suspicious', at })
  }
}

/** The zones of the common information model. */
function byZones(row: Dotted): Direction | undefined {
  return directionByZones(sideOfZone(row.text('src_zone')), sideOfZone(row.text('dest_zone')))
}

const THREAT_TYPES = /^(?:ip|ipv[46]|ip_?address|domain|host(?:name)?|fqdn|url|uri|src|dest)$/i

/** What a risk notable blames: a value, a list, or lists of values and of their types in one order. */
function addThreatObjects(collector: Collector, row: Dotted, at: Date | undefined): void {
  const types = row.texts('threat_object_type')
  const where = { from: 'threat_object', fieldSide: 'remote', verdict: 'suspicious', at } as const
  for (const [i, value] of row.texts('threat_object').entries()) {
    const type = types[i] ?? types[0] ?? ''
    if (!THREAT_TYPES.test(type)) continue
    if (/^ur[li]$/i.test(type)) addFinding(collector, { ...where, type: 'url', value })
    else addPlace(collector, { ...where, value })
  }
}

function addOwn(collector: Collector, row: Dotted): void {
  for (const name of ['host', 'dvc', 'dvc_ip', 'orig_host']) {
    for (const value of row.texts(name)) addPlace(collector, { value, from: name, fieldSide: 'own' })
  }
  addVictim(collector, 'device', row.text('dvc', 'host'))
}
