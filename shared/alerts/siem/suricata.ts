import type { Alert, AlertSource, FieldSide } from '../alert'
import { type Collector, addFinding, newCollector, nextRecord, readTime } from '../collector'
import { finishAlert } from '../draft'
import { isObject, type JsonObject, readObject, toNumber } from '../fields'
import { linkSide, senderSide } from '../graph/mail-evidence'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection, type ConnectionEnd, type Direction } from './connection'
import { type EveEvent, eveEvent } from './suricata-event'
import { directionOf, type End, isAnswerOfFlow, serverEnd } from './suricata-sides'

/** Types of events that name a connection. Other products have a member `event_type` too, with words of their own. */
const EVENT_TYPES =
  /^(?:alert|anomaly|dns|drop|fileinfo|flow|ftp|ftp_data|http2?|netflow|quic|rdp|smb|smtp|ssh|tls)$/

/** An event of Suricata's EVE log. */
export function isSuricata(body: JsonObject): boolean {
  const { event_type: type } = body
  if (typeof type !== 'string' || !EVENT_TYPES.test(type)) return false
  return 'flow_id' in body || ('src_ip' in body && 'dest_ip' in body) || 'alert' in body
}

export function parseSuricata(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const event = readObject(eveEvent, body, '', collector)
  const at = readTime(collector, 'timestamp', event?.timestamp)
  if (event !== undefined) addNetwork(collector, event, at)
  addPhrases(collector, event?.alert?.signature, 'alert.signature')
  return finishAlert(
    { ...wordsOf(event), createdAt: at, firstActivityAt: at, lastActivityAt: at },
    collector,
    source,
    body,
  )
}

function addNetwork(collector: Collector, event: EveEvent, at: Date | undefined): void {
  const direction = directionOf(event)
  const isFlipped = isAnswerOfFlow(event)
  addConnection(collector, {
    source: endOf(event, isFlipped ? 'destination' : 'source'),
    destination: endOf(event, isFlipped ? 'source' : 'destination'),
    direction: isFlipped ? opposite(direction) : direction,
    protocol: parseProtocol(event.proto),
    at,
  })
  if (serverEnd(event) === undefined) {
    for (const [from, value] of requested(event, undefined))
      addFinding(collector, { type: 'url', value, from, fieldSide: 'unsaid', at })
  }
  addNames(collector, event, direction, at)
  addMail(collector, event, isFlipped ? opposite(direction) : direction, at)
  const redirect = { type: 'url', value: event.http?.redirect, from: 'http.redirect' } as const
  if (/^https?:/i.test(redirect.value ?? ''))
    addFinding(collector, { ...redirect, fieldSide: nameSide(event, direction), at })
}

/** The names that were asked for, and what they resolve to: one record. */
function addNames(
  collector: Collector,
  event: EveEvent,
  direction: Direction | undefined,
  at: Date | undefined,
): void {
  const [questions, answers] = [questionsOf(event), answersOf(event)]
  if (questions.length === 0 && answers.length === 0) return
  const remote = { fieldSide: nameSide(event, direction), at, record: nextRecord(collector) } as const
  for (const value of questions) addFinding(collector, { ...remote, type: 'host', value, from: 'dns.rrname' })
  for (const value of answers)
    addFinding(collector, { ...remote, type: 'ip', value, from: 'dns.answers', isAnswer: true })
}

/** Addresses in full answers, or grouped by type. */
function answersOf({ dns }: EveEvent): readonly string[] {
  const full = (dns?.answers ?? []).flatMap(({ rrtype, rdata }) =>
    /^A{1,4}$/.test(rrtype ?? '') && rdata ? [rdata] : [],
  )
  const grouped = isObject(dns?.grouped) ? [dns.grouped['A'], dns.grouped['AAAA']].flat() : []
  return [...new Set([...full, ...grouped.filter((value) => typeof value === 'string')])]
}

/** What a mail on the wire says of itself. */
function addMail(
  collector: Collector,
  { email }: EveEvent,
  direction: Direction | undefined,
  at: Date | undefined,
): void {
  const fieldSide = senderSide(direction)
  const sender = { type: 'email', value: email?.from, from: 'email.from' } as const
  addFinding(collector, { ...sender, fieldSide, role: 'mail-sender', at })
  for (const value of email?.url ?? [])
    addFinding(collector, { type: 'url', value, from: 'email.url', fieldSide: linkSide(fieldSide), at })
}

/** As seen from who began the connection, not from the packet. */
function opposite(direction: Direction | undefined): Direction | undefined {
  if (direction === 'inbound') return 'outbound'
  return direction === 'outbound' ? 'inbound' : direction
}

/** The name that was asked for is what the alert is about; the resolver that was asked is not. */
function endOf(event: EveEvent, end: End): ConnectionEnd {
  const isServer = serverEnd(event) === end
  const [ip, port] = end === 'source' ? [event.src_ip, event.src_port] : [event.dest_ip, event.dest_port]
  const isResolver = isServer && questionsOf(event).length > 0 && !isAsked(event)
  return {
    values: [[end === 'source' ? 'src_ip' : 'dest_ip', ip ?? undefined]],
    port: toNumber(port),
    links: isServer ? requested(event, toNumber(port)) : [],
    side: isResolver ? 'reference' : undefined,
  }
}

function questionsOf({ dns }: EveEvent): readonly string[] {
  const entries = [...(dns?.query ?? []), ...(dns?.queries ?? [])]
  const names = [dns?.rrname, ...entries.map(({ rrname }) => rrname)]
  return [...new Set(names.filter((name) => typeof name === 'string'))]
}

/** Somebody outside asks a name server of ours. */
function isAsked(event: EveEvent): boolean {
  const [direction, server] = [directionOf(event), serverEnd(event)]
  if (direction === undefined || server === undefined) return false
  return (direction === 'inbound') === (server === 'destination')
}

/** What somebody outside asks our own name server for may be our own name. */
function nameSide(event: EveEvent, direction: Direction | undefined): FieldSide {
  return direction !== undefined && isAsked(event) ? 'unsaid' : 'remote'
}

const SEVERITIES = ['unknown', 'high', 'medium', 'low', 'informational']

function wordsOf(event: EveEvent | undefined) {
  const { signature, signature_id: signatureId, category, metadata } = event?.alert ?? {}
  const id = event?.flow_id && signatureId ? `${event.flow_id}-${signatureId}` : undefined
  return {
    ...{ format: 'suricata.eve', id, title: signature, severity: severityOf(event) },
    category: categoryFrom(category, signature, metadata?.mitre_tactic_name.join(' ')),
    kindWords: [category],
    techniques: metadata?.mitre_technique_id,
    isEvent: isNoAttack(event),
  }
}

/** Classes of classification.config that tell of traffic out of order or worth a note, and of no attack. */
const NO_ATTACK =
  /^(?:generic protocol command decode|not suspicious traffic|unknown traffic|misc activity|generic icmp event|a tcp connection was detected)$/i

/** Suricata's own events, on what its decoders and parsers stumbled over, are no attack whatever their number. */
function isNoAttack(event: EveEvent | undefined): boolean {
  const { signature, category } = event?.alert ?? {}
  return /^SURICATA\s/.test(signature ?? '') || NO_ATTACK.test(category?.trim() ?? '')
}

function severityOf(event: EveEvent | undefined): string | undefined {
  const { severity, metadata } = event?.alert ?? {}
  const isNote = metadata?.signature_severity.some((word) => /^informational$/i.test(word)) === true
  if (isNoAttack(event) || isNote) return 'informational'
  return SEVERITIES[toNumber(severity) ?? 0]
}

function requested(
  { http, tls, quic }: EveEvent,
  serverPort: number | undefined,
): readonly (readonly [string, string | undefined])[] {
  const names = [['tls.sni', tls?.sni ?? undefined] as const, ['quic.sni', quic?.sni ?? undefined] as const]
  if (!http?.hostname) return names
  if (http.url && /^https?:\/\//i.test(http.url)) return [['http.url', http.url], ...names]
  const port = toNumber(http.http_port) ?? serverPort
  const hasPort = /:\d+$/.test(http.hostname) || port === undefined || port === 80
  const host = hasPort ? http.hostname : `${http.hostname}:${port}`
  return [['http.url', `http://${host}${http.url?.startsWith('/') ? http.url : ''}`], ...names]
}
