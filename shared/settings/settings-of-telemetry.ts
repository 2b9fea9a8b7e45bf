import { optional, settingGroup } from './setting-group'
import { httpsUrl, valueOf } from './setting-values'

/** `name=value`, several between commas, values percent-encoded, as OpenTelemetry writes them. */
const headerList = valueOf('is no list of name=value', (text) => {
  const pairs = text.split(',').map((pair) => /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.+?)\s*$/.exec(pair))
  if (pairs.some((pair) => pair === null)) return undefined
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', decoded(pair?.[2] ?? '')]))
})

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const telemetrySettings = settingGroup({
  title: 'Telemetry',
  neededBy: ['every function'],
  fields: {
    OTEL_EXPORTER_OTLP_ENDPOINT: optional(httpsUrl, {
      what: 'A collector that gets spans and metrics, as OTLP over HTTP in JSON; `/v1/traces` and `/v1/metrics` are added. Without it numbers go into the log alone.',
      values: 'an https address, or http on 127.0.0.1',
      who: 'a team with a collector',
    }),
    OTEL_EXPORTER_OTLP_HEADERS: optional(headerList, {
      what: 'What the collector wants to be told with every request, a key for instance.',
      values: '`name=value`, several between commas; best as a Key Vault reference',
      secret: true,
      who: 'the same, where the collector wants a key',
    }),
  },
  config: ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers }) =>
    endpoint === undefined
      ? { kind: 'log' as const }
      : { kind: 'otel' as const, endpoint, headers: headers ?? {} },
})
