import type { FieldSide, ObservableRole } from '../alert'
import { addFinding, nextRecord } from '../collector'
import { optionalText, readObject, shape, textOrNumber, toNumber } from '../fields'
import { isVictimRole, parseProtocol, parseVerdict, strongestRole } from '../words'
import {
  type InnerAddress,
  type ReadEvidence,
  evidenceBase,
  innerAddress,
  innerAddresses,
  weightOf,
} from './evidence-fields'

const ipEvidence = shape({ ...evidenceBase, ipAddress: optionalText })

export const readIp: ReadEvidence = (entry, path, collector) => {
  const ip = readObject(ipEvidence, entry, path, collector)
  if (ip === undefined) return
  addFinding(collector, { type: 'ip', value: ip.ipAddress, from: `${path}.ipAddress`, ...weightOf(ip) })
}

const urlEvidence = shape({ ...evidenceBase, url: optionalText })

export const readUrl: ReadEvidence = (entry, path, collector) => {
  const link = readObject(urlEvidence, entry, path, collector)
  if (link === undefined) return
  // A compromised site is still somebody else's; only what was attacked is ours.
  const roles = link.roles.filter((role) => role.toLowerCase() !== 'compromised')
  const weight = weightOf({ ...link, roles })
  addFinding(collector, { type: 'url', value: link.url, from: `${path}.url`, ...weight })
}

const networkConnectionEvidence = shape({
  ...evidenceBase,
  sourceAddress: innerAddress,
  sourcePort: textOrNumber,
  destinationAddress: innerAddress,
  destinationPort: textOrNumber,
  protocol: optionalText,
})

/** Neither end says by itself which of them is ours: the rest of the alert does. */
export const readConnection: ReadEvidence = (entry, path, collector) => {
  const connection = readObject(networkConnectionEvidence, entry, path, collector)
  if (connection === undefined) return
  const record = nextRecord(collector)
  const protocol = parseProtocol(connection.protocol)
  const verdict = parseVerdict(connection.verdict)
  const entryRole = strongestRole(connection.roles)
  const addEnd = (
    end: 'source' | 'destination',
    inner: InnerAddress,
    port: string | number | null | undefined,
  ) => {
    const own = strongestRole(inner?.roles ?? [])
    addFinding(collector, {
      type: 'ip',
      value: inner?.ipAddress,
      from: `${path}.${end}Address.ipAddress`,
      fieldSide: sideOfEnd(inner?.roles ?? []),
      role: own !== 'unknown' ? own : WEIGHTY.has(entryRole) ? entryRole : end,
      verdict: parseVerdict(inner?.verdict) ?? verdict,
      port: toNumber(port),
      protocol,
      record,
      end,
    })
  }
  addEnd('source', connection.sourceAddress, connection.sourcePort)
  addEnd('destination', connection.destinationAddress, connection.destinationPort)
}

/** What the entry as a whole says of the other end; ours is told from it by its side. */
const WEIGHTY: ReadonlySet<ObservableRole> = new Set(['c2', 'attacker', 'download', 'victim', 'contextual'])

function sideOfEnd(roles: readonly string[]): FieldSide {
  if (isVictimRole(roles)) return 'own'
  return ['c2', 'attacker'].includes(strongestRole(roles)) ? 'remote' : 'unsaid'
}

const dnsEvidence = shape({
  ...evidenceBase,
  domainName: optionalText,
  ipAddresses: innerAddresses,
  dnsServerIp: innerAddress,
  hostIpAddress: innerAddress,
})

/** A name and what it resolved to are one record; the resolver is infrastructure, the asking host is ours. */
export const readDns: ReadEvidence = (entry, path, collector) => {
  const answer = readObject(dnsEvidence, entry, path, collector)
  if (answer === undefined) return
  const remote = { ...weightOf(answer), record: nextRecord(collector) }
  addFinding(collector, { ...remote, type: 'host', value: answer.domainName, from: `${path}.domainName` })
  for (const [i, inner] of (answer.ipAddresses ?? []).entries()) {
    const from = `${path}.ipAddresses[${i}].ipAddress`
    addFinding(collector, { ...remote, type: 'ip', value: inner?.ipAddress, from, isAnswer: true })
  }
  const asked = answer.dnsServerIp?.ipAddress
  const asking = answer.hostIpAddress?.ipAddress
  addFinding(collector, { type: 'ip', value: asked, from: `${path}.dnsServerIp`, fieldSide: 'reference' })
  addFinding(collector, { type: 'ip', value: asking, from: `${path}.hostIpAddress`, fieldSide: 'own' })
}
