import { createHash } from 'node:crypto'
import { sha256 } from '../model/hash'
import { oneLine } from './plain-text'
import type { MailSettings, ReportMail } from './report-mail'
import { sightingsCsv } from './sightings-csv'
import { productInWords } from './product-words'
import { actorName, enginesInWords, techniqueIds, wordingOf } from './words'
import { isPort, sourceOf, xarfTypeOf } from './xarf-type'

const xarfVersion = '4.2.0'

/** Name space of our report ids among name-based UUIDs; a value of this project's own. */
const reportNamespace = Buffer.from('5d1f6c0b7a3e4f2c9b8d20119a420443', 'hex')

/**
 * The report for machines: XARF v4, one incident, the abusive side as source. Addresses and URLs are written as they
 * are, because a defanged one does not validate. Same report, same bytes.
 */
export function composeXarf(report: ReportMail, settings: MailSettings): Readonly<Record<string, unknown>> {
  const { evidence } = report
  const contact = contactOf(settings)
  return {
    xarf_version: xarfVersion,
    report_id: reportUuid(report.reportId),
    timestamp: report.firstSeenAt.toISOString(),
    reporter: contact,
    sender: contact,
    source_identifier: oneLine(sourceOf(evidence), 253),
    ...(isPort(evidence.port) ? { source_port: evidence.port } : {}),
    ...xarfTypeOf(evidence, report),
    evidence_source: 'automated_discovery',
    evidence: [csvEvidence(report)],
    ...tagged(report),
    description: description(report),
  }
}

/** The mail's own parties; `domain` is where the desk can verify us. */
function contactOf({ organisation, from }: MailSettings): Readonly<Record<string, string>> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1).toLowerCase()
  return { org: oneLine(organisation) || domain, contact: from.address, domain }
}

function csvEvidence(report: ReportMail): Readonly<Record<string, unknown>> {
  const csv = Buffer.from(sightingsCsv(report))
  return {
    content_type: 'text/csv',
    description: 'Times of the sightings, in UTC, and the remote port',
    payload: csv.toString('base64'),
    hash: `sha256:${sha256(csv)}`,
    size: csv.length,
  }
}

/** Tags allow `a-z0-9_+-` only, so `T1071.001` becomes `mitre:t1071_001`. */
function tagged({ evidence, actorNow }: ReportMail): { readonly tags?: readonly string[] } {
  const current = actorNow?.kind === 'renamed' ? actorNow.name : undefined
  const actors = [evidence.actor, current].map(actorName).filter((name) => name !== undefined)
  const tags = [
    ...actors.map((name) => `actor:${predicate(name)}`),
    ...techniqueIds(evidence.techniques).map((id) => `mitre:${predicate(id)}`),
  ].filter((tag) => /^[a-z]+:[a-z0-9][a-z0-9_+-]*$/.test(tag))
  return tags.length === 0 ? {} : { tags: tags.slice(0, 20) }
}

const predicate = (text: string): string => text.toLowerCase().replace(/[^a-z0-9_+-]/g, '_')

function description({ evidence, reportId, engines, seeAlso = [] }: ReportMail): string {
  const product = productInWords(evidence.detectionSource) ?? 'Security monitoring'
  const sentences = [
    `Detected by ${product}: ${whatAndWhere(evidence)}.`,
    ...(engines && engines.flagged > 0
      ? [`On VirusTotal, ${enginesInWords(engines)} engines flag it as malicious.`]
      : []),
    `Report ${reportId}.`,
    ...seeAlso.slice(0, 5).map((other) => `See also report ${oneLine(other.reportId, 40)}.`),
  ]
  return sentences.join(' ')
}

function whatAndWhere(evidence: ReportMail['evidence']): string {
  const { what, preposition } = wordingOf(evidence)
  return `${what}, ${preposition === 'on' ? 'hosted by Microsoft' : "from Microsoft's network"}`
}

/** Name-based UUID (RFC 9562, version 5) of a report id, since the schema asks for a UUID. */
export function reportUuid(reportId: string): string {
  const digest = createHash('sha1').update(reportNamespace).update(reportId).digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
