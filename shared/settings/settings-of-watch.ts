import { dayInMs } from '../model/time'
import { valueOf, yesOrNo } from './setting-values'
import { optional, settingGroup, withDefault } from './setting-group'

/** So many observations in a row, over so much time: a name server that errs for a day must not close a case. */
const agreement = { count: 3, spreadInMs: dayInMs } as const

export const watchSettings = settingGroup({
  title: 'Watching for takedowns',
  neededBy: ['watchTakedowns'],
  fields: {
    PROBE: withDefault(yesOrNo, 'false', {
      what: "Asks the reported host for its first page, and tells Azure's own pages (stopped, not found, blocked) from a living site. Off by default, because the attacker sees the request and where it comes from.",
      values: '`true` or `false`',
      who: 'a team that accepts being seen, to learn more of takedowns',
    }),
    PROBE_PROXY: optional(proxyUrl(), {
      what: 'An http proxy through which to ask. It must take CONNECT to ports 80 and 443; it is given addresses, not names.',
      values: 'an address such as `http://proxy.example.com:3128`',
      who: 'the same, to be seen from elsewhere',
    }),
  },
  config: (values, _raw, fixed) => ({
    watchInDays: fixed.watchInDays,
    agreement,
    mostObservations: fixed.observationsPerRun,
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
