import { dayInMs } from '../model/time'
import { valueOf, wholeNumber, yesOrNo } from './setting-values'
import { optional, settingGroup, withDefault } from './setting-group'

/** So many observations in a row, over so much time: a name server that errs for a day must not close a case. */
const agreement = { count: 3, spreadInMs: dayInMs } as const

export const watchSettings = settingGroup({
  title: 'Watching for takedowns',
  neededBy: ['watchTakedowns'],
  fields: {
    WATCH_TAKEDOWNS: withDefault(yesOrNo, 'true', {
      what: "Asks the domain name system whether reported names are still there. Only names that Microsoft made for a customer's resource, so only Microsoft's name servers see it; an attacker's own domain is asked about with RESOLVE_HOSTS alone. The name servers asked must not filter, or what they block looks gone. Off, only alerts say what becomes of an endpoint.",
      values: '`true` or `false`',
    }),
    WATCH_DAYS: withDefault(wholeNumber(1, 730), '365', {
      what: 'How long the watch lasts, from the day the report left: hourly for 3 days, daily for 30, then weekly.',
      values: 'days, 1 to 730',
    }),
    WATCH_MAX_ENDPOINTS: withDefault(wholeNumber(1, 10000), '100', {
      what: 'How many endpoints are asked about in one run, of which there is one every five minutes.',
      values: 'a number, 1 to 10000',
    }),
    PROBE: withDefault(yesOrNo, 'false', {
      what: "Asks the reported host for its first page, and tells Azure's own pages (stopped, not found, blocked) from a living site. Off by default, because the attacker sees the request and where it comes from.",
      values: '`true` or `false`',
    }),
    PROBE_PROXY: optional(proxyUrl(), {
      what: 'An http proxy through which to ask. It must take CONNECT to ports 80 and 443; it is given addresses, not names.',
      values: 'an address such as `http://proxy.example.com:3128`',
    }),
  },
  config: (values) => ({
    asksDns: values.WATCH_TAKEDOWNS,
    watchInDays: values.WATCH_DAYS,
    agreement,
    mostObservations: values.WATCH_MAX_ENDPOINTS,
    probes: values.PROBE,
    probeProxy: values.PROBE_PROXY,
  }),
})

function proxyUrl() {
  return valueOf('is no address of an http proxy', (text) => {
    const url = URL.parse(text)
    const isBare = url?.username === '' && url.password === '' && url.pathname === '/'
    return url?.protocol === 'http:' && isBare ? url : undefined
  })
}
