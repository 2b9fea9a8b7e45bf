import { isIP } from 'node:net'
import type { AbuseKind, Evidence } from '../cases/decision'
import { sha256 } from '../model/hash'
import { replyAddressOf } from './message-ids'
import { oneLine } from './plain-text'
import type { Purpose } from './purpose'
import { renderText } from './render-template'
import type { MailSettings, ReportMail } from './report-mail'
import { placesOf } from './template-places'
import { isPort } from './xarf-type'

/** Who reports, as the form wants it. */
export type MsrcReporter = {
  readonly name: string
  /** A mailbox of ours, at most 64 characters. */
  readonly email: string
  /** Write the report's token into the mailbox, where that still fits, so that an answer names its report. */
  readonly plusAddress: boolean
}

/** A report for Microsoft's Report Abuse API, version 3.0: the exact JSON that is posted. */
export type MsrcSubmission = { readonly raw: Buffer; readonly sha256: string }

export const maxNotesLength = 10_000
export const maxReporterEmailLength = 64

/**
 * The API's own names for kinds of abuse, told by link or by address. It knows no command-and-control, so that goes as
 * malware; and it has no place for scans and for applications.
 */
const incidentTypes: Record<AbuseKind, { readonly url?: string; readonly address?: string }> = {
  'command-and-control': { url: 'Malware', address: 'Malware' },
  phishing: { url: 'Phishing' },
  'malware-delivery': { url: 'Malware', address: 'Malware' },
  'brute-force': { address: 'Brute Force' },
  scanning: {},
  spam: { address: 'Spam' },
  'malicious-app': {},
  other: { url: 'Malicious Text or URL' },
}

type Incident = {
  readonly threatType: 'URL' | 'IP Address'
  readonly incidentType: string
  readonly sourceUrl?: string
}

/** Whether the form has a place for it. It opens no thread, so only a report by itself goes there, and no follow-up. */
export const msrcTakes = (evidence: Evidence, purpose: Purpose): boolean =>
  (purpose === 'initial' || purpose === 'escalation') && incidentOf(evidence) !== undefined

/** On an address that many customers share only the link tells whom it is about, so a link comes first. */
function incidentOf(evidence: Evidence): Incident | undefined {
  const types = incidentTypes[evidence.abuse]
  const sourceUrl = urlOf(evidence)
  if (types.url !== undefined && sourceUrl !== undefined)
    return { threatType: 'URL', incidentType: types.url, sourceUrl }
  return types.address !== undefined && isIP(evidence.address ?? '') !== 0
    ? { threatType: 'IP Address', incidentType: types.address }
    : undefined
}

function urlOf({ url, host, port }: Evidence): string | undefined {
  const text = url ?? (host === undefined ? undefined : hostUrl(host, port))
  return text === undefined ? undefined : (URL.parse(text)?.href ?? undefined)
}

const hostUrl = (host: string, port: number | undefined): string =>
  port === 80 ? `http://${host}/` : `https://${host}${port === undefined ? '' : `:${port}`}/`

/**
 * The form, from allow-listed facts only: Microsoft's side is the source, and ours stands nowhere. Same report, same
 * bytes.
 * @throws Error when the form has no place for it, or a trial would reach the real desk
 */
export function composeMsrc(
  report: ReportMail,
  settings: MailSettings,
  reporter: MsrcReporter,
): MsrcSubmission {
  const incident = incidentOf(report.evidence)
  if (incident === undefined) throw new Error(`The form has no place for ${report.reportId}`)
  const isTest = settings.redirectAllTo !== undefined
  if (report.trial && !isTest)
    throw new Error(`Report ${report.reportId} is a trial, and REDIRECT_ALL_TO is not set`)
  const form = {
    ...whenSeen(report.lastSeenAt),
    ...incident,
    ...sourceOf(report.evidence),
    severity: severities[report.evidence.severity],
    source: 'ReportApi',
    // Whom the report is about is not told who made it.
    anonymizeReport: true,
    reportNotes: notesOf(report, settings),
    reporterName: oneLine(reporter.name) || reporter.email,
    reporterEmail: emailOf(report.reportId, reporter),
    reporterOrg: oneLine(settings.organisation),
    ...(isTest && { testSubmission: true }),
  }
  const raw = Buffer.from(JSON.stringify(form))
  return { raw, sha256: sha256(raw) }
}

/** When it was last seen: an address changes hands. The API takes `+0000`, and refuses `UTC`. */
function whenSeen(at: Date) {
  const [date = '', time = ''] = at.toISOString().slice(0, 19).split('T')
  return { date, time, timeZone: '+0000' }
}

function sourceOf({ address, port }: Evidence) {
  return {
    ...(isIP(address ?? '') !== 0 && { sourceIp: address }),
    ...(isPort(port) && { sourcePort: String(port) }),
  }
}

/** Every sample that the API is known to have taken says one. */
const severities: Readonly<Record<Evidence['severity'], 'High' | 'Medium' | 'Low'>> = {
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Low',
  unknown: 'Medium',
}

const shortened = '\n(shortened)'

function notesOf(report: ReportMail, settings: MailSettings): string {
  const notes = renderText('msrc-notes', placesOf(report, settings), settings.templates)
  if (notes.length <= maxNotesLength) return notes
  const cut = notes.slice(0, maxNotesLength - shortened.length)
  return `${cut.slice(0, cut.lastIndexOf('\n')).toWellFormed()}${shortened}`
}

function emailOf(reportId: string, { email, plusAddress }: MsrcReporter): string {
  const withToken = replyAddressOf(reportId, email)
  return plusAddress && withToken.length <= maxReporterEmailLength ? withToken : email
}
