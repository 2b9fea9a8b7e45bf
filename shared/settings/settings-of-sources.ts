import { isIP } from 'node:net'
import { isLoopback } from '../delivery/smtp-settings'
import { choice, listOf, mailboxValue, someText, valueOf, wholeNumber } from './setting-values'
import { optional, settingGroup, withDefault } from './setting-group'

/** The only hosts that may be shown a Graph token; anything else would be a leak. */
const graphHosts = ['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us']

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
      who: 'a tenant in a cloud of US Government',
    }),
    GRAPH_TENANT_ID: optional(tenant(), {
      what: 'Our tenant: the one to log in to, the one whose people may log in to the page, and the one that alerts from a SIEM count for, which do not say it. With it, an endpoint that both Graph and a SIEM saw is one case.',
      values: 'a tenant id; or one of its domains, where there is no PAGE_CLIENT_ID',
      who: 'every team that has a SIEM or uses the page',
    }),
    GRAPH_MAILBOX: optional(mailboxValue, {
      what: 'The mailbox that sends where DOORS names `graph`, and that is read where there is no IMAP_HOST. Without it, the one of MAIL_FROM. It keeps what it sent, so MAIL_OWN_COPY_TO says nothing there.',
      values: 'a mail address',
      who: 'a team whose MAIL_FROM is an alias',
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
      who: 'whoever wants older alerts at the very first run',
    }),
  },
  config: (values) => ({
    lookbackInHours: values.COLLECT_LOOKBACK_HOURS,
    // Alerts turn up late, and cannot be seen at once.
    overlapInMinutes: 15,
    delayInSeconds: 60,
  }),
})

export const dnsSettings = settingGroup({
  title: 'Asking the domain name system',
  neededBy: ['openCase', 'checkSender', 'fileReports', 'trackReplies', 'watchTakedowns'],
  fields: {
    DNS_LOOKUPS: withDefault(choice('all', 'microsoft', 'none'), 'all', {
      what: "Whom it asks. `all`: once, when a case is opened, whether the one accused host and the one accused Microsoft address of an alert belong together, and later whether such a host still leads there; the owner of the name can see the query. `microsoft`: not that, so the two are reported together only when the alert accuses nothing else, and as unconfirmed, which a person has to approve; but whether names that Microsoft made for a customer's resource are still there, which only Microsoft's name servers see, and for the keys that answers are signed with. The name servers asked must not filter, or what they block looks gone. `none`: nothing; only alerts say what becomes of an endpoint, and the word of our mail server who has signed an answer.",
      values: '`all`, `microsoft` or `none`',
      who: 'a team that wants no attacker to see a query, or lets no query out',
    }),
    DNS_SERVERS: optional(listOf('address of a name server', nameServer), {
      what: "The name servers to ask, if not the system's.",
      values: 'a list of addresses, each with `:port` if it is not 53',
      who: 'a team whose own name servers filter',
    }),
  },
  config: (values) => ({
    asksOwners: values.DNS_LOOKUPS === 'all',
    asksAnybody: values.DNS_LOOKUPS !== 'none',
    servers: values.DNS_SERVERS,
  }),
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
