import { readAddress } from '../../model/address-reading'
import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, readTime } from '../collector'
import { addCommandLine } from '../command-line'
import { finishAlert } from '../draft'
import { isObject, type JsonObject, toNumber } from '../fields'
import { senderSide } from '../graph/mail-evidence'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection, addPlace, type Direction } from './connection'
import { type Dotted, dotted } from './dotted'
import { addDefenderEvidence, defenderWord, isDefenderKey } from './elastic-defender'

/**
 * An alert of Elastic Security (`kibana.alert.*`, formerly `signal.*`), a document of its Defender integrations, or the
 * search hit around one.
 */
export function isElastic(body: JsonObject): boolean {
  const inner = documentOf(body)
  if (isObject(inner['kibana']) || isObject(inner['signal'])) return true
  for (const key of Object.keys(inner)) {
    if (key.startsWith('kibana.alert') || key.startsWith('signal.')) return true
    if ('@timestamp' in inner && isDefenderKey(key, inner[key])) return true
  }
  return false
}

function documentOf(body: JsonObject): JsonObject {
  return isObject(body['_source']) ? body['_source'] : body
}

export function parseElastic(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const seen = dotted(documentOf(body), collector)
  const at = readTime(
    collector,
    '@timestamp',
    seen.text('kibana.alert.original_time', 'signal.original_time', '@timestamp'),
  )
  addNetwork(collector, seen, at)
  addThreat(collector, seen)
  addOwn(collector, seen)
  addDefenderEvidence(collector, seen)
  for (const path of ['process.command_line', 'process.parent.command_line']) {
    addCommandLine(collector, seen.text(path), path)
  }
  const title = seen.text('kibana.alert.rule.name', 'signal.rule.name') ?? defenderWord(seen, 'title')
  addPhrases(collector, title, 'kibana.alert.rule.name')
  const tactic = seen.text(
    'kibana.alert.rule.threat.tactic.name',
    'signal.rule.threat.tactic.name',
    'threat.tactic.name',
  )
  const techniques = [
    'kibana.alert.rule.threat.technique',
    'signal.rule.threat.technique',
    'threat.technique',
  ]
  const techniqueIds = (path: string) =>
    path.endsWith('techniques')
      ? seen.texts(path)
      : [...seen.texts(`${path}.id`), ...seen.texts(`${path}.subtechnique.id`)]
  const draft = {
    ...{ format: 'elastic.alert', id: idOf(seen, body), title },
    severity: seen.text('kibana.alert.severity', 'signal.rule.severity') ?? defenderWord(seen, 'severity'),
    category: tactic?.replace(/\s/g, '') ?? defenderWord(seen, 'category') ?? categoryFrom(title),
    ...{
      classification: defenderWord(seen, 'classification'),
      determination: defenderWord(seen, 'determination'),
    },
    detectionSource: defenderWord(seen, 'service_source'),
    kindWords: seen.texts('suricata.eve.alert.category'),
    signatures: ['rule.name', 'suricata.eve.alert.signature'].flatMap((path) => seen.texts(path)),
    techniques: [...techniques, 'm365_defender.alert.mitre_techniques'].flatMap(techniqueIds),
    createdAt: readTime(collector, '@timestamp', seen.text('@timestamp')),
    ...{ firstActivityAt: at, lastActivityAt: at },
  }
  return finishAlert(draft, collector, source, body)
}

function idOf(seen: Dotted, body: JsonObject): string | undefined {
  return (
    seen.text('kibana.alert.uuid', '_id') ??
    textOf(body['_id']) ??
    defenderWord(seen, 'id') ??
    seen.text('event.id')
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function addNetwork(collector: Collector, seen: Dotted, at: Date | undefined): void {
  const all = (...paths: string[]) =>
    paths.flatMap((path) => seen.texts(path).map((value) => [path, value] as const))
  addConnection(collector, {
    source: {
      values: all('source.ip', 'source.address', 'source.domain', 'client.ip', 'client.address'),
      port: toNumber(seen.text('source.port')),
    },
    destination: {
      values: all(
        ...['destination.ip', 'destination.address', 'destination.domain'],
        ...['server.ip', 'server.address', 'server.domain', 'tls.client.server_name'],
      ),
      port: toNumber(seen.text('destination.port')),
      links: requested(seen),
      side: isQuestion(seen) ? 'reference' : undefined,
    },
    direction: directionOf(seen.text('network.direction')) ?? (isSignIn(seen) ? 'inbound' : undefined),
    protocol: parseProtocol(seen.text('network.transport')),
    at,
  })
  addMatches(collector, seen, at)
  addMail(collector, seen)
  const answer = { fieldSide: 'remote', at } as const
  for (const value of seen.texts('dns.question.name')) {
    addFinding(collector, { ...answer, type: 'host', value, from: 'dns.question.name' })
  }
  for (const path of ['dns.resolved_ip', 'dns.answers.data']) {
    // An answer may be a name or a text as well.
    for (const value of seen.texts(path).filter((text) => readAddress(text).kind === 'address'))
      addFinding(collector, { ...answer, type: 'ip', value, from: path, isAnswer: true })
  }
  const origin = { type: 'url', fieldSide: 'remote', role: 'download', isRoleAssumed: true, at } as const
  for (const value of seen.texts('file.origin_url'))
    addFinding(collector, { ...origin, value, from: 'file.origin_url' })
}

/** A name server was asked, which is no party to what the name is used for. */
function isQuestion(seen: Dotted): boolean {
  const isAsked = seen.text('dns.question.name') !== undefined
  return isAsked && ['53', '853'].includes(seen.text('destination.port', 'server.port') ?? '')
}

/** A threshold rule keeps of its events the fields that it counts by; whose they are, it does not say. */
function addMatches(collector: Collector, seen: Dotted, at: Date | undefined): void {
  const root = 'kibana.alert.threshold_result.terms'
  const [fields, values] = [seen.texts(`${root}.field`), seen.texts(`${root}.value`)]
  for (const [i, value] of values.entries()) {
    if (/\.(?:ip|address|domain)$/.test(fields[i] ?? ''))
      addPlace(collector, { value, from: `${root}.value`, fieldSide: 'unsaid', at })
  }
}

function addMail(collector: Collector, seen: Dotted): void {
  const fieldSide = senderSide(seen.text('email.direction', 'network.direction'))
  for (const path of ['email.from.address', 'email.sender.address', 'email.reply_to.address']) {
    for (const value of seen.texts(path))
      addFinding(collector, { type: 'email', value, from: path, fieldSide, role: 'mail-sender' })
  }
}

/** Somebody signs in to the host that tells of it: the source is who came, and the event has no other end. */
function isSignIn(seen: Dotted): boolean {
  const isAuthentication = seen.texts('event.category').includes('authentication')
  const hasOtherEnd = seen.text('destination.ip', 'destination.address', 'server.ip') !== undefined
  return isAuthentication && !hasOtherEnd && seen.text('host.name', 'host.hostname', 'host.ip') !== undefined
}

/** `url.path` alone names no machine, and so does a relative `url.original`. */
function requested(seen: Dotted): readonly (readonly [string, string | undefined])[] {
  for (const path of ['url.full', 'url.original', 'url.domain']) {
    const value = seen.text(path)
    if (value !== undefined && !value.startsWith('/')) return [[path, value]]
  }
  return []
}

/** As a host (ingress, egress) or the perimeter of a network sees it; `internal` has no end outside. */
function directionOf(word: string | undefined): Direction | undefined {
  if (word === 'internal') return 'lateral'
  if (word === 'inbound' || word === 'ingress') return 'inbound'
  return word === 'outbound' || word === 'egress' ? 'outbound' : undefined
}

/** What a threat feed matched: the indicator is the other side's by definition. */
function addThreat(collector: Collector, seen: Dotted): void {
  const blamed = { fieldSide: 'remote', verdict: 'suspicious' } as const
  for (const root of ['threat.indicator', 'threat.enrichments.indicator']) {
    for (const value of seen.texts(`${root}.ip`))
      addFinding(collector, { ...blamed, type: 'ip', value, from: `${root}.ip` })
    for (const value of seen.texts(`${root}.domain`))
      addFinding(collector, { ...blamed, type: 'host', value, from: `${root}.domain` })
    for (const path of ['url.full', 'url.original', 'url.domain']) {
      for (const value of seen.texts(`${root}.${path}`))
        addFinding(collector, { ...blamed, type: 'url', value, from: `${root}.${path}` })
    }
  }
}

function addOwn(collector: Collector, seen: Dotted): void {
  for (const path of [
    'host.ip',
    'host.name',
    'host.hostname',
    'observer.ip',
    'observer.name',
    'agent.name',
  ]) {
    for (const value of seen.texts(path)) addPlace(collector, { value, from: path, fieldSide: 'own' })
  }
  addVictim(collector, 'device', seen.text('host.name', 'host.hostname'))
}
