import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { endpointText } from '../../shared/cases/endpoint'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { compose } from '../../shared/reports/compose'
import { composeMsrc, msrcTakes } from '../../shared/reports/compose-msrc'
import { everythingIsMicrosofts } from '../cases/ownership-stub'
import {
  base32,
  coded,
  forms,
  places,
  planted,
  secrets,
  spellings,
  linkBearers,
} from '../helpers/planted-links'
import { everythingIn } from './read-back'
import { report, settings } from './report-fixture'

const own = parseOwnAssets({ addresses: ['203.0.113.0/24'], domains: ['corp.example'], mailboxes: [] })

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

describe('what a link tells of us leaves no dialect', () => {
  it('most dialects carry links', () => {
    expect(new Set(linkBearers.map(({ format }) => format)).size).toBeGreaterThan(16)
  })

  // Each dialect gets a third of them; three in a row get all.
  it.each(linkBearers.map((bearer, n) => ({ ...bearer, n })))('$name', ({ n, ...bearer }) => {
    for (const plant of planted.filter((_, i) => i % 3 === n % 3)) {
      const { observables, decisions } = judged(bearer.with(plant.link))
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
