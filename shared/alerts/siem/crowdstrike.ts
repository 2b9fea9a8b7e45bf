import * as z from 'zod'
import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, noteUnreadable, readTime } from '../collector'
import { addCommandLine } from '../command-line'
import { boundedEntries, finishAlert } from '../draft'
import { isObject, type JsonObject, things } from '../fields'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection, addPlace } from './connection'
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
  const seen = dotted(isObject(body['event']) ? body['event'] : body, collector)
  const at = readTime(
    collector,
    'timestamp',
    seen.text('ProcessStartTime', 'timestamp', 'created_timestamp', 'first_behavior'),
  )
  addOwn(collector, seen)
  addIndicators(collector, seen)
  for (const path of ['NetworkAccesses', 'network_accesses']) addAccesses(collector, seen, path)
  for (const path of ['DnsRequests', 'dns_requests']) addQuestions(collector, seen, path)
  for (const path of ['CommandLine', 'cmdline', 'behaviors.cmdline']) {
    for (const line of seen.texts(path)) addCommandLine(collector, line, path)
  }
  const title = seen.text('DetectName', 'Name', 'display_name', 'name', 'behaviors.display_name')
  addPhrases(collector, title, 'name')
  const draft = {
    ...{
      format: 'crowdstrike.detection',
      title,
      createdAt: at,
      firstActivityAt: at,
    },
    id: seen.text('CompositeId', 'DetectId', 'composite_id', 'detection_id'),
    severity: seen.text('SeverityName', 'severity_name', 'max_severity_displayname'),
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

const OWN = ['LocalIP', 'LocalIPv6', 'ComputerName', 'Hostname', 'device.local_ip', 'device.external_ip', 'device.hostname', 'hostname', 'local_ip', 'external_ip'] // prettier-ignore

function addOwn(collector: Collector, seen: Dotted): void {
  for (const path of OWN) {
    for (const value of seen.texts(path)) addPlace(collector, { value, from: path, fieldSide: 'own' })
  }
  addVictim(collector, 'device', seen.text('ComputerName', 'Hostname', 'device.hostname', 'hostname'))
}

/** An indicator that a detection was raised for; hashes and file names are none of ours. */
function addIndicators(collector: Collector, seen: Dotted): void {
  for (const root of ['', 'behaviors.']) {
    const type = seen.text(`${root}ioc_type`, `${root}IOCType`)?.toLowerCase() ?? ''
    const values = [...seen.texts(`${root}ioc_value`), ...seen.texts(`${root}IOCValue`)]
    if (!/^(?:domain|ipv[46]|ip_address|url)$/.test(type)) continue
    const where = { from: `${root}ioc_value`, fieldSide: 'remote', verdict: 'malicious' } as const
    for (const value of values) {
      if (type === 'url') addFinding(collector, { ...where, type: 'url', value })
      else addPlace(collector, { ...where, value })
    }
  }
}

const access = z.record(z.string(), z.unknown())

function addAccesses(collector: Collector, seen: Dotted, path: string): void {
  for (const [i, entry] of boundedEntries(collector, things.parse(listAt(seen, path)), path)) {
    const parsed = access.safeParse(entry)
    if (!parsed.success) {
      noteUnreadable(collector, `${path}[${i}]`, 'it is no entry')
      continue
    }
    const one = dotted(parsed.data, collector, `${path}[${i}].`)
    const value = (...names: string[]) =>
      names.map((name) => [`${path}[${i}].${name}`, one.text(name)] as const)
    addConnection(collector, {
      source: {
        values: value('LocalAddress', 'local_address'),
        port: portOf(one.text('LocalPort', 'local_port')),
      },
      destination: {
        values: value('RemoteAddress', 'remote_address'),
        port: portOf(one.text('RemotePort', 'remote_port')),
      },
      // The entry calls its ends local and remote, whoever began.
      direction: 'outbound',
      protocol: parseProtocol(one.text('Protocol', 'protocol')),
      at: readTime(
        collector,
        `${path}[${i}].AccessTimestamp`,
        one.text('AccessTimestamp', 'access_timestamp'),
      ),
    })
  }
}

function addQuestions(collector: Collector, seen: Dotted, path: string): void {
  for (const name of ['DomainName', 'domain_name']) {
    for (const value of seen.texts(`${path}.${name}`)) {
      addFinding(collector, { type: 'host', value, from: `${path}.${name}`, fieldSide: 'remote' })
    }
  }
}

function listAt(seen: Dotted, path: string): unknown[] {
  const value = seen.value(path)
  return Array.isArray(value) ? Array.from<unknown>(value) : []
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined
}
