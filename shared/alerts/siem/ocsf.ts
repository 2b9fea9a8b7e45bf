import type { Alert, AlertSource } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, nextRecord, readTime } from '../collector'
import { addCommandLine } from '../command-line'
import { boundedEntries, finishAlert } from '../draft'
import {
  anything,
  type JsonObject,
  listOf,
  objectOf,
  optionalText,
  optionalTime,
  type Read,
  readObject,
  required,
  shape,
  textOr,
  textOrNumber,
  texts,
  things,
  toNumber,
} from '../fields'
import { senderSide } from '../graph/mail-evidence'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection, addPlace, type ConnectionEnd, type Direction } from './connection'
import { addIntelligence, addObservable } from './ocsf-observables'

const endpoint = objectOf({
  ip: optionalText,
  hostname: optionalText,
  domain: optionalText,
  port: textOrNumber,
})
const link = textOr(objectOf({ url_string: optionalText, text: optionalText, hostname: optionalText }))
const machineFields = { ip: optionalText, hostname: optionalText, name: optionalText }
const machine = objectOf(machineFields)
const resource = shape(machineFields)
const process = objectOf({ cmd_line: optionalText })

/** The network of an event: at its top, and again in each piece of evidence. */
const networkFields = {
  src_endpoint: endpoint,
  dst_endpoint: endpoint,
  url: link,
  query: objectOf({ hostname: optionalText }),
  http_request: objectOf({ url: link }),
  tls: objectOf({ sni: optionalText }),
  connection_info: objectOf({
    direction_id: textOrNumber,
    direction: optionalText,
    protocol_name: optionalText,
  }),
  is_src_dst_assignment_known: anything,
  file: objectOf({ url: link }),
  email: objectOf({
    from: optionalText,
    to: texts,
    smtp_from: optionalText,
    x_originating_ip: texts,
  }),
  process,
  actor: objectOf({ process }),
  device: machine,
}
const network = shape(networkFields)

const info = objectOf({
  uid: textOrNumber,
  title: optionalText,
  desc: optionalText,
  created_time_dt: optionalTime,
  first_seen_time: optionalTime,
  last_seen_time: optionalTime,
})

const finding = shape({
  ...networkFields,
  finding_info: info,
  finding: info,
  time: optionalTime,
  severity_id: textOrNumber,
  severity: optionalText,
  verdict_id: textOrNumber,
  metadata: objectOf({ product: objectOf({ name: optionalText }) }),
  attacks: listOf(
    required(
      objectOf({ technique: objectOf({ uid: optionalText }), tactic: objectOf({ name: optionalText }) }),
    ),
  ),
  message: optionalText,
  observables: things,
  evidences: things,
  osint: things,
  resources: things,
})

/** A finding in the Open Cybersecurity Schema (classes 2001, 2004 and their kin). */
export function isOcsf(body: JsonObject): boolean {
  const isEvent = ['class_uid', 'finding_info', 'finding'].some((member) => member in body)
  return isEvent && ['severity_id', 'metadata', 'category_uid', 'type_uid'].some((member) => member in body)
}

export function parseOcsf(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const event = readObject(finding, body, '', collector)
  const at = readTime(collector, 'time', event?.time)
  if (event !== undefined) addNetwork(collector, event, '', at)
  for (const [i, entry] of boundedEntries(collector, event?.evidences ?? [], 'evidences')) {
    const evidence = readObject(network, entry, `evidences[${i}]`, collector)
    if (evidence !== undefined) addNetwork(collector, evidence, `evidences[${i}].`, at)
  }
  for (const [i, entry] of boundedEntries(collector, event?.observables ?? [], 'observables')) {
    addObservable(collector, entry, `observables[${i}]`)
  }
  for (const [i, entry] of boundedEntries(collector, event?.osint ?? [], 'osint')) {
    addIntelligence(collector, entry, `osint[${i}]`)
  }
  for (const [i, entry] of boundedEntries(collector, event?.resources ?? [], 'resources')) {
    if (entry !== null)
      addMachine(collector, readObject(resource, entry, `resources[${i}]`, collector), `resources[${i}]`)
  }
  const about = event?.finding_info ?? event?.finding
  addPhrases(collector, about?.title, 'finding_info.title')
  addPhrases(collector, about?.desc, 'finding_info.desc')
  addPhrases(collector, event?.message, 'message')
  const words = { ...wordsOf(event), isEvent: isActivity(body['class_uid']) }
  return finishAlert({ ...words, ...timesOf(collector, event, at) }, collector, source, body)
}

/** Classes from 2000 to 2999 are findings; the others tell what happened, whether or not anybody took it for an attack. */
function isActivity(classUid: unknown): boolean {
  const number = typeof classUid === 'number' || typeof classUid === 'string' ? Number(classUid) : NaN
  return number >= 1000 && Math.floor(number / 1000) !== 2
}

type Network = Read<typeof network>
type FindingEvent = Read<typeof finding>

function addNetwork(collector: Collector, seen: Network, at: string, time: Date | undefined): void {
  const direction = directionOf(seen)
  const asked = questionSide(seen, direction)
  addConnection(collector, {
    source: endOf(seen.src_endpoint, `${at}src_endpoint`),
    destination: {
      ...endOf(seen.dst_endpoint, `${at}dst_endpoint`),
      links: [
        [`${at}url.url_string`, textOf(seen.url)],
        [`${at}http_request.url`, textOf(seen.http_request?.url)],
        [`${at}tls.sni`, seen.tls?.sni ?? undefined],
      ],
      ...(asked === 'unknown' ? { isAlone: true } : { side: asked }),
    },
    direction,
    ...{ protocol: parseProtocol(seen.connection_info?.protocol_name), at: time },
  })
  addFinding(collector, {
    type: 'host',
    value: seen.query?.hostname,
    from: `${at}query.hostname`,
    // What somebody outside asks our own name server for may be our own name.
    fieldSide: direction === 'inbound' ? 'unsaid' : 'remote',
    at: time,
  })
  addFinding(collector, {
    ...{ type: 'url', value: textOf(seen.file?.url), from: `${at}file.url`, fieldSide: 'remote', at: time },
    ...{ role: 'download', isRoleAssumed: true },
  })
  addMail(collector, seen, at)
  addCommandLine(collector, seen.process?.cmd_line, `${at}process.cmd_line`)
  addCommandLine(collector, seen.actor?.process?.cmd_line, `${at}actor.process.cmd_line`)
  addMachine(collector, seen.device, `${at}device`)
}

/** A mail, of which nothing but its direction says whose it is. */
function addMail(collector: Collector, seen: Network, at: string): void {
  const { email } = seen
  if (!email) return
  const fieldSide = senderSide(directionOf(seen))
  const from = { fieldSide, role: 'mail-sender', record: nextRecord(collector) } as const
  for (const member of ['from', 'smtp_from'] as const)
    addFinding(collector, { ...from, type: 'email', value: email[member], from: `${at}email.${member}` })
  for (const value of email.x_originating_ip)
    addFinding(collector, { ...from, type: 'ip', value, from: `${at}email.x_originating_ip` })
  if (fieldSide === 'remote') for (const to of email.to) addVictim(collector, 'mailbox', to)
}

/** Which end is ours. A record may say that it does not know which end is which, and then its direction says nothing. */
function directionOf(seen: Network): Direction | undefined {
  if (seen.is_src_dst_assignment_known === false) return undefined
  const { direction_id: id, direction } = seen.connection_info ?? {}
  const word = ['', 'inbound', 'outbound', 'lateral'][toNumber(id) ?? 0] || direction?.trim().toLowerCase()
  return word === 'inbound' || word === 'outbound' || word === 'lateral' ? word : undefined
}

/** A name server that was asked is no party to what the name is used for; without a port nobody knows what was asked. */
function questionSide(seen: Network, direction: Direction | undefined): 'reference' | 'unknown' | undefined {
  const { dst_endpoint: asked, query } = seen
  if (query?.hostname === undefined || !asked || direction === 'inbound') return undefined
  const port = toNumber(asked.port)
  if (port === undefined) return 'unknown'
  return port === 53 || port === 853 ? 'reference' : undefined
}

function addMachine(collector: Collector, seen: Read<typeof machine>, path: string): void {
  const name = seen?.hostname ?? (/\s/.test(seen?.name ?? '') ? undefined : seen?.name)
  addPlace(collector, { value: seen?.ip, from: `${path}.ip`, fieldSide: 'own' })
  addPlace(collector, { value: name, from: `${path}.hostname`, fieldSide: 'own' })
  if (path.endsWith('device')) addVictim(collector, 'device', seen?.hostname ?? seen?.name)
}

function endOf(seen: Read<typeof endpoint>, path: string): ConnectionEnd {
  const value = (name: 'ip' | 'hostname' | 'domain') =>
    [`${path}.${name}`, seen?.[name] ?? undefined] as const
  return { values: [value('ip'), value('hostname'), value('domain')], port: toNumber(seen?.port) }
}

function textOf(value: Read<typeof link>): string | undefined {
  return (
    (typeof value === 'string' ? value : (value?.url_string ?? value?.text ?? value?.hostname)) ?? undefined
  )
}

const SEVERITIES = ['unknown', 'informational', 'low', 'medium', 'high', 'critical', 'fatal']
const VERDICTS: ReadonlyMap<number, string> = new Map([[1, 'falsePositive'], [2, 'truePositive'], [5, 'benignPositive'], [6, 'benignPositive']]) // prettier-ignore

function wordsOf(event: FindingEvent | undefined) {
  const about = event?.finding_info ?? event?.finding
  const tactics = event?.attacks?.flatMap(({ tactic }) => tactic?.name ?? []) ?? []
  return {
    ...{ format: 'ocsf', id: about?.uid, title: about?.title, description: about?.desc },
    severity: SEVERITIES[toNumber(event?.severity_id) ?? 0] ?? event?.severity,
    classification: VERDICTS.get(toNumber(event?.verdict_id) ?? 0),
    category: categoryFrom(...tactics, about?.title),
    techniques: event?.attacks?.flatMap(({ technique }) => technique?.uid ?? []),
    detectionSource: event?.metadata?.product?.name,
  }
}

function timesOf(collector: Collector, event: FindingEvent | undefined, at: Date | undefined) {
  const about = event?.finding_info ?? event?.finding
  const time = (member: 'created_time_dt' | 'first_seen_time' | 'last_seen_time') =>
    readTime(collector, `finding_info.${member}`, about?.[member])
  return {
    createdAt: time('created_time_dt') ?? at,
    firstActivityAt: time('first_seen_time') ?? at,
    lastActivityAt: time('last_seen_time') ?? at,
  }
}
