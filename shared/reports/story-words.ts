import type { Evidence } from '../cases/decision'
import { oneLine } from './plain-text'
import { productInWords } from './product-words'
import type { ReportMail } from './report-mail'
import { actorInWords, enginesInWords, identifierInWords, techniqueIds, wordingOf } from './words'

/** Services that people know by the port; others are told by their number alone. */
const services: Readonly<Record<number, string>> = {
  21: 'FTP',
  22: 'SSH',
  23: 'Telnet',
  25: 'SMTP',
  53: 'DNS',
  80: 'HTTP',
  110: 'POP3',
  143: 'IMAP',
  389: 'LDAP',
  443: 'HTTPS',
  445: 'SMB',
  465: 'SMTPS',
  587: 'SMTP submission',
  636: 'LDAPS',
  993: 'IMAPS',
  995: 'POP3S',
  1433: 'SQL Server',
  3306: 'MySQL',
  3389: 'RDP',
  5432: 'PostgreSQL',
  5900: 'VNC',
  5985: 'WinRM',
  5986: 'WinRM over HTTPS',
  6379: 'Redis',
  6443: 'the Kubernetes API',
  27017: 'MongoDB',
}

/**
 * What our systems saw of it, rebuilt from parsed parts: the alert's own sentence names our systems and never leaves.
 * An inbound connection names the attacked service and, as such, the source port.
 */
export function activityInWords(report: ReportMail): string {
  const { evidence, systems } = report
  const who =
    systems === undefined ? 'Our systems' : systems === 1 ? 'One of our systems' : `${systems} of our systems`
  return `${who} ${wordingOf(evidence).happened}${connectionInWords(evidence)} (${countInWords(report)}).`
}

function connectionInWords({ direction, attackedPort, port, protocol }: Evidence): string {
  const transport = protocol === undefined ? '' : ` (${oneLine(protocol, 12).toUpperCase()})`
  if (direction === 'outbound')
    return port === undefined ? ', outbound' : ` on port ${port}${transport}, outbound`
  if (direction === undefined) return ''
  const source = port === undefined ? '' : `, source port ${port}`
  if (attackedPort === undefined) return `, inbound${source}`
  const service = services[attackedPort]
  return `, inbound to ${service === undefined ? '' : `${service}, `}port ${attackedPort}${transport}${source}`
}

function countInWords({ sightings, unlistedSightings = 0, connections }: ReportMail): string {
  const alerts = sightings.length + unlistedSightings
  const told = `${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`
  if (connections === undefined) return told
  return `${told}, ${connections.count} ${connections.count === 1 ? 'connection' : 'connections'}`
}

/** Who says so, in one paragraph: product, severity, category, threat actor, techniques, VirusTotal. */
export function evidenceInWords({ evidence, actorNow, engines }: ReportMail): string {
  const actor = actorInWords(evidence.actor, actorNow)
  const techniques = techniqueIds(evidence.techniques).join(', ')
  const asOf = engines?.asOf === undefined ? '' : ` (as of ${engines.asOf.toISOString().slice(0, 10)})`
  return [
    `${productInWords(evidence.detectionSource) ?? 'Our security monitoring'} raised ${alertInWords(evidence)}.`,
    actor === undefined ? '' : `The alert names the threat actor ${actor}.`,
    techniques === '' ? '' : `MITRE ATT&CK: ${techniques}.`,
    engines === undefined || engines.flagged === 0
      ? ''
      : `${enginesInWords(engines)} engines on VirusTotal flag it as malicious${asOf}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function alertInWords({ severity, category }: Evidence): string {
  const words = identifierInWords(category ?? '')
  const filed = words === undefined ? '' : ` in the category "${words}"`
  if (severity === 'unknown') return `an alert${filed}`
  if (severity === 'informational') return `an informational alert${filed}`
  return `a ${severity}-severity alert${filed}`
}
