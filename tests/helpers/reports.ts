import type { Case } from '../../shared/cases/case'
import type { Evidence } from '../../shared/cases/decision'
import type { Enrichment } from '../../shared/cases/enrichment'
import { parseHostname, type Hostname } from '../../shared/model/hostname'
import { parseReportId, type ReportId } from '../../shared/model/report-id'
import { applyCause } from '../../shared/reports/apply-cause'
import type { Cause } from '../../shared/reports/cause'
import { reportOf } from '../../shared/reports/open-report'
import type { Report, Sent, Status } from '../../shared/reports/report'
import type { Waits } from '../../shared/reports/ladder'

export const t0 = new Date('2026-11-23T10:00:00Z')
export const hours = (n: number): Date => new Date(t0.getTime() + n * 3_600_000)
export const days = (n: number): Date => hours(24 * n)

export const reportId = (text = 'DAR-2611-7F3K9QXM'): ReportId => parseReportId(text)!
export const host = (text = 'login.contoso-app.azurewebsites.net'): Hostname => parseHostname(text)!

export const evidence: Evidence = {
  host: host(),
  address: '203.0.113.9',
  url: 'https://login.contoso-app.azurewebsites.net/',
  port: 443,
  reasons: ['verdict-malicious'],
  abuse: 'phishing',
  grade: 'B',
  ownershipClass: 'customer-hosted',
  cloud: 'Public',
  serviceTags: ['AppService.EastUS'],
  region: 'eastus',
  sharedFrontEnd: true,
  snapshotDate: '2026-11-20',
  severity: 'high',
  techniques: [],
  firstActivityAt: hours(-2),
  lastActivityAt: hours(-1),
}

export const waits: Waits = {
  reminderAfterDays: 7,
  secondReminderAfterDays: 7,
  escalateAfterDays: 7,
  giveUpAfterDays: 14,
  askAgainAfterDays: 14,
  expireAfterDays: 30,
}

export const caseOf = (changes: Partial<Case> = {}): Case => ({
  key: 'ab01',
  endpoint: { kind: 'host', host: host() },
  endpointText: host(),
  reportId: reportId(),
  openedAt: t0,
  openedBy: 'sighting',
  windowEndsAt: hours(1),
  verdict: 'report',
  rule: 'customer-hosted',
  reason: 'a customer of Azure runs it',
  evidence,
  source: 'graph',
  trial: false,
  earlier: [],
  ...changes,
})

export const sent: Sent = {
  sentAt: hours(2),
  channel: 'smtp',
  messageIds: ['<DAR-2611-7F3K9QXM.initial@example.com>'],
}
const origin = { by: 'test', why: 'because' }
export const mail = (key = 'mail-1') => ({ ...origin, mail: key, receivedAt: hours(3) })

/** A connection on another port, a minute after the last activity of the alert. */
export const enrichment: Enrichment = {
  asked: ['hunting', 'virustotal'],
  connections: {
    count: 1,
    firstAt: hours(-0.5),
    lastAt: hours(-0.5),
    port: 8443,
    listed: [{ at: hours(-0.5), port: 8443 }],
  },
  engines: { flagged: 17, total: 91, asOf: hours(-5) },
}

/** A cause of every kind, with nothing special about it. */
export const causes = {
  filed: { kind: 'filed', ...origin },
  held: { kind: 'held', ...origin },
  approved: { kind: 'approved', ...origin },
  'better-evidence': {
    kind: 'better-evidence',
    evidence: { ...evidence, grade: 'A' },
    windowEndsAt: hours(1),
    ...origin,
  },
  'judged-anew': { kind: 'judged-anew', evidence: { ...evidence, grade: 'C' }, reason: 'thin', ...origin },
  enriched: { kind: 'enriched', enrichment, ...origin },
  declined: { kind: 'declined', ...origin },
  'asked-again': { kind: 'asked-again', ...origin },
  expired: { kind: 'expired', ...origin },
  withdrawn: { kind: 'withdrawn', ...origin },
  accepted: { kind: 'accepted', sent, ...origin },
  refused: { kind: 'refused', ...origin },
  unproven: { kind: 'unproven', ...origin },
  'found-sent': { kind: 'found-sent', sent, ...origin },
  'send-again': { kind: 'send-again', ...origin },
  bounced: { kind: 'bounced', ...mail(), proof: sent },
  acknowledged: {
    kind: 'acknowledged',
    verified: true,
    caseNumber: 'CRM:0461057158',
    ...mail(),
    proof: sent,
  },
  'information-requested': { kind: 'information-requested', ...mail(), proof: sent },
  answered: { kind: 'answered', ...origin },
  decided: { kind: 'decided', outcome: 'takedown', ...mail(), proof: sent },
  'desk-said': { kind: 'desk-said', outcome: 'takedown', ...mail(), proof: sent },
  gone: { kind: 'gone', ...origin },
  unanswered: { kind: 'unanswered', ...origin },
  'closed-by-person': { kind: 'closed-by-person', outcome: 'no-action', ...origin },
  noted: { kind: 'noted', note: 'Asked the owner of the host.', ...origin },
  'trial-over': { kind: 'trial-over', ...origin },
  'follow-up-due': { kind: 'follow-up-due', ...origin },
  'follow-up-done': { kind: 'follow-up-done', ...origin },
  'rest-done': { kind: 'rest-done', ...origin },
  'withdrawal-done': { kind: 'withdrawal-done', ...origin },
  'looked-again': { kind: 'looked-again', ...origin },
  'takedown-seen': { kind: 'takedown-seen', takedown: { state: 'up', since: hours(5) }, ...origin },
  'mail-noted': { kind: 'mail-noted', ...mail() },
  'mail-dismissed': { kind: 'mail-dismissed', ...mail() },
} as const satisfies { readonly [K in Cause['kind']]: Extract<Cause, { kind: K }> }

/** How a report comes to this status. */
export const ways: { readonly [S in Status]: readonly (keyof typeof causes)[] } = {
  collecting: [],
  'awaiting-approval': ['held'],
  queued: ['filed'],
  unconfirmed: ['filed', 'unproven'],
  undeliverable: ['filed', 'refused'],
  sent: ['filed', 'accepted'],
  acknowledged: ['filed', 'accepted', 'acknowledged'],
  'information-requested': ['filed', 'accepted', 'information-requested'],
  closed: ['filed', 'accepted', 'decided'],
}

/** A report that came to this status the short way. */
export function reportIn(status: Status, theCase: Partial<Case> = {}): Report {
  const start: Report = reportOf(caseOf(theCase))
  return ways[status].reduce(
    (report, kind, n) => applyCause(report, withMail(causes[kind], `way-${n}`), hours(1)),
    start,
  )
}

const withMail = (cause: Cause, key: string): Cause => ('mail' in cause ? { ...cause, mail: key } : cause)
