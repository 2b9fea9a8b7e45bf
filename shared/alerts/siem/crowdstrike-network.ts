import { type Collector, addFinding, noteUnreadable, readTime } from '../collector'
import { boundedEntries } from '../draft'
import { isObject, MALFORMED, things } from '../fields'
import { parseProtocol } from '../words'
import { addConnection, addPlace } from './connection'
import { type Dotted, dotted } from './dotted'

/** The indicators of a detection's own network kinds, lower case; hashes and file names are none of ours. */
export function addIndicators(collector: Collector, seen: Dotted): ReadonlySet<string> {
  const named = new Set<string>()
  for (const [type, value, from] of indicatorsOf(seen)) {
    const kind = /^(?:domain|host|ipv?[46]?|ip_?address|url)$/.exec(type.toLowerCase())?.[0]
    if (kind === undefined) continue
    named.add(value.trim().toLowerCase())
    const where = { from, fieldSide: 'remote', verdict: 'malicious' } as const
    if (kind === 'url') addFinding(collector, { ...where, type: 'url', value })
    else addPlace(collector, { ...where, value })
  }
  return named
}

/** Type and value stand side by side, in lists of the same order where a detection has several behaviours. */
function* indicatorsOf(seen: Dotted): Generator<readonly [type: string, value: string, from: string]> {
  for (const root of ['', 'behaviors.', 'ioc_context.']) {
    for (const [typeName, valueName] of [
      ['ioc_type', 'ioc_value'],
      ['IOCType', 'IOCValue'],
    ] as const) {
      const types = seen.texts(`${root}${typeName}`)
      for (const [i, value] of seen.texts(`${root}${valueName}`).entries()) {
        const type = types[i] ?? types[0]
        if (type !== undefined) yield [type, value, `${root}${valueName}`]
      }
    }
  }
}

const ACCESSES = ['NetworkAccesses', 'network_accesses', 'MobileNetworkConnections']
const QUESTIONS = ['DnsRequests', 'dns_requests', 'MobileDnsRequests']

/**
 * What the process or the app talked to. Where the detection names its indicator, all else that it talked to is
 * context; a name server is never more than a reference.
 */
export function addNetwork(collector: Collector, seen: Dotted, indicators: ReadonlySet<string>): void {
  const roleOf = (value: string | undefined) =>
    indicators.size > 0 && !indicators.has(value?.toLowerCase() ?? '') ? ('contextual' as const) : undefined
  for (const path of ACCESSES) {
    for (const [i, access] of entriesAt(collector, seen, path)) {
      addAccess(collector, access, `${path}[${i}]`, roleOf(access.text('RemoteAddress', 'remote_address')))
    }
  }
  for (const path of QUESTIONS) {
    for (const [i, question] of entriesAt(collector, seen, path)) {
      const value = question.text('DomainName', 'domain_name')
      const where = { from: `${path}[${i}].DomainName`, fieldSide: 'remote', role: roleOf(value) } as const
      addFinding(collector, { ...where, type: 'host', value })
    }
  }
}

const NAME_SERVER = new Set(['53', '853', '5353'])

/** The entry calls its ends local and remote, whoever began. */
function addAccess(collector: Collector, one: Dotted, path: string, role: 'contextual' | undefined): void {
  const value = (...names: string[]) => names.map((name) => [`${path}.${name}`, one.text(name)] as const)
  const remotePort = one.text('RemotePort', 'remote_port')
  addConnection(collector, {
    source: {
      values: value('LocalAddress', 'local_address'),
      port: portOf(one.text('LocalPort', 'local_port')),
    },
    destination: {
      values: value('RemoteAddress', 'remote_address'),
      port: portOf(remotePort),
      links: value('Url', 'url'),
      role,
      side: NAME_SERVER.has(remotePort ?? '') ? 'reference' : undefined,
    },
    direction: 'outbound',
    protocol: parseProtocol(one.text('Protocol', 'protocol')),
    at: readTime(collector, `${path}.AccessTimestamp`, one.text('AccessTimestamp', 'access_timestamp')),
  })
}

function* entriesAt(collector: Collector, seen: Dotted, path: string): Generator<readonly [number, Dotted]> {
  const list = things(seen.value(path))
  if (list === MALFORMED) noteUnreadable(collector, path, 'it is no list')
  for (const [i, one] of boundedEntries(collector, list === MALFORMED ? [] : list, path)) {
    if (isObject(one)) yield [i, dotted(one, collector, `${path}[${i}].`)]
    else noteUnreadable(collector, `${path}[${i}]`, 'it is no entry')
  }
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined
}
