import * as z from 'zod'
import type { Alert, AlertSource, FieldSide, ObservableType } from '../alert'
import { type Collector, addFinding, addVictim, newCollector, noteUnreadable, readTime } from '../collector'
import { addCommandLine } from '../command-line'
import { boundedEntries, finishAlert } from '../draft'
import {
  type JsonObject,
  optionalText,
  optionalTime,
  readObject,
  textOrNumber,
  things,
  toNumber,
} from '../fields'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection, addPlace, type ConnectionEnd } from './connection'

const endpoint = z
  .object({ ip: optionalText, hostname: optionalText, domain: optionalText, port: textOrNumber })
  .nullish()
const link = z.union([z.string(), z.object({ url_string: optionalText, text: optionalText })]).nullish()

/** The network of an event: at its top, and again in each piece of evidence. */
const network = z.object({
  src_endpoint: endpoint,
  dst_endpoint: endpoint,
  url: link,
  query: z.object({ hostname: optionalText }).nullish(),
  http_request: z.object({ url: link }).nullish(),
  connection_info: z.object({ direction_id: textOrNumber, protocol_name: optionalText }).nullish(),
  process: z.object({ cmd_line: optionalText }).nullish(),
  device: z.object({ ip: optionalText, hostname: optionalText, name: optionalText }).nullish(),
})

const info = z
  .object({
    uid: textOrNumber,
    title: optionalText,
    desc: optionalText,
    created_time_dt: optionalTime,
    first_seen_time: optionalTime,
    last_seen_time: optionalTime,
  })
  .nullish()

const finding = network.extend({
  finding_info: info,
  finding: info,
  time: optionalTime,
  severity_id: textOrNumber,
  severity: optionalText,
  verdict_id: textOrNumber,
  metadata: z.object({ product: z.object({ name: optionalText }).nullish() }).nullish(),
  attacks: z
    .array(
      z.object({
        technique: z.object({ uid: optionalText }).nullish(),
        tactic: z.object({ name: optionalText }).nullish(),
      }),
    )
    .nullish(),
  observables: things,
  evidences: things,
})

/** A finding in the Open Cybersecurity Schema (classes 2001, 2004 and their kin). */
export function isOcsf(body: JsonObject): boolean {
  return 'class_uid' in body || ('finding_info' in body && 'severity_id' in body)
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
  const about = event?.finding_info ?? event?.finding
  addPhrases(collector, about?.title, 'finding_info.title')
  return finishAlert({ ...wordsOf(event), ...timesOf(collector, event, at) }, collector, source, body)
}

type Network = z.output<typeof network>
type FindingEvent = z.output<typeof finding>

function addNetwork(collector: Collector, seen: Network, at: string, time: Date | undefined): void {
  const direction = { 1: 'inbound', 2: 'outbound' }[toNumber(seen.connection_info?.direction_id) ?? 0] as
    'inbound' | 'outbound' | undefined
  addConnection(collector, {
    source: endOf(seen.src_endpoint, `${at}src_endpoint`),
    destination: {
      ...endOf(seen.dst_endpoint, `${at}dst_endpoint`),
      links: [
        [`${at}url.url_string`, textOf(seen.url)],
        [`${at}http_request.url`, textOf(seen.http_request?.url)],
      ],
    },
    ...{ direction, protocol: parseProtocol(seen.connection_info?.protocol_name), at: time },
  })
  addFinding(collector, {
    type: 'host',
    value: seen.query?.hostname,
    from: `${at}query.hostname`,
    fieldSide: 'remote',
    at: time,
  })
  addCommandLine(collector, seen.process?.cmd_line, `${at}process.cmd_line`)
  addPlace(collector, { value: seen.device?.ip, from: `${at}device.ip`, fieldSide: 'own' })
  addPlace(collector, {
    value: seen.device?.hostname ?? seen.device?.name,
    from: `${at}device.hostname`,
    fieldSide: 'own',
  })
  addVictim(collector, 'device', seen.device?.hostname ?? seen.device?.name)
}

function endOf(seen: z.output<typeof endpoint>, path: string): ConnectionEnd {
  const value = (name: 'ip' | 'hostname' | 'domain') =>
    [`${path}.${name}`, seen?.[name] ?? undefined] as const
  return { values: [value('ip'), value('hostname'), value('domain')], port: toNumber(seen?.port) }
}

function textOf(value: z.output<typeof link>): string | undefined {
  return (typeof value === 'string' ? value : (value?.url_string ?? value?.text)) ?? undefined
}

const observable = z.object({
  name: optionalText,
  type_id: textOrNumber,
  type: optionalText,
  value: z.unknown().optional(),
})
const TYPES: ReadonlyMap<number, ObservableType> = new Map([[1, 'host'], [2, 'ip'], [5, 'email'], [6, 'url']]) // prettier-ignore

/** Its `name` is the path of the field it repeats, and tells the side where that does. */
function addObservable(collector: Collector, entry: unknown, path: string): void {
  const seen = readObject(observable, entry, path, collector)
  const type = TYPES.get(toNumber(seen?.type_id) ?? 0)
  if (type === undefined || seen?.value === undefined || seen.value === null) return
  if (typeof seen.value !== 'string') {
    noteUnreadable(collector, `${path}.value`, 'it is no text')
    return
  }
  addFinding(collector, {
    type,
    value: seen.value,
    from: `${path}.value`,
    fieldSide: sideByName(seen.name ?? ''),
  })
}

function sideByName(name: string): FieldSide {
  if (/(?:^|\.)(?:device|resources?|actor|user|proxy_endpoint)\b/.test(name)) return 'own'
  return /(?:src|dst)_endpoint|connection_info/.test(name) ? 'unsaid' : 'remote'
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
