import { abuseKinds } from '../cases/decision'
import { ownershipClasses } from '../ownership/ownership'
import { filingModes } from '../reports/filing-mode'
import { modesBy } from './modes-by'
import {
  choice,
  cidr,
  domain,
  httpsUrl,
  listOrNone,
  mailbox,
  mailboxValue,
  valueOf,
  wholeNumber,
} from './setting-values'
import { ownResources } from './own-resources'
import { optional, type RawSettings, settingGroup, withDefault } from './setting-group'

const sources = ['graph', 'queue', 'http'] as const

/** Of whose space a report can be at all; the rest is never reported. */
const reportable = ownershipClasses.filter(
  (name) => !['attack-simulation', 'special', 'other'].includes(name),
)
const classes = [...reportable, ...abuseKinds]

const ownNames = ['OWN_ADDRESSES', 'OWN_DOMAINS', 'OWN_MAILBOXES'] as const

export const reportingSettings = settingGroup({
  title: 'What is reported',
  neededBy: [
    'openCase',
    'checkSender',
    'fileReports',
    'chaseReports',
    'trackReplies',
    'watchTakedowns',
    'tellPeople',
    'reviewReports',
  ],
  fields: {
    REPORTING_MODE: withDefault(choice(...filingModes), 'review', {
      what: 'How far it goes by itself: `dry-run` composes and sends nothing, `review` waits for a person, `auto` sends what is good enough.',
      values: '`dry-run`, `review` or `auto`',
      who: 'every team: `auto` once it has seen what would leave',
    }),
    MODE_BY_SOURCE: withDefault(modesBy('source', sources), '', {
      what: 'Another mode for alerts of one source. Of several modes that apply the strictest counts; `dry-run` in REPORTING_MODE stops everything. What comes from `queue` or `http` waits for a person in mode `auto`, too, unless this says `auto` of it.',
      values: 'a list such as `graph=review, queue=auto`; empty: none',
      who: 'a team whose SIEM raises alerts that may be reported unattended, or that trusts Graph less',
    }),
    MODE_BY_CLASS: withDefault(modesBy('class of ownership and no kind of abuse', classes), '', {
      what: 'Another mode for one class of ownership or one kind of abuse, as above.',
      values: `a list such as \`microsoft-untagged=review, phishing=auto\`; empty: none. Classes: ${reportable.join(', ')}; kinds: ${abuseKinds.join(', ')}`,
      who: 'a team that wants to see some kinds of report itself, for instance after a rejection',
    }),
    AUTO_MIN_GRADE: withDefault(choice('A', 'B', 'C'), 'B', {
      what: 'The least grade of evidence that leaves in mode `auto` without a person.',
      values: '`A`, `B` or `C`',
      who: 'a team that finds too much, or too little, waiting for approval',
    }),
    MIN_SEVERITY: withDefault(choice('informational', 'low', 'medium', 'high'), 'low', {
      what: 'Alerts below this severity are ignored.',
      values: '`informational`, `low`, `medium` or `high`',
      who: 'a team whose alerts of low severity are mostly noise',
    }),
    REDIRECT_ALL_TO: optional(mailboxValue, {
      what: 'For a trial: every mail goes here and nowhere else, and its report is marked as a trial.',
      values: 'a mail address',
      who: 'whoever tries it, before the first report leaves',
    }),
    BREAKER_NEW_ENDPOINTS_PER_HOUR: withDefault(wholeNumber(1, 100_000), '20', {
      what: 'When more reports than this would leave by themselves within an hour, the rest waits for a person.',
      values: 'reports, 1 to 100000',
      who: 'a large tenant, where more new endpoints in an hour are nothing unusual',
    }),
    REPORT_ID_PREFIX: withDefault(reportIdPrefix(), 'DAR', {
      what: 'The first part of each report id, as in DAR-2611-7F3K9QXM.',
      values: '2 to 8 capital letters and digits, a letter first',
      who: 'an organisation with several deployments, before the first report',
    }),
    AGGREGATION_WINDOW_MINUTES: withDefault(wholeNumber(0, 1440), '60', {
      what: 'How long a new report waits for further alerts about the same endpoint.',
      values: 'minutes, 0 to 1440',
      who: 'a team that wants reports sooner, or more alerts in each',
    }),
  },
  check: autoKnowsWhatIsOurs,
  config: (values) => ({
    modes: {
      mode: values.REPORTING_MODE,
      bySource: values.MODE_BY_SOURCE,
      byClass: values.MODE_BY_CLASS,
    },
    newEndpointsPerHour: values.BREAKER_NEW_ENDPOINTS_PER_HOUR,
    autoMinGrade: values.AUTO_MIN_GRADE,
    minSeverity: values.MIN_SEVERITY,
    redirectAllTo: values.REDIRECT_ALL_TO,
    reportIdPrefix: values.REPORT_ID_PREFIX,
    aggregationWindowInMinutes: values.AGGREGATION_WINDOW_MINUTES,
  }),
})

export const ownSettings = settingGroup({
  title: 'What is ours, and never reported',
  neededBy: [
    'collectAlerts',
    'openCase',
    'fileReports',
    'chaseReports',
    'trackReplies',
    'watchTakedowns',
    'refreshOwnership',
    'reviewReports',
  ],
  fields: {
    OWN_ADDRESSES: optional(listOrNone('address or CIDR block', cidr), {
      what: 'Addresses at which our own machines are seen from outside.',
      values: 'a list of addresses and CIDR blocks, or `none`',
      who: 'every team, and whenever an address of theirs changes',
    }),
    OWN_ADDRESSES_URL: optional(httpsUrl, {
      what: 'Where a list of further addresses of ours is kept, fetched together with the data about Microsoft: one a line, or as `az network public-ip list` prints them. Until it has been read once, every report waits for a person.',
      values: 'an https address',
      secret: true,
      who: 'a team whose public addresses change often',
    }),
    OWN_DOMAINS: optional(listOrNone('domain', domain), {
      what: 'Our domains, each with everything below it: also names that Microsoft gave us, such as contoso.onmicrosoft.com.',
      values: 'a list of domains, or `none`',
      who: 'every team, and with each new domain',
    }),
    OWN_MAILBOXES: optional(listOrNone('mail address', mailbox), {
      what: 'Mailboxes that are ours outside our own domains. Those of the mail settings count without being named.',
      values: 'a list of mail addresses, or `none`',
      who: 'a team with mailboxes at other providers',
    }),
  },
  config: (values, raw) => {
    const { hosts, names } = ownResources(raw)
    return {
      addresses: values.OWN_ADDRESSES ?? [],
      listUrl: values.OWN_ADDRESSES_URL,
      domains: [...new Set([...(values.OWN_DOMAINS ?? []), ...hosts])],
      mailboxes: [...new Set([...(values.OWN_MAILBOXES ?? []), ...mailboxesInUse(raw)])],
      resources: [...names, ...hosts],
      isDeclared: declaring.some((name) => values[name] !== undefined),
    }
  },
})

const declaring = [...ownNames, 'OWN_ADDRESSES_URL'] as const
const modeSettings = ['REPORTING_MODE', 'MODE_BY_SOURCE', 'MODE_BY_CLASS'] as const

/** A program that files unattended must not take our own machines for somebody else's. */
function autoKnowsWhatIsOurs(raw: RawSettings) {
  const auto = modeSettings.find((name) => /(?:^|=)\s*auto\b/.test(raw[name] ?? ''))
  if (auto === undefined || declaring.some((name) => raw[name] !== undefined)) return []
  const remedy = `Set one of ${ownNames.join(', ')} to what is ours, or to none.`
  const says = auto === 'REPORTING_MODE' ? 'is auto' : 'sets auto'
  return [{ setting: auto, fault: `${says}, but nothing says what is ours`, remedy }]
}

/** The program must not feed on its own mail, even where the other mail settings are faulty. */
function mailboxesInUse(raw: RawSettings): string[] {
  return ['MAIL_FROM', 'MAIL_REPLY_TO', 'MAIL_OWN_COPY_TO', 'IMAP_USER', 'GRAPH_MAILBOX'].flatMap((name) => {
    const text = raw[name]
    const address = text === undefined ? undefined : mailbox(/<([^<>]*)>$/.exec(text)?.[1] ?? text)
    return address === undefined ? [] : [address]
  })
}

function reportIdPrefix() {
  return valueOf('is no prefix', (text) => (/^[A-Z][A-Z0-9]{1,7}$/.test(text) ? text : undefined))
}
