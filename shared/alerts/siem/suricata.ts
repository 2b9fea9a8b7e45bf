import * as z from 'zod'
import type { Alert, AlertSource } from '../alert'
import { addFinding, newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import {
  type JsonObject,
  optionalText,
  optionalTime,
  readObject,
  textOrNumber,
  texts,
  toNumber,
} from '../fields'
import { addPhrases } from '../phrases'
import { parseProtocol } from '../words'
import { categoryFrom } from './category'
import { addConnection } from './connection'

const eveEvent = z.object({
  event_type: optionalText,
  timestamp: optionalTime,
  flow_id: textOrNumber,
  src_ip: optionalText,
  src_port: textOrNumber,
  dest_ip: optionalText,
  dest_port: textOrNumber,
  proto: optionalText,
  direction: optionalText,
  flow: z.object({ src_ip: optionalText, dest_ip: optionalText }).nullish(),
  alert: z
    .object({
      signature: optionalText,
      signature_id: textOrNumber,
      category: optionalText,
      severity: textOrNumber,
      metadata: z.object({ mitre_technique_id: texts, mitre_tactic_name: texts }).nullish(),
    })
    .nullish(),
  http: z.object({ hostname: optionalText, http_port: textOrNumber, url: optionalText }).nullish(),
  tls: z.object({ sni: optionalText }).nullish(),
  dns: z
    .object({ rrname: optionalText, query: z.array(z.object({ rrname: optionalText })).nullish() })
    .nullish(),
})

type EveEvent = z.output<typeof eveEvent>

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
  if (event !== undefined) {
    const server = serverEnd(event)
    addConnection(collector, {
      source: {
        values: [['src_ip', event.src_ip ?? undefined]],
        port: toNumber(event.src_port),
        links: server === 'source' ? requested(event) : [],
      },
      destination: {
        values: [['dest_ip', event.dest_ip ?? undefined]],
        port: toNumber(event.dest_port),
        links: server === 'destination' ? requested(event) : [],
      },
      protocol: parseProtocol(event.proto),
      at,
    })
    // The name that was asked for is what the alert is about; the resolver that was asked is not.
    const names = [event.dns?.rrname, ...(event.dns?.query ?? []).map(({ rrname }) => rrname)]
    for (const value of new Set(names)) {
      addFinding(collector, { type: 'host', value, from: 'dns.rrname', fieldSide: 'remote', at })
    }
  }
  addPhrases(collector, event?.alert?.signature, 'alert.signature')
  return finishAlert(
    { ...wordsOf(event), createdAt: at, firstActivityAt: at, lastActivityAt: at },
    collector,
    source,
    body,
  )
}

const SEVERITIES = ['unknown', 'high', 'medium', 'low', 'informational']

function wordsOf(event: EveEvent | undefined) {
  const { signature, signature_id: signatureId, severity, category, metadata } = event?.alert ?? {}
  const id = event?.flow_id && signatureId ? `${event.flow_id}-${signatureId}` : undefined
  return {
    ...{ format: 'suricata.eve', id, title: signature, severity: SEVERITIES[toNumber(severity) ?? 0] },
    category: categoryFrom(category, signature, metadata?.mitre_tactic_name.join(' ')),
    techniques: metadata?.mitre_technique_id,
  }
}

const WELL_KNOWN = new Set([53, 80, 443, 8000, 8080, 8443])

/** A rule may match on the server's answer; then the source of the packet is what was requested from. */
function serverEnd({ flow, direction, src_ip, src_port, dest_port }: EveEvent): 'source' | 'destination' {
  if (flow?.dest_ip) return flow.dest_ip === src_ip ? 'source' : 'destination'
  if (direction) return direction === 'to_client' ? 'source' : 'destination'
  const [from, to] = [toNumber(src_port) ?? 0, toNumber(dest_port) ?? 0]
  return WELL_KNOWN.has(from) && !WELL_KNOWN.has(to) ? 'source' : 'destination'
}

function requested({
  http,
  tls,
  src_port,
  dest_port,
  ...event
}: EveEvent): readonly (readonly [string, string | undefined])[] {
  const sni = ['tls.sni', tls?.sni ?? undefined] as const
  if (!http?.hostname) return [sni]
  const port =
    toNumber(http.http_port) ??
    toNumber(serverEnd({ ...event, http, tls, src_port, dest_port }) === 'source' ? src_port : dest_port)
  const path = http.url?.startsWith('/') ? http.url : ''
  if (http.url && /^https?:\/\//i.test(http.url)) return [['http.url', http.url], sni]
  const host =
    /:\d+$/.test(http.hostname) || port === undefined || port === 80
      ? http.hostname
      : `${http.hostname}:${port}`
  return [['http.url', `http://${host}${path}`], sni]
}
