import { isIP } from 'node:net'
import type { Evidence } from '../cases/decision'

/** Category, type and the members that this type demands (XARF v4 `schemas/v4/types`). */
export type XarfType = { readonly category: string; readonly type: string } & Readonly<
  Record<string, unknown>
>

type Seen = { readonly firstSeenAt: Date; readonly lastSeenAt: Date }

/**
 * The most telling type whose required members are known. What is only an address says little of its content, and an
 * attack without the attacker's port does not validate as a connection: those become a server or plain intelligence.
 */
export function xarfTypeOf(evidence: Evidence, seen: Seen): XarfType {
  switch (evidence.abuse) {
    case 'phishing':
      return content(evidence, { type: 'phishing' })
    case 'malware-delivery':
      return content(evidence, { type: 'malware', distribution_method: 'direct_download' })
    case 'command-and-control':
      return content(evidence, { type: 'remote_compromise', compromise_type: 'c2_server' })
    case 'brute-force':
      return connection(evidence, seen, 'login_attack')
    case 'scanning':
      return connection(evidence, seen, 'port_scan')
    case 'spam':
      return intelligence('spam')
    case 'malicious-app':
      return intelligence('malicious_application')
    case 'other':
      return content(evidence, { type: 'remote_compromise', compromise_type: 'other' })
    default:
      return evidence.abuse satisfies never
  }
}

/** What no browser and no server takes any more tells nobody where to look. */
const maxUrlLength = 8000

type ContentMembers = { readonly type: string } & Readonly<Record<string, string>>

function content(evidence: Evidence, members: ContentMembers): XarfType {
  const url = evidence.url ?? urlOfHost(evidence)
  if (url === undefined || url.length > maxUrlLength || !URL.canParse(url)) return compromisedServer
  const domain = domainOf(evidence.host ?? new URL(url).hostname)
  return {
    category: 'content',
    ...members,
    url: new URL(url).href,
    ...(domain === undefined ? {} : { domain }),
  }
}

/** How it was compromised, or whether it is the attacker's own, cannot be seen from outside. */
const compromisedServer: XarfType = {
  category: 'infrastructure',
  type: 'compromised_server',
  compromise_method: 'unknown',
}

const intelligence = (threatType: string): XarfType => ({
  category: 'reputation',
  type: 'threat_intelligence',
  threat_type: threatType,
})

/** The schema wants a URL; with a port that no web server uses by custom, none is claimed to answer. */
function urlOfHost({ host, port }: Evidence): string | undefined {
  if (host === undefined) return undefined
  if (port === undefined || port === 443) return `https://${host}/`
  return port === 80 ? `http://${host}/` : `tcp://${host}:${port}`
}

const xarfDomain = /^([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$/
const domainOf = (host: string): string | undefined =>
  host.length <= 253 && xarfDomain.test(host) ? host : undefined

const transports = new Set(['tcp', 'udp', 'icmp', 'sctp'])

function connection(evidence: Evidence, { firstSeenAt, lastSeenAt }: Seen, type: string): XarfType {
  const source = sourceOf(evidence)
  if (isIP(source) !== 0 && !isPort(evidence.port)) return intelligence(type)
  const protocol = evidence.protocol?.toLowerCase() ?? ''
  return {
    category: 'connection',
    type,
    protocol: transports.has(protocol) ? protocol : 'tcp',
    first_seen: firstSeenAt.toISOString(),
    last_seen: lastSeenAt.toISOString(),
    ...(isPort(evidence.attackedPort) && { destination_port: evidence.attackedPort }),
  }
}

/** Whether the schema takes it: 0 is a port to some products. */
export const isPort = (port: number | undefined): port is number =>
  port !== undefined && port >= 1 && port <= 65_535

/** The abusive side: its address where we have it, because that is what a hoster looks up. */
export const sourceOf = (evidence: Evidence): string =>
  evidence.address ?? evidence.host ?? hostOfUrl(evidence.url)

const hostOfUrl = (url: string | undefined): string =>
  url !== undefined && URL.canParse(url) ? new URL(url).hostname : 'unknown'
