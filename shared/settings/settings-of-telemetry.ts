import { optional, type RawSettings, type SettingFault, settingGroup, withDefault } from './setting-group'
import { choice, httpsUrl, valueOf } from './setting-values'

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
    TELEMETRY: withDefault(choice('log', 'otel'), 'log', {
      what: 'Where numbers and traces go: into the log alone, or by OpenTelemetry to a collector, too.',
      values: '`log` or `otel`',
    }),
    OTEL_EXPORTER_OTLP_ENDPOINT: optional(httpsUrl, {
      what: 'The collector, as OTLP over HTTP in JSON; `/v1/traces` and `/v1/metrics` are added. Needed with TELEMETRY=otel.',
      values: 'an https address, or http on 127.0.0.1',
    }),
    OTEL_EXPORTER_OTLP_HEADERS: optional(headerList, {
      what: 'What the collector wants to be told with every request, a key for instance.',
      values: '`name=value`, several between commas; best as a Key Vault reference',
      secret: true,
    }),
  },
  check: nowhereToGo,
  config: (values) => {
    const { TELEMETRY: kind, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = values
    if (kind === 'log' || endpoint === undefined) return { kind: 'log' as const }
    return { kind: 'otel' as const, endpoint, headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? {} }
  },
})

function nowhereToGo(raw: RawSettings): SettingFault[] {
  if (raw['TELEMETRY'] !== 'otel' || raw['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined) return []
  const remedy = 'Set it to the address of a collector, or TELEMETRY to log.'
  return [{ setting: 'OTEL_EXPORTER_OTLP_ENDPOINT', fault: 'is not set, and TELEMETRY is otel', remedy }]
}
