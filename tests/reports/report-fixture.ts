import type { Evidence } from '../../shared/cases/decision'
import type { MailSettings, ReportMail } from '../../shared/reports/report-mail'

/** The founding case, as its decision hands it over. */
export const evidence: Evidence = {
  host: 'safe-hse.com',
  address: '20.119.0.42',
  port: 443,
  protocol: 'tcp',
  reasons: ['verdict-malicious'],
  abuse: 'command-and-control',
  grade: 'A',
  ownershipClass: 'customer-hosted',
  cloud: 'Public',
  serviceTags: ['AppService.EastUS', 'AppService'],
  region: 'eastus',
  prefix: '20.119.0.0/20',
  sharedFrontEnd: true,
  snapshotDate: '2023-06-19',
  detectionSource: 'microsoftDefenderForEndpoint',
  severity: 'high',
  category: 'CommandAndControl',
  techniques: ['T1071.001'],
  actor: 'Storm-0900',
  firstActivityAt: new Date('2023-06-15T07:36:44.209Z'),
  lastActivityAt: new Date('2023-06-15T07:36:51.981Z'),
}

export const report: ReportMail = {
  reportId: 'DAR-2306-7F3K9QXM',
  purpose: 'initial',
  endpointText: 'safe-hse.com',
  evidence,
  firstSeenAt: new Date('2023-06-15T07:36:44.209Z'),
  lastSeenAt: new Date('2023-06-15T07:36:51.981Z'),
  sightings: [
    {
      firstActivityAt: new Date('2023-06-15T07:36:44.209Z'),
      lastActivityAt: new Date('2023-06-15T07:36:51.981Z'),
      port: 443,
    },
  ],
  systems: 1,
  earlierReports: [],
  composedAt: new Date('2023-06-15T08:30:00Z'),
  messageId: '<DAR-2306-7F3K9QXM.initial@soc.example.org>',
  envelopeId: 'DAR-2306-7F3K9QXM.initial.1',
  trial: false,
}

export const settings: MailSettings = {
  from: { name: 'Example SOC', address: 'reports@soc.example.org' },
  to: ['ioc@microsoft.example'],
  cc: ['abuse@microsoft.example'],
  replyTo: 'reports@soc.example.org',
  ownCopy: 'reports+sent@soc.example.org',
  organisation: 'Example Ltd',
  autoSubmitted: true,
}
