import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Alert } from '../../shared/alerts/alert'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { endpointText } from '../../shared/cases/endpoint'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { everythingIsMicrosofts } from '../cases/ownership-stub'

const path = join(__dirname, '../fixtures/alerts/dialects.json')
/** One body of every form that the registry knows. */
const dialects = z
  .array(
    z.object({
      name: z.string(),
      format: z.string(),
      body: z.union([z.string(), z.record(z.string(), z.unknown())]),
    }),
  )
  .parse(JSON.parse(readFileSync(path, 'utf8')))
/** A body of some product, and where in it a link of the other side is read. */
export type LinkBearer = {
  readonly name: string
  readonly format: string
  readonly with: (link: string) => unknown
}

const somebodys = parseOwnAssets({ addresses: ['203.0.113.0/24'], domains: ['corp.example'], mailboxes: [] })
const probe = 'https://evil.azurewebsites.net/l'
const ranks = ['report', 'hold', 'ignore', 'read'] as const

/** undefined where the text that was replaced is what the form is known by. */
function parsed(body: unknown): Alert | undefined {
  try {
    return parseAlert(body, 'queue')
  } catch (error) {
    if (error instanceof UnreadableAlertError) return undefined
    throw error
  }
}

/** What becomes of the link there; undefined where it is not read as one. */
function rankOf(body: unknown): number | undefined {
  const alert = parsed(body)
  if (alert === undefined) return undefined
  const observables = extractObservables(alert, somebodys)
  if (!observables.some(({ type, value }) => type === 'url' && value === probe)) return undefined
  const policy = { minSeverity: 'low', own: somebodys } as const
  const verdicts = decide(alert, observables, everythingIsMicrosofts, policy).flatMap(
    ({ endpoint, verdict }) => (endpointText(endpoint).includes('evil.azure') ? [verdict] : []),
  )
  return Math.min(...verdicts.map((verdict) => ranks.indexOf(verdict)), ranks.length - 1)
}

/** The place among the links and names of a body where a link gets furthest. */
function bearer({ name, format, body }: (typeof dialects)[number]): LinkBearer[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const texts = [...text.matchAll(/https?:\/\/[^\s"\\<>|&;,]+|[\w.:-]+\.[\w:-]+/g)].map(([found]) => found)
  const put = (place: string) => (link: string) =>
    typeof body === 'string'
      ? text.replace(place, () => link)
      : (JSON.parse(text.replace(place, () => JSON.stringify(link).slice(1, -1))) as unknown)
  const ranked = [...new Set(texts)].flatMap((place) => {
    const rank = rankOf(put(place)(probe))
    return rank === undefined ? [] : [{ rank, place }]
  })
  const [best] = ranked.toSorted((one, other) => one.rank - other.rank)
  return best === undefined ? [] : [{ name, format, with: put(best.place) }]
}

const urlEvidence = (url: string) => ({
  '@odata.type': 'microsoft.graph.security.urlEvidence',
  ...{ url, verdict: 'malicious' },
})

/** Products whose bodies above hold no link, though they can. */
const further: readonly LinkBearer[] = [
  {
    ...{ name: 'Graph, as it is collected', format: 'graph.alerts_v2' },
    with: (link) => ({
      ...{ id: link.length, severity: 'high', serviceSource: 'microsoftDefenderForEndpoint' },
      evidence: [urlEvidence(link)],
    }),
  },
  {
    ...{ name: 'plain, with a link', format: 'plain' },
    with: (link) => ({
      ...{ id: 'p', severity: 'high' },
      observables: [{ type: 'url', value: link, role: 'phish-url' }],
    }),
  },
  {
    ...{ name: 'Suricata, host and path in two fields', format: 'suricata.eve' },
    with: (link) => ({
      ...{ timestamp: '2026-11-23T09:00:00.123456+0000', flow_id: 7, event_type: 'alert', proto: 'TCP' },
      ...{ src_ip: '10.0.0.1', src_port: 5000, dest_ip: '20.119.0.42', dest_port: 80 },
      alert: {
        ...{ signature: 'ET MALWARE CnC', signature_id: 2, severity: 1 },
        category: 'Malware Command and Control Activity Detected',
      },
      http: {
        hostname: new URL(link).host,
        url: link.slice(new URL(link).origin.length),
        http_method: 'GET',
      },
    }),
  },
  {
    ...{ name: 'Azure Monitor, split by the link', format: 'azure-monitor.alert' },
    with: (link) => ({
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          ...{ alertId: '/subscriptions/x', originAlertId: 'o2', alertRule: 'Beacon to C2' },
          ...{ severity: 'Sev1', signalType: 'Log', firedDateTime: '2026-11-23T09:00:00Z' },
        },
        alertContext: {
          conditionType: 'LogQueryCriteria',
          condition: { allOf: [{ metricValue: 3, dimensions: [{ name: 'RemoteUrl', value: link }] }] },
        },
      },
    }),
  },
  {
    ...{ name: 'Defender for Cloud, with a link', format: 'defender-for-cloud.alert' },
    with: (link) => ({
      ...{ VendorName: 'Microsoft', AlertType: 'VM_X', SystemAlertId: 'm9', Severity: 'High' },
      ...{ AlertDisplayName: 'Communication with suspicious domain', CompromisedEntity: 'vm3' },
      Entities: [{ $id: 'a', Type: 'url', Url: link }],
    }),
  },
]

export const linkBearers: readonly LinkBearer[] = [...dialects.flatMap(bearer), ...further]

/** As attackers' programs tell whom they have caught. The user and the machine are the settings' by their domain. */
export const secrets = {
  mail: 'anna.schmidt@corp.example',
  host: 'ws-0105.corp.example',
  domain: 'corp.example',
  address: '203.0.113.77',
  network: '192.168.5.105',
}

export const base32 = (text: string): string => {
  const bits = Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}
export const coded = (text: string, from: BufferEncoding, to: BufferEncoding): string =>
  Buffer.from(text, from).toString(to)
const base64 = (text: string): string => coded(text, 'utf8', 'base64')
const byBytes = (text: string): string => coded(text, 'utf8', 'hex').replace(/../g, '%$&')

export const spellings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  percent: byBytes,
  'percent twice': (text) => encodeURIComponent(byBytes(text)),
  base64: (text) => encodeURIComponent(base64(text)),
  base64url: (text) => coded(text, 'utf8', 'base64url'),
  'base64 behind one character': (text) => encodeURIComponent(base64(`x${text}`)),
  'base64 behind two characters': (text) => encodeURIComponent(base64(`xy${text}`)),
  'base64 twice': (text) => encodeURIComponent(base64(base64(text))),
  'base64 of JSON': (text) => encodeURIComponent(base64(JSON.stringify({ id: 7, who: text, v: 2 }))),
  'base64 of UTF-16': (text) => encodeURIComponent(coded(text, 'utf16le', 'base64')),
  base32,
  'base32 in small letters': (text) => base32(text).toLowerCase(),
  hex: (text) => coded(text, 'utf8', 'hex'),
  'hex of UTF-16': (text) => coded(text, 'utf16le', 'hex'),
  reversed: (text) => Array.from(text).toReversed().join(''),
  'user[at]domain': (text) => text.replace('@', '[at]'),
  'octal numbers': (text) => Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8)}`).join(''),
  'decimal numbers': (text) => Array.from(Buffer.from(text)).join('-'),
  underscores: (text) => text.replace(/[@.]/g, '_'),
}

/** Where a link can carry it: also in a name below the attacker's own, and in content that many share a host for. */
export const places: Readonly<Record<string, (coded: string) => string>> = {
  path: (v) => `https://evil.azurewebsites.net/l/${v}/i`,
  query: (v) => `https://evil.azurewebsites.net/l?x=${v}&u=${v}`,
  fragment: (v) => `https://evil.azurewebsites.net/l#${v}`,
  'content’s path': (v) => `https://evil.blob.core.windows.net/c/${v}.html`,
  'content’s id': (v) => `https://forms.office.com/r/x?id=${v}`,
}

export type Planted = { readonly secret: string; readonly coded: string; readonly link: string }
export const planted: readonly Planted[] = Object.values(secrets).flatMap((secret) =>
  Object.values(spellings).flatMap((spell) =>
    Object.values(places).map((put) => ({ secret, coded: spell(secret), link: put(spell(secret)) })),
  ),
)

export const forms = ({ secret, coded: text }: Planted): readonly string[] => {
  const bare = text.replace(/(?:=|%3D)+$/, '')
  return [secret, secret.split('@')[0] ?? '', bare, encodeURIComponent(bare)].map((form) =>
    form.toLowerCase(),
  )
}
