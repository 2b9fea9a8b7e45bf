import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, readTime } from '../collector'
import { addCommandLine } from '../command-line'
import { finishAlert } from '../draft'
import { isObject, type JsonObject, toNumber } from '../fields'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection, addPlace, type Direction } from './connection'
import { type Dotted, dotted } from './dotted'

/** An alert of Wazuh over what its own decoders read; one around another product's event is an envelope. */
export function isWazuh(body: JsonObject): boolean {
  const { rule, agent, manager, data } = body
  if (!isObject(rule) || !('level' in rule) || !('groups' in rule || 'description' in rule)) return false
  return (isObject(agent) || isObject(manager)) && (data === undefined || isObject(data))
}

export function parseWazuh(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const seen = dotted(body, collector)
  const at = readTime(collector, 'timestamp', seen.text('timestamp', '@timestamp'))
  addNetwork(collector, seen, at)
  addWindows(collector, seen, at)
  for (const path of ['agent.ip', 'agent.name', 'predecoder.hostname', 'data.win.system.computer']) {
    for (const value of seen.texts(path)) addPlace(collector, { value, from: path, fieldSide: 'own' })
  }
  addVictim(collector, 'device', seen.text('agent.name'))
  const title = seen.text('rule.description')
  addPhrases(collector, title, 'rule.description')
  const draft = {
    ...{ format: 'wazuh.alert', id: seen.text('id'), title, alertType: seen.text('rule.id') },
    severity: severityWord(toNumber(seen.text('rule.level'))),
    category: categoryFrom(seen.texts('rule.mitre.tactic').join(' '), title, groupsOf(seen).join(' ')),
    kindWords: groupsOf(seen),
    techniques: seen.texts('rule.mitre.id'),
    ...{ createdAt: at, firstActivityAt: at, lastActivityAt: at },
  }
  return finishAlert(draft, collector, source, body)
}

const groupsOf = (seen: Dotted) => seen.texts('rule.groups')

/** What the decoders call source and destination, in either spelling. */
function addNetwork(collector: Collector, seen: Dotted, at: Date | undefined): void {
  const all = (...names: string[]) =>
    names.flatMap((name) => seen.texts(`data.${name}`).map((value) => [`data.${name}`, value] as const))
  const destination = all('dstip', 'dst_ip', 'dest_ip', 'dsthost')
  addConnection(collector, {
    source: {
      values: all('srcip', 'src_ip', 'srchost'),
      port: toNumber(seen.text('data.srcport', 'data.src_port')),
    },
    destination: {
      values: destination,
      port: toNumber(seen.text('data.dstport', 'data.dst_port', 'data.dest_port')),
      // A path alone names no machine.
      links: all('url').filter(([, url]) => !url.startsWith('/')),
    },
    direction: directionOf(seen, destination.length > 0),
    protocol: parseProtocol(seen.text('data.protocol')),
    at,
  })
}

/** A log of who came tells one end; a proxy's tells our user and what was opened. A firewall's two ends say nothing. */
function directionOf(seen: Dotted, hasDestination: boolean): Direction | undefined {
  const groups = new Set(groupsOf(seen))
  if (groups.has('squid') || groups.has('web_proxy')) return 'outbound'
  const isOpen =
    hasDestination || groups.size === 0 || groups.has('firewall') || groups.has('authentication_success')
  return isOpen ? undefined : 'inbound'
}

/** Windows events: a sign-in's address, and what Sysmon saw of connections, questions and programs. */
function addWindows(collector: Collector, seen: Dotted, at: Date | undefined): void {
  const root = 'data.win.eventdata'
  const all = (...names: string[]) =>
    names.flatMap((name) => seen.texts(`${root}.${name}`).map((value) => [`${root}.${name}`, value] as const))
  const isSuccess = groupsOf(seen).includes('authentication_success')
  for (const [from, value] of all('ipAddress'))
    addPlace(collector, { value, from, fieldSide: isSuccess ? 'unsaid' : 'remote', role: 'source', at })
  const initiated = seen.text(`${root}.initiated`)
  addConnection(collector, {
    source: { values: all('sourceIp', 'sourceHostname'), port: toNumber(seen.text(`${root}.sourcePort`)) },
    destination: {
      values: all('destinationIp', 'destinationHostname'),
      port: toNumber(seen.text(`${root}.destinationPort`)),
    },
    direction: initiated === undefined ? undefined : initiated === 'true' ? 'outbound' : 'inbound',
    protocol: parseProtocol(seen.text(`${root}.protocol`)),
    at,
  })
  for (const [from, value] of all('queryName'))
    addFinding(collector, { type: 'host', value, from, fieldSide: 'remote', at })
  for (const [from, value] of all('commandLine', 'parentCommandLine', 'scriptBlockText'))
    addCommandLine(collector, value, from)
}

/** Levels 0 to 15 (Wazuh's rules classification): from 12 on it is of high importance. */
function severityWord(level: number | undefined): string | undefined {
  if (level === undefined) return undefined
  if (level >= 12) return 'high'
  return level >= 7 ? 'medium' : 'low'
}
