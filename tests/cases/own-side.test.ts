import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { everythingIsMicrosofts } from './ownership-stub'

const path = join(__dirname, '../fixtures/alerts/graph-own-side.json')
const alerts = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .parse(JSON.parse(readFileSync(path, 'utf8')))

type Own = { readonly addresses?: readonly string[]; readonly domains?: readonly string[] }
const ownOf = ({ addresses = [], domains = [] }: Own) => parseOwnAssets({ addresses, domains, mailboxes: [] })

function judged(body: object, settings: Own = {}) {
  const own = ownOf(settings)
  const alert = parseAlert(body, 'graph')
  const observables = extractObservables(alert, own)
  return {
    alert,
    observables,
    decisions: decide(alert, observables, everythingIsMicrosofts, { minSeverity: 'low', own }),
  }
}

const verdicts = (body: object, settings?: Own) =>
  judged(body, settings).decisions.map(({ verdict }) => verdict)

/** The fields in which alone each of these alerts says that something is ours. */
const ours = [
  'azureResource-direct',
  'blob.blobContainer.url',
  'blobContainer.storageResource',
  'sasToken.storageResource',
  'ioTHub',
  'device.resourceAccessEvents',
  'user.resourceAccessEvents',
  'user.upn',
  'process.userAccount.upn',
  'cloudLogonSession.account.upn',
  'k8sCluster.cloudResource_AKS',
  'container.pod.podIp',
  'customDetection_by_DLP_own_sharepoint',
]

describe('what one field alone gives as ours is not reported', () => {
  it.each(ours)('%s', (name) => {
    expect(alerts[name]).toBeDefined()
    expect(verdicts(alerts[name] ?? {})).not.toContain('report')
  })
})

describe('without that field it is the other side’s', () => {
  const entry = z.object({ '@odata.type': z.string() })
  const isTarget = (one: unknown) => /\.(?:ip|url)Evidence$/.test(entry.parse(one)['@odata.type'])
  const sides = (body: object) => judged(body).observables.map(({ value, side }) => `${value} ${side}`)
  it.each(
    ours.filter((name) => name !== 'k8sCluster.cloudResource_AKS' && !name.startsWith('customDetection')),
  )('%s', (name) => {
    const evidence = z.array(z.unknown()).parse(alerts[name]?.['evidence'])
    const alone = sides({ ...alerts[name], evidence: evidence.filter(isTarget) })
    expect(alone.filter((seen) => seen.endsWith(' remote'))).not.toEqual([])
    expect(sides(alerts[name] ?? {}).filter((seen) => alone.includes(seen))).toEqual([])
  })
})

it('an attacker’s address in additionalData is read, by the name of its property', () => {
  const { observables } = judged(alerts['additionalData.Attacker_IP'] ?? {})
  expect(observables).toMatchObject([{ value: '20.119.0.42', side: 'remote', role: 'attacker' }])
})

it.each(['malware.processes.commandLine', 'pod.initContainers.command'])('%s only mentions', (name) => {
  const { observables, decisions } = judged(alerts[name] ?? {})
  expect(observables.map(({ mention }) => mention)).not.toContain(undefined)
  expect(observables).not.toEqual([])
  expect(decisions.map(({ verdict }) => verdict)).not.toContain('report')
})

const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const link = (url: string) => evidence('url', { url, verdict: 'malicious' })
const alertOf = (...entries: object[]) => ({
  id: 'a',
  severity: 'high',
  serviceSource: 'microsoftDefenderForEndpoint',
  evidence: entries,
})
const user = (userPrincipalName: string, roles: string[] = []) =>
  evidence('user', { roles, userAccount: { userPrincipalName } })
const tenantKnown: Own = { domains: ['corp.example', 'corp.onmicrosoft.com'] }

describe('what settings name is ours in every spelling', () => {
  it.each([
    'https://corp.sharepoint.com/sites/hr/x.docx',
    'https://corp-my.sharepoint.com/personal/ceo_corp_example/Documents/plan.docx',
    'https://corp-admin.sharepoint.com/x',
    'https://corp.onmicrosoft.com/x',
    'https://corp.mail.onmicrosoft.com/x',
    'https://corp.b2clogin.com/x',
    'https://corp-example.mail.protection.outlook.com/x',
    'https://www.corp.example/x',
  ])('%s', (url) => expect(verdicts(alertOf(link(url)), tenantKnown)).not.toContain('report'))

  it.each([
    '20.119.0.42',
    '::ffff:20.119.0.42',
    '64:ff9b::1477:2a',
    '2002:1477:2a::1',
    '2001:0:1234:5678:0:0:eb88:ffd5',
  ])('%s', (address) => {
    const body = alertOf(
      evidence('ip', { ipAddress: address, verdict: 'malicious', roles: ['commandAndControl'] }),
    )
    expect(verdicts(body, { addresses: ['20.119.0.42'] })).not.toContain('report')
  })

  it.each([
    'https://corpevil.sharepoint.com/x',
    'https://evil.sharepoint.com/sites/corp',
    'https://evil-corp.azurewebsites.net/x',
  ])('not %s', (url) => expect(verdicts(alertOf(link(url)), tenantKnown)).toContain('report'))

  it('and why is said', () => {
    const { decisions } = judged(alertOf(link('https://corp-my.sharepoint.com/x')), tenantKnown)
    expect(decisions[0]?.reason).toBe('It is ours: OWN_DOMAINS names the tenant corp.')
  })
})

describe('a user’s domain', () => {
  const theirs = link('https://evil-my.sharepoint.com/personal/x/Documents/a.docx')

  it('of another tenant than ours blinds nobody', () => {
    expect(verdicts(alertOf(user('x@evil.onmicrosoft.com'), theirs), tenantKnown)).toContain('report')
  })

  it('is doubtful where settings name no tenant: a person must say', () => {
    const { decisions } = judged(alertOf(user('x@evil.onmicrosoft.com'), theirs), {
      domains: ['corp.example'],
    })
    expect(decisions.map(({ verdict }) => verdict)).toEqual(['hold'])
    expect(decisions[0]?.reason).toContain('belongs to a tenant with this name')
  })

  it('is ours where the user was attacked, or a machine of the same domain is ours', () => {
    expect(verdicts(alertOf(user('x@evil.onmicrosoft.com', ['compromised']), theirs))).toEqual(['ignore'])
    const device = evidence('device', { deviceDnsName: 'ws1.corp.example' })
    expect(verdicts(alertOf(user('x@corp.example'), device, link('https://corp.example/x')))).toEqual([
      'ignore',
    ])
  })

  it('opens no case by itself', () => expect(verdicts(alertOf(user('x@corp.onmicrosoft.com')))).toEqual([]))
})

it('a tenant that is called like a domain of ours is held', () => {
  expect(
    verdicts(alertOf(link('https://corp.sharepoint.com/sites/x')), { domains: ['corp.example'] }),
  ).toEqual(['hold'])
})
