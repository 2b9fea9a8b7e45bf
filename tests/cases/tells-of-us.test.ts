import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide, readAlert } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { everythingIsMicrosofts } from './ownership-stub'

const own = parseOwnAssets({
  addresses: ['203.0.113.0/24'],
  domains: ['corp.example', 'corp.onmicrosoft.com'],
  mailboxes: ['abuse-reports@corp.example'],
})
const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const ourSide = [
  evidence('device', { deviceDnsName: 'ws-0105.corp.example', hostName: 'ws-0105' }),
  evidence('device', { deviceDnsName: 'backup.corp.example', hostName: 'backup' }),
  evidence('user', {
    userAccount: {
      ...{
        userPrincipalName: 'anna.schmidt@corp.example',
        accountName: 'aschmidt',
        displayName: 'Anna Schmidt',
      },
    },
  }),
]
const alertOf = (...entries: readonly object[]) =>
  parseAlert(
    {
      ...{ id: 'a', severity: 'high', serviceSource: 'microsoftDefenderForEndpoint' },
      evidence: [...ourSide, ...entries],
    },
    'graph',
  )
const link = (url: string) => evidence('url', { url, verdict: 'malicious' })
const decided = (...entries: readonly object[]) => {
  const alert = alertOf(...entries)
  const observables = extractObservables(alert, own)
  return decide(alert, observables, everythingIsMicrosofts, { minSeverity: 'low', own })
}
const rulesFor = (host: string) =>
  decided(link(`https://${host}/x`)).map(({ verdict, rule }) => `${verdict} ${rule}`)

const base64 = (text: string) => Buffer.from(text).toString('base64url')

describe('a host whose own label holds a full name of ours waits for a person', () => {
  it.each([
    'anna-schmidt.azurewebsites.net',
    'schmidt-anna.azurewebsites.net',
    'annaschmidt01.azurewebsites.net',
    'aschmidt-login.azurewebsites.net',
    'ws-0105-login.azurewebsites.net',
    'ws0105.blob.core.windows.net',
    'corp-example.blob.core.windows.net',
    'corpexample.z6.web.core.windows.net',
    'login-corp-example.evil-shop.com',
    'corp-example-sso.com',
    'corp-onmicrosoft-com.azurewebsites.net',
    'anna-schmidt.westeurope.cloudapp.azure.com',
    'app-203-0-113-77.azurewebsites.net',
    `${base64('anna.schmidt')}.azurewebsites.net`,
    `x${Buffer.from('ws-0105').toString('hex')}.azurewebsites.net`,
    'tdimhcs-anna.azurewebsites.net',
  ])('%s', (host) => {
    expect(rulesFor(host)).toEqual(['hold tells-of-us'])
  })
})

describe('hosts that are merely called as many are do not wait', () => {
  it.each([
    'backup-online.azurewebsites.net',
    'schmidt-shop.azurewebsites.net',
    'anna-boutique.azurewebsites.net',
    'corp-portal.azurewebsites.net',
    'login-corp.azurewebsites.net',
    'abuse-test.azurewebsites.net',
    'ws-0106.azurewebsites.net',
    'exampledomain.azurewebsites.net',
    'app-8-8-4-4.azurewebsites.net',
  ])('%s', (host) => {
    expect(rulesFor(host)).toEqual(['report customer-hosted'])
  })
})

it('the reason says so, and names nobody', () => {
  const [decision] = decided(link('https://anna-schmidt.azurewebsites.net/x'))
  expect(decision?.reason).toContain(
    'a label of the host holds the name of a machine, a person or a domain of ours',
  )
  expect(decision?.reason).not.toMatch(/schmidt|anna/i)
  expect(decision?.evidence).toMatchObject({ tellsOfUs: true })
})

it('DNS is not asked about such a host, and no report about an address names it', () => {
  const alert = alertOf(
    link('https://ws-0105-login.evil-shop.com/x'),
    evidence('ip', { ipAddress: '20.119.0.42', verdict: 'malicious' }),
  )
  const observables = extractObservables(alert, own)
  expect(readAlert(alert, observables, everythingIsMicrosofts).openPair).toBeUndefined()
  const decisions = decide(alert, observables, everythingIsMicrosofts, { minSeverity: 'low', own })
  const reported = decisions.filter(({ verdict }) => verdict === 'report')
  expect(reported.map(({ endpoint }) => endpoint.kind)).toEqual(['address'])
  expect(JSON.stringify(reported)).not.toContain('ws-0105')
})
