import type {
  EventView,
  Frame,
  HealthLine,
  MailsModel,
  MailView,
  MessageView,
  OverviewModel,
  PeriodCounts,
  QuarantineModel,
  ReportModel,
  ReportRow,
  ReportsModel,
  SightingView,
  WaitingView,
} from '../../../shared/review/pages/models'

/** Models of pages as a deployment of some months would fill them. */
export const now = new Date('2026-11-23T08:00:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

export const frame: Frame = {
  viewer: { name: 'Kim Doe', mayAct: true },
  csrf: 'b7f0e2',
  now,
  waiting: { total: 4, mails: 1, quarantine: 1 },
  sending: { isOff: false },
  isSandbox: true,
  here: '/api/page',
}

const waiting: readonly WaitingView[] = [
  {
    subject: 'DAR-2611-7F3K9QXM',
    change: 2,
    kind: 'report',
    status: 'awaiting-approval',
    question: 'Send this report?',
    endpoint: 'safe-hse.example.com:443/tcp',
    reason: 'REPORTING_MODE is review, so a person decides about every report',
    since: daysAgo(1.2),
  },
  {
    subject: 'DAR-2611-8A2B3C4D',
    change: 5,
    kind: 'report',
    status: 'unconfirmed',
    question: 'Did this mail leave?',
    endpoint: '203.0.113.42',
    reason: 'the connection was lost after the last byte, and no copy was found within six hours',
    since: daysAgo(0.6),
  },
  {
    subject: '5f0c1d2e3a4b',
    change: 0,
    kind: 'mail',
    question: 'Which report is this mail about?',
    endpoint: 'RE: case update',
    reason: 'sent by secure@microsoft.example, and it names no report',
    since: daysAgo(0.3),
  },
  {
    subject: '20261123T060000-9c8b7a',
    change: 0,
    kind: 'quarantine',
    question: 'Read it again, or dismiss it?',
    endpoint: 'a message on the queue',
    reason: 'no dialect knows it: it has neither an id nor evidence',
    since: daysAgo(0.08),
  },
]

const health: readonly HealthLine[] = [
  { what: 'Last poll of alerts', state: 'fine', says: 'four minutes ago, 3 alerts', at: daysAgo(0.003) },
  { what: 'Alerts read up to', state: 'fine', says: 'six minutes behind', at: daysAgo(0.004) },
  {
    what: 'Whose addresses',
    state: 'warning',
    says: 'the snapshot is nine days old',
    at: daysAgo(9),
    remedy: 'See whether refreshOwnership runs and may reach its feeds.',
  },
  { what: 'Door smtp', state: 'fine', says: 'open' },
  { what: 'Sender', state: 'fine', says: 'SPF, DKIM and DMARC agree', at: daysAgo(0.4) },
  { what: 'Breaker', state: 'unknown', says: 'not tripped since it was deployed' },
]

const periods: readonly PeriodCounts[] = Array.from({ length: 12 }, (_, n) => ({
  period: `2026-W${36 + n}`,
  counts: {
    closed: Math.max(0, 14 - n) + (n % 3),
    acknowledged: 2 + (n % 4),
    sent: n < 6 ? 1 : n - 4,
    'awaiting-approval': n > 9 ? 2 : 0,
    undeliverable: n % 5 === 0 ? 1 : 0,
  },
}))

const months = ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11'].map((month, n) => ({
  month,
  sent: 40 + 3 * n,
  daysToAcknowledgement: n === 1 ? { count: 0 } : { count: 30, median: 1.2 + n / 10, p90: 4 + (n % 3) },
  daysToTakedown: { count: 12, median: 6 - n / 2, p90: 21 - n },
  after30Days:
    n === 5 ? { of: 0, gone: 0, up: 0, unknown: 0 } : { of: 40, gone: 20 + n, up: 11 - n, unknown: 9 },
}))

const group = (name: string, sent: number) => ({
  name,
  sent,
  unanswered: Math.round(sent / 3),
  stillUp: Math.round(sent / 5),
})

export const overview: OverviewModel = {
  frame,
  waiting,
  owed: { unacknowledged: 12, undecided: 9, overdue: 5, stillUp: 14, oldestSentAt: daysAgo(61) },
  openByAge: [
    { age: 'under a day', open: 3, overdue: 0 },
    { age: '1 to 7 days', open: 9, overdue: 0 },
    { age: '7 to 30 days', open: 8, overdue: 2 },
    { age: 'over 30 days', open: 4, overdue: 3 },
  ],
  health,
  periods,
  months,
  services: [group('AppService', 88), group('AzureCloud', 61), group('Storage', 40), group('SharePoint', 22)],
  regions: [group('westeurope', 70), group('eastus', 66), group('southeastasia', 31), group('unknown', 44)],
  statisticsAt: daysAgo(0.01),
}

export const nothingYet: OverviewModel = {
  frame: {
    ...frame,
    waiting: { total: 0, mails: 0, quarantine: 0 },
    sending: { isOff: true, by: 'Kim Doe', at: now },
  },
  waiting: [],
  owed: { unacknowledged: 0, undecided: 0, overdue: 0, stillUp: 0 },
  openByAge: [],
  health: [{ what: 'Settings', state: 'failed', says: 'MAIL_FROM is missing', remedy: 'Set MAIL_FROM.' }],
  periods: [],
  months: [],
  services: [],
  regions: [],
}

const row: ReportRow = {
  id: 'DAR-2611-7F3K9QXM',
  status: 'awaiting-approval',
  isOverdue: false,
  isTrial: false,
  endpoint: 'safe-hse.example.com:443/tcp',
  address: '203.0.113.42',
  service: 'AppService',
  region: 'westeurope',
  kind: 'command-and-control',
  grade: 'A',
  openedAt: daysAgo(1.3),
  firstSeenAt: daysAgo(1.4),
  lastSeenAt: daysAgo(0.2),
  sightings: 17,
  takedown: 'up',
}

const sent = { sentAt: daysAgo(12), caseNumber: 'SIR1234567' }
const rows: readonly ReportRow[] = [
  row,
  { ...row, id: 'DAR-2611-8A2B3C4D', status: 'sent', isOverdue: true, endpoint: '198.51.100.7', ...sent },
  {
    ...row,
    id: 'DAR-2611-9Z8Y7X6W',
    status: 'acknowledged',
    endpoint:
      'https://contoso.sharepoint.example/personal/a_very_long_name_without_any_break_in_it/Documents/invoice.html',
    kind: 'phishing',
    deskSays: 'takedown',
    ...sent,
    takedown: 'unknown',
  },
  { ...row, id: 'DAR-2610-1A2B3C4D', status: 'closed', outcome: 'takedown', ...sent, takedown: 'gone' },
  { ...row, id: 'DAR-2610-5E6F7G8H', status: 'undeliverable', isTrial: true, takedown: 'back' },
]

export const reports: ReportsModel = {
  frame: { ...frame, here: '/api/page/reports?status=open' },
  filters: { status: 'open', q: 'example' },
  choices: {
    services: ['AppService', 'AzureCloud', 'Storage'],
    regions: ['eastus', 'westeurope'],
  },
  rows,
  isFirstPage: false,
  next: { from: 'eyJtIjoiMjYxMCJ9' },
}

const event = (change: number, from: string, to: string, days: number, why: string): EventView => ({
  change,
  at: daysAgo(days),
  cause: 'found',
  from,
  to,
  by: 'openCase',
  why,
})

const message: MessageView = {
  purpose: 'initial',
  door: 'smtp',
  state: 'accepted',
  at: daysAgo(1),
  response: '250 2.0.0 Ok: queued',
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  text: 'From: soc@example.com\r\nTo: ioc@microsoft.example\r\nSubject: [DAR-2611-7F3K9QXM] C2 server\r\n\r\nDear abuse desk,\r\n\r\n\thost: safe-hse[.]example[.]com\r\n',
  isCut: false,
}

const mail: MailView = {
  key: '5f0c1d2e3a4b',
  from: 'secure@microsoft.example',
  subject: 'RE: case update',
  writtenAt: daysAgo(0.4),
  readAt: daysAgo(0.3),
  meaning: 'acknowledgement',
  trust: 'unverified',
  text: 'Thank you.\nSee https://portal.microsoft.example/case?id=1 for more.',
}

const sighting: SightingView = {
  source: 'graph',
  stands: true,
  classification: 'truePositive',
  addedAt: daysAgo(1.3),
  lastActivityAt: daysAgo(1.4),
  remote: [
    { name: 'Host', value: 'safe-hse.example.com' },
    { name: 'Port', value: '443/tcp' },
  ],
  ours: [{ name: 'alert', value: 'da637551227677560813_-961444813' }],
}

export const report: ReportModel = {
  frame: {
    ...frame,
    here: '/api/page/reports/DAR-2611-7F3K9QXM',
    notice: { kind: 'done', text: 'The note is saved.' },
  },
  report: {
    ...row,
    change: 2,
    reason: 'REPORTING_MODE is review',
    note: 'Seen before in June.\nAsk Alex.',
    lastError: 'the server said 451',
    facts: [
      { name: 'Prefix', value: '203.0.113.0/24' },
      { name: 'Actor', value: 'Storm-0900' },
    ],
    nextStepAt: daysAgo(-0.02),
  },
  waiting: waiting[0]!,
  events: [
    event(0, '', 'collecting', 1.3, 'first sighting'),
    event(1, 'collecting', 'collecting', 1.25, 'another sighting'),
    event(2, 'collecting', 'awaiting-approval', 1.2, 'the window is over'),
  ],
  sightings: [sighting, { ...sighting, stands: false }],
  messages: [
    message,
    { purpose: 'reminder-1', door: 'smtp', state: 'claimed', at: daysAgo(0.1), isCut: false },
  ],
  replies: [mail],
  earlier: [{ id: 'DAR-2606-AAAA1111', outcome: 'takedown', sentAt: daysAgo(150) }],
  later: [{ id: 'DAR-2612-BBBB2222', status: 'collecting' }],
}

export const mails: MailsModel = {
  frame: { ...frame, here: '/api/page/mails' },
  mails: [
    {
      ...mail,
      change: 0,
      reason: 'it names no report',
      reports: ['DAR-2611-7F3K9QXM'],
      suggests: 'taken down',
      isWording: true,
    },
  ],
  wordings: [
    {
      key: '0123456789abcdef',
      meaning: 'taken down',
      state: 'confirmed',
      sender: 'cert@microsoft.com',
      by: 'Ada',
      at: new Date('2026-11-23T12:00:00Z'),
      sentences: ['The site ⟨host⟩ was taken down.'],
    },
  ],
}

export const quarantine: QuarantineModel = {
  frame: { ...frame, here: '/api/page/quarantine' },
  messages: [
    {
      subject: '20261123T060000-9c8b7a',
      change: 0,
      source: 'queue',
      reason: 'no dialect knows it',
      receivedAt: daysAgo(0.08),
      sizeInBytes: 77,
      text: '{"hello":"https://evil.example/x","level":3}',
      isCut: false,
    },
  ],
}
