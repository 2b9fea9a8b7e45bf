import type { Alert, AlertSource } from '../alert'
import { type Collector, addVictim, newCollector, readTime } from '../collector'
import { addCommandLine } from '../command-line'
import { finishAlert } from '../draft'
import { isObject, type JsonObject, toNumber } from '../fields'
import { addPhrases } from '../phrases'
import { categoryFrom } from './category'
import { addPlace } from './connection'
import { addIndicators, addNetwork } from './crowdstrike-network'
import { type Dotted, dotted } from './dotted'

const STREAM_EVENTS = /Detection(?:Summary)?Event$/

/** A detection of CrowdStrike Falcon, from the event stream (`metadata`, `event`) or from its alerts and detects APIs. */
export function isCrowdStrike(body: JsonObject): boolean {
  const { metadata, event } = body
  if (isObject(metadata) && isObject(event)) return STREAM_EVENTS.test(String(metadata['eventType']))
  const isAlert = 'composite_id' in body && ('agent_id' in body || 'falcon_host_link' in body)
  return isAlert || ('detection_id' in body && 'behaviors' in body)
}

export function parseCrowdStrike(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const around = dotted(body, collector)
  const seen = isObject(body['event']) ? dotted(body['event'], collector) : around
  const started = seen.text('ProcessStartTime', 'timestamp', 'created_timestamp', 'first_behavior')
  const at = readTime(collector, 'timestamp', started ?? around.text('metadata.eventCreationTime'))
  addOwn(collector, seen)
  addNetwork(collector, seen, addIndicators(collector, seen))
  addSignIn(collector, seen)
  for (const path of COMMAND_LINES) {
    for (const line of seen.texts(path)) addCommandLine(collector, line, path)
  }
  const title = seen.text('DetectName', 'Name', 'display_name', 'name', 'behaviors.display_name')
  addPhrases(collector, title, 'name')
  addPhrases(collector, seen.text('DetectDescription', 'Description', 'description'), 'description')
  const draft = {
    ...{
      format: 'crowdstrike.detection',
      title,
      createdAt: at,
      firstActivityAt: at,
    },
    id: seen.text('CompositeId', 'DetectId', 'composite_id', 'detection_id'),
    severity:
      seen.text('SeverityName', 'severity_name', 'max_severity_displayname') ??
      severityWord(seen.text('Severity', 'severity', 'max_severity')),
    category: seen.text('Tactic', 'tactic', 'behaviors.tactic')?.replace(/\s/g, '') ?? categoryFrom(title),
    techniques: [
      ...seen.texts('TechniqueId'),
      ...seen.texts('technique_id'),
      ...seen.texts('behaviors.technique_id'),
    ],
    actor: seen.text('actor', 'adversary'),
    lastActivityAt:
      readTime(collector, 'last_behavior', seen.text('last_behavior', 'updated_timestamp')) ?? at,
  }
  return finishAlert(draft, collector, source, body)
}

const OWN = [
  ...['LocalIP', 'LocalIPv6', 'ComputerName', 'Hostname', 'hostname', 'local_ip', 'external_ip'],
  ...['device.local_ip', 'device.external_ip', 'device.connection_ip', 'device.default_gateway_ip'],
  ...['device.hostname', 'source_endpoint_host_name', 'SourceEndpointHostName'],
  ...['target_endpoint_host_name', 'TargetEndpointHostName', 'target_domain_controller_host_name'],
]
const COMMAND_LINES = [
  ...['CommandLine', 'ParentCommandLine', 'GrandParentCommandLine', 'cmdline', 'behaviors.cmdline'],
  ...['parent_details.cmdline', 'grandparent_details.cmdline', 'behaviors.parent_details.parent_cmdline'],
]

function addOwn(collector: Collector, seen: Dotted): void {
  for (const path of OWN) {
    for (const value of seen.texts(path)) addPlace(collector, { value, from: path, fieldSide: 'own' })
  }
  addVictim(collector, 'device', seen.text('ComputerName', 'Hostname', 'device.hostname', 'hostname'))
}

/** Of an identity detection: where the account signed in from, which may be its owner or an attacker. */
function addSignIn(collector: Collector, seen: Dotted): void {
  for (const path of [
    'source_endpoint_address_ip4',
    'source_endpoint_ip_address',
    'SourceEndpointIpAddress',
  ]) {
    for (const value of seen.texts(path)) addPlace(collector, { value, from: path, fieldSide: 'unsaid' })
  }
}

/** 1 to 100 where the event has no word for it. */
function severityWord(text: string | undefined): string | undefined {
  const number = toNumber(text)
  if (number === undefined || number < 1) return undefined
  if (number >= 60) return 'high'
  if (number >= 40) return 'medium'
  return number >= 20 ? 'low' : 'informational'
}
