import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { endpointText } from '../../shared/cases/endpoint'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { compose } from '../../shared/reports/compose'
import { composeMsrc, msrcTakes } from '../../shared/reports/compose-msrc'
import { everythingIsMicrosofts } from '../cases/ownership-stub'
import { everythingIn } from './read-back'
import { report, settings } from './report-fixture'

const path = join(__dirname, '../fixtures/alerts/dialects.json')
const dialects = z
  .array(
    z.object({
      name: z.string(),
      format: z.string(),
      body: z.union([z.string(), z.record(z.string(), z.unknown())]),
    }),
  )
  .parse(JSON.parse(readFileSync(path, 'utf8')))
const LINK = /https?:\/\/[^\s"\\<>|&;,]+/g
const withLinks = dialects.filter(({ body }) => new RegExp(LINK.source).test(JSON.stringify(body)))

const own = parseOwnAssets({ addresses: ['203.0.113.0/24'], domains: ['corp.example'], mailboxes: [] })

/** As attackers' programs tell whom they have caught. The user and the machine are the settings' by their domain. */
const secrets = {
  mail: 'anna.schmidt@corp.example',
  host: 'ws-0105.corp.example',
  domain: 'corp.example',
  address: '203.0.113.77',
  network: '192.168.5.105',
}

const base32 = (text: string): string => {
  const bits = Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}
const coded = (text: string, from: BufferEncoding, to: BufferEncoding): string =>
  Buffer.from(text, from).toString(to)
const base64 = (text: string): string => coded(text, 'utf8', 'base64')
const byBytes = (text: string): string => coded(text, 'utf8', 'hex').replace(/../g, '%$&')

const spellings: Readonly<Record<string, (text: string) => string>> = {
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
  underscores: (text) => text.replace(/[@.]/g, '_'),
}

/** Where a link can carry it: also in a name below the attacker's own, and in content that many share a host for. */
const places: Readonly<Record<string, (coded: string) => string>> = {
  path: (v) => `https://evil.azurewebsites.net/l/${v}/i`,
  query: (v) => `https://evil.azurewebsites.net/l?x=${v}&u=${v}`,
  fragment: (v) => `https://evil.azurewebsites.net/l#${v}`,
  'content’s path': (v) => `https://evil.blob.core.windows.net/c/${v}.html`,
  'content’s id': (v) => `https://forms.office.com/r/x?id=${v}`,
}

type Planted = { readonly secret: string; readonly coded: string; readonly link: string }
const planted: readonly Planted[] = Object.values(secrets).flatMap((secret) =>
  Object.values(spellings).flatMap((spell) =>
    Object.values(places).map((put) => ({ secret, coded: spell(secret), link: put(spell(secret)) })),
  ),
)

const alertWith = (...links: string[]) => ({
  id: '7',
  severity: 'high',
  serviceSource: 'microsoftDefenderForEndpoint',
  evidence: links.map((url) => ({
    '@odata.type': 'microsoft.graph.security.urlEvidence',
    url,
    verdict: 'malicious',
  })),
})

/** Everything that is later stored, logged, shown and sent is made of these. */
function judged(body: unknown) {
  const alert = parseAlert(body, 'queue')
  const observables = extractObservables(alert, own)
  const decisions = decide(alert, observables, everythingIsMicrosofts, { minSeverity: 'low', own })
  return { observables, decisions }
}

const inBody = (body: unknown, link: string): unknown =>
  typeof body === 'string'
    ? body.replace(LINK, link)
    : JSON.parse(JSON.stringify(body).replace(LINK, JSON.stringify(link).slice(1, -1)))

const forms = ({ secret, coded: text }: Planted): readonly string[] => {
  const bare = text.replace(/(?:=|%3D)+$/, '')
  return [secret, secret.split('@')[0] ?? '', bare, encodeURIComponent(bare)].map((form) =>
    form.toLowerCase(),
  )
}

describe('what a link tells of us leaves no dialect', () => {
  it('most dialects carry links', () => {
    expect(new Set(withLinks.map(({ format }) => format)).size).toBeGreaterThan(9)
  })

  // Each dialect gets a third of them; three in a row get all.
  it.each(withLinks.map((entry, n) => ({ ...entry, n })))('$name', ({ body, n }) => {
    for (const plant of planted.filter((_, i) => i % 3 === n % 3)) {
      const { observables, decisions } = judged(inBody(body, plant.link))
      const foreign = observables.filter(({ side }) => side !== 'own' && side !== 'unroutable')
      const text = JSON.stringify([
        foreign.map(({ type, value }) => (type === 'email' ? '' : value)),
        decisions,
      ]).toLowerCase()
      const left = forms(plant).filter((form) => text.includes(form))
      expect({ link: plant.link, left }).toEqual({ link: plant.link, left: [] })
    }
  })
})

describe('nor any layer of a mail or form', () => {
  it.each(Object.entries(places))('in its %s', async (_, put) => {
    for (const spell of Object.values(spellings)) {
      for (const secret of Object.values(secrets)) {
        const plant = { secret, coded: spell(secret), link: put(spell(secret)) }
        const { decisions } = judged(alertWith(plant.link))
        for (const { endpoint, evidence } of decisions) {
          if (evidence === undefined) continue
          const mail = { ...report, evidence, endpointText: endpointText(endpoint) }
          const form = msrcTakes(evidence, 'initial')
            ? composeMsrc(mail, settings, {
                name: 'n',
                email: 'a@soc.example.org',
                plusAddress: false,
              }).raw.toString()
            : ''
          const everything = `${await everythingIn((await compose(mail, settings)).raw)}${form}`.toLowerCase()
          expect(forms(plant).filter((text) => everything.includes(text))).toEqual([])
        }
      }
    }
  })
})

it.each([
  `${coded(secrets.mail, 'utf8', 'hex')}.evil.trafficmanager.net`,
  'anna-schmidt-corp-example.evil.azureedge.net',
  'ws-0105.corp.example.evil.example',
  `${base32(secrets.mail).toLowerCase().slice(0, 60)}.evil.example`,
  '192-168-5-105.evil.example',
])('a name that tells of us is cut to its owner’s: %s', (host) => {
  const { observables } = judged(alertWith(`https://${host}/x`))
  expect(observables.map(({ value }) => value).join()).not.toContain(host)
  expect(observables.some(({ type, value }) => type === 'host' && value.startsWith('evil.'))).toBe(true)
})

it('100 KiB of links are cut in time', () => {
  const link = (i: number) =>
    `https://forms.office.com/${Array.from({ length: 10 }, (_, n) => coded(`text ${i} ${n} `.repeat(7), 'utf8', 'base64url').slice(0, 95)).join('/')}`
  const urls = Array.from({ length: 100 }, (_, i) => link(i))
  const before = process.cpuUsage()
  const { observables } = judged(alertWith(...urls))
  expect(observables.length).toBeGreaterThan(50)
  const spent = process.cpuUsage(before)
  expect((spent.user + spent.system) / 1000).toBeLessThan(1000)
})
