import { isIP } from 'node:net'
import { isLoopback } from '../delivery/smtp-settings'
import { httpsUrl, listOf, mailboxValue, someText, valueOf, wholeNumber, yesOrNo } from './setting-values'
import { optional, settingGroup, withDefault } from './setting-group'

/** The only hosts that may be shown a Graph token; anything else would be a leak. */
const graphHosts = ['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us']
const publicFeeds = 'https://raw.githubusercontent.com/microsoft/mstic/master/PublicFeeds'
const mstic = `${publicFeeds}/MSFTIPRanges`

export const graphSettings = settingGroup({
  title: 'Microsoft Graph',
  neededBy: [
    'chaseReports',
    'checkSender',
    'collectAlerts',
    'fileReports',
    'openCase',
    'trackReplies',
    'tellPeople',
  ],
  fields: {
    GRAPH_ENDPOINT: withDefault(graphEndpoint(), 'https://graph.microsoft.com', {
      what: 'The Graph of our cloud. The login comes from `@azure/identity`: a managed identity in Azure, `az login` on a desk.',
      values: `${graphHosts.map((host) => `\`https://${host}\``).join(', ')}, or http on 127.0.0.1 for a trial`,
    }),
    GRAPH_TENANT_ID: optional(tenant(), {
      what: 'Our tenant: the one to log in to, and the one that alerts from a SIEM count for, which do not say it. With it, an endpoint that both Graph and a SIEM saw is one case.',
      values: 'a tenant id or one of its domains',
    }),
    GRAPH_MAILBOX: optional(mailboxValue, {
      what: 'The mailbox that sends where DOORS names `graph`, and that is read where MAILBOX is `graph`. Without it, the one of MAIL_FROM. It keeps what it sent, so MAIL_OWN_COPY_TO says nothing there.',
      values: 'a mail address',
    }),
  },
  config: (values) => ({
    endpoint: values.GRAPH_ENDPOINT,
    tenantId: values.GRAPH_TENANT_ID,
    mailbox: values.GRAPH_MAILBOX,
  }),
})

export const collectSettings = settingGroup({
  title: 'Collecting alerts',
  neededBy: ['collectAlerts'],
  fields: {
    COLLECT_LOOKBACK_HOURS: withDefault(wholeNumber(0, 720), '24', {
      what: 'How far the very first run looks back.',
      values: 'hours, 0 to 720',
    }),
  },
  config: (values) => ({
    lookbackInHours: values.COLLECT_LOOKBACK_HOURS,
    // Alerts turn up late, and cannot be seen at once.
    overlapInMinutes: 15,
    delayInSeconds: 60,
  }),
})

const feed = (what: string, address: string) =>
  withDefault(listOf('https address', feedUrl), address, {
    what,
    values: 'an https address, or several between blanks',
    emptySays: 'this feed is off',
  })

export const feedSettings = settingGroup({
  title: 'Where the data about Microsoft comes from',
  neededBy: ['refreshOwnership'],
  fields: {
    SERVICE_TAGS_URL: feed(
      'Azure service tags, as JSON, or the download page that links to them. One per cloud: the public one by default, Government and China beside it where you meet them.',
      `${mstic}/ServiceTags_Public.json`,
    ),
    PUBLIC_IPS_URL: feed("Microsoft's own public address space, as CSV.", `${mstic}/MSFT_PublicIPs.csv`),
    MICROSOFT_365_ENDPOINTS_URL: feed(
      'Hosts and addresses of Microsoft 365, as JSON.',
      `${mstic}/OfficeWorldWide-IPRanges.json`,
    ),
    ATTACK_SIMULATION_URL: feed(
      "Hosts of Microsoft's own phishing training, as a MISP warning list.",
      'https://raw.githubusercontent.com/MISP/misp-warninglists/main/lists/microsoft-attack-simulator/list.json',
    ),
    ANNOUNCED_PREFIXES_URL: feed(
      "Prefixes that Microsoft's networks announce, as RIPEstat gives them per AS number. Off by default: what ships with the program says as much, with its date.",
      '',
    ),
    THREAT_ACTORS_URL: withDefault(
      valueOf('is no https address', (text) => (text === '' ? '' : feedUrl(text))),
      `${publicFeeds}/ThreatActorNaming/MicrosoftMapping.json`,
      {
        what: "Microsoft's names of threat actors, as JSON, so that a report says what a group is called today.",
        values: 'an https address',
        emptySays: 'names stand as the alert gave them',
      },
    ),
  },
  config: (values) => ({
    serviceTags: values.SERVICE_TAGS_URL,
    publicIps: values.PUBLIC_IPS_URL,
    microsoft365Endpoints: values.MICROSOFT_365_ENDPOINTS_URL,
    attackSimulation: values.ATTACK_SIMULATION_URL,
    announcedPrefixes: values.ANNOUNCED_PREFIXES_URL,
    threatActors: values.THREAT_ACTORS_URL || undefined,
  }),
})

export const dnsSettings = settingGroup({
  title: 'Asking the domain name system',
  neededBy: ['openCase', 'checkSender', 'fileReports', 'trackReplies', 'watchTakedowns'],
  fields: {
    RESOLVE_HOSTS: withDefault(yesOrNo, 'true', {
      what: 'Asks the domain name system once, when a case is opened, whether the one accused host and the one accused Microsoft address of an alert belong together, and later whether such a host still leads there. The owner of the name can see the query. Off, the two are reported together only when the alert accuses nothing else, and as unconfirmed, which a person has to approve.',
      values: '`true` or `false`',
    }),
    DNS_SERVERS: optional(listOf('address of a name server', nameServer), {
      what: "The name servers to ask, if not the system's.",
      values: 'a list of addresses, each with `:port` if it is not 53',
    }),
  },
  config: (values) => ({ resolveHosts: values.RESOLVE_HOSTS, servers: values.DNS_SERVERS }),
})

function nameServer(text: string) {
  const [, bracketed, v6Port, plain, v4Port] = /^(?:\[(.+)\](:\d{1,5})?|([^:]+)(:\d{1,5})?)$/.exec(text) ?? []
  const address = bracketed ?? plain ?? text
  if (isIP(address) === 0) return undefined
  return isIP(text) > 0
    ? text
    : `${bracketed === undefined ? address : `[${address}]`}${v6Port ?? v4Port ?? ''}`
}

function graphEndpoint() {
  return valueOf('is no Graph endpoint', (text) => {
    const url = URL.parse(text)
    if (url === null || url.pathname !== '/' || url.search !== '') return undefined
    const known = url.protocol === 'https:' && graphHosts.includes(url.host)
    return known || (url.protocol === 'http:' && isLoopback(url.hostname)) ? url.origin : undefined
  })
}

function tenant() {
  return someText.regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,253}$/, { error: 'is no tenant id and no domain' })
}

function feedUrl(text: string) {
  return httpsUrl.safeParse(text).success ? text : undefined
}
