import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runExplain } from '../../cli/explain'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { everythingIsMicrosofts } from '../cases/ownership-stub'

const own = parseOwnAssets({
  addresses: ['52.160.1.0/24', '2001:db8:77::/48'],
  domains: [
    'fabrikam.example',
    'fabrikam.onmicrosoft.com',
    'fabshop.azurewebsites.net',
    'bücher.example',
    'fabhash-a1b2c3d4e5f6g7h8.westeurope-01.azurewebsites.net',
  ],
  mailboxes: [],
})
const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const resource = (id: string) =>
  evidence('azureResource', { resourceId: `/subscriptions/s/resourceGroups/rg/providers/${id}`, roles: [] })
const ourSide = [
  resource('Microsoft.Storage/storageAccounts/fabdata01'),
  resource('Microsoft.Web/staticSites/fabdocs'),
  evidence('device', { deviceDnsName: 'ws-0417.fabrikam.example', lastExternalIpAddress: '20.119.7.7' }),
]
const address = (ipAddress: string) => evidence('ip', { ipAddress, verdict: 'malicious' })
const link = (url: string) => evidence('url', { url, verdict: 'malicious' })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'explain-ours-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function explained(entry: object): Promise<string> {
  const file = join(folder, 'alert.json')
  const alert = { id: 'a', severity: 'high', serviceSource: 'microsoftDefenderForEndpoint' }
  await writeFile(file, JSON.stringify({ ...alert, evidence: [...ourSide, entry] }))
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
  await runExplain([file], io, async () => everythingIsMicrosofts, { minSeverity: 'low', own })
  return lines.join('\n')
}

const HOLDS = 'OWN_ADDRESSES or the list of OWN_ADDRESSES_URL holds 52.160.1.0/24'

describe('explain says why a value counts as ours, and how the alert writes it', () => {
  it.each([
    [address('52.160.1.9'), `ignore 52.160.1.9: It is ours: ${HOLDS}.`],
    [address('::ffff:52.160.1.9'), `It is ours: v4-mapped form of 52.160.1.9, and ${HOLDS}.`],
    [address('64:ff9b::34a0:109'), `It is ours: NAT64 form of 52.160.1.9, and ${HOLDS}.`],
    [address('64:ff9b:1::34a0:109'), `It is ours: NAT64 form of 52.160.1.9, and ${HOLDS}.`],
    [address('2002:34a0:109::1'), `It is ours: 6to4 form of 52.160.1.9, and ${HOLDS}.`],
    [address('2001:0:4136:e378:8000:63bf:cb5f:fef6'), `It is ours: Teredo form of 52.160.1.9, and ${HOLDS}.`],
    [address('2620:1ec::5efe:34a0:109'), `It is ours: ISATAP form of 52.160.1.9, and ${HOLDS}.`],
    [address('2001:DB8:77:0:0::9'), 'another spelling of 2001:db8:77::9, and OWN_ADDRESSES'],
    [address('52[.]160[.]1[.]9'), `another spelling of 52.160.1.9, and ${HOLDS}`],
    [link('http://[64:ff9b::34a0:109]/x'), `NAT64 form of 52.160.1.9, and ${HOLDS}`],
    [link('http://0x34a00109/x'), `another spelling of 52.160.1.9, and ${HOLDS}`],
    [link('http://app.52.160.1.9.nip.io/x'), `it leads to 52.160.1.9, and ${HOLDS}`],
    [link('http://52-160-1-9.sslip.io/x'), `it leads to 52.160.1.9, and ${HOLDS}`],
    [link('https://WWW.Fabrikam.Example/x'), 'OWN_DOMAINS or this app itself names fabrikam.example'],
    [
      link('https://shop.bücher.example/x'),
      'another spelling of shop.xn--bcher-kva.example, and OWN_DOMAINS',
    ],
    [link('https://fabrikam-my.sharepoint.com/personal/x/a'), 'OWN_DOMAINS names the tenant fabrikam'],
    [link('https://fabrikameur-my.sharepoint.com/personal/x/a'), 'OWN_DOMAINS names the tenant fabrikam'],
    [
      link('https://fabrikam-example.mail.protection.outlook.com/'),
      'takes in the mail of a domain in OWN_DOMAINS',
    ],
    [
      link('https://fabshop.scm.azurewebsites.net/x'),
      'another name of fabshop.azurewebsites.net, which OWN_DOMAINS names',
    ],
    [
      link('https://fabshop-a1b2c3d4e5f6g7h8.westeurope-01.azurewebsites.net/x'),
      'another name of fabshop.azurewebsites.net',
    ],
    [link('https://fabshop.privatelink.azurewebsites.net/x'), 'another name of fabshop.azurewebsites.net'],
    [
      link('https://fabdata01.z23.blob.storage.azure.net/c/a'),
      'the alert names the Azure resource as ours that has this name',
    ],
    [address('20.119.7.7'), 'the alert gives it as ours (evidence[2].lastExternalIpAddress)'],
    [address('64:ff9b::1477:707'), 'NAT64 form of 20.119.7.7, and the alert gives it as ours'],
  ])('%j', async (entry, words) => {
    const text = await explained(entry)
    expect(text).toContain(words)
    expect(text).not.toMatch(/^ +(?:Would +)?(?:report|hold) /m)
  })

  it.each([
    [
      link('https://happy-rock-0a1b2c3d4.5.azurestaticapps.net/'),
      'It may be ours: the alert names a resource of ours',
    ],
    [
      link('https://fabshop-canary.azurewebsites.net/x'),
      'It may be ours: fabshop.azurewebsites.net is ours, and Azure gives',
    ],
    [
      link('https://fabrikam.crm4.dynamics.com/x'),
      'It may be ours: it is called as our tenant is (fabrikam.onmicrosoft.com)',
    ],
    [
      link('https://ws-0417-login.azurewebsites.net/x'),
      'a label of the host holds the name of a machine, a person or a domain of ours',
    ],
  ])('what may be ours is held, and why is said: %j', async (entry, words) => {
    const text = await explained(entry)
    expect(text).toContain(words)
    expect(text).toMatch(/^ +(?:Would +)?hold /m)
  })

  it.each([
    link('https://fabrikamxyz.sharepoint.com/sites/x/a.docx'),
    link('https://fabdocs.azurewebsites.net/x'),
    link('https://evilshop.azurewebsites.net/x'),
    link('https://fabhash.azurewebsites.net/x'),
    link('http://app.52.160.2.9.nip.io/x'),
    link('https://contoso.crm4.dynamics.com/x'),
    address('64:ff9b::34a0:209'),
    link('https://www.fabrikam.example@evilshop.azurewebsites.net/x'),
  ])('and nothing else is: %j', async (entry) => {
    expect(await explained(entry)).toMatch(/^ +(?:Would +)?report /m)
  })
})
