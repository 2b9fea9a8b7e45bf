import { getPublicSuffix } from 'tldts'
import { CUSTOMER_SUFFIXES } from '../../shared/ownership/customer-suffixes'
import { FIRST_PARTY_SUFFIXES } from '../../shared/ownership/first-party-suffixes'
import { snapshotFrom, sourceFrom } from './feeds'

const endpoints = JSON.stringify([
  {
    id: 125,
    serviceArea: 'Common',
    serviceAreaDisplayName: 'Microsoft 365 Common',
    urls: ['*.digicert.com', 'spoprod-a.akamaihd.net', 'login.microsoftonline.com', '*cdn.onenote.net'],
    ips: ['40.126.0.0/18'],
  },
])
const simulation = JSON.stringify({
  name: 'Attack Simulator',
  version: 20260405,
  list: [
    '52.168.52.134',
    'www.training.example',
    'portal.other.example',
    'securescore-user-prod.cloudapp.net',
  ],
})
const { index } = snapshotFrom(sourceFrom(endpoints), sourceFrom(simulation))

describe('customers’ content on Microsoft’s platform, with the customer’s label', () => {
  it.each([
    ['app.azurewebsites.net', 'app', undefined],
    ['app.scm.azurewebsites.net', 'app', undefined],
    ['shop-a1b2c3d4e5f6g7h8.westeurope-01.azurewebsites.net', 'shop-a1b2c3d4e5f6g7h8', 'westeurope'],
    ['shop-a1b2c3d4e5f6g7h8.scm.westeurope-01.azurewebsites.net', 'shop-a1b2c3d4e5f6g7h8', 'westeurope'],
    ['app-01.azurewebsites.net', 'app-01', undefined],
    ['eastus.blob.core.windows.net', 'eastus', undefined],
    ['foo.z13.web.core.windows.net', 'foo', undefined],
    ['foo.z22.blob.storage.azure.net', 'foo', undefined],
    ['vm1.eastus.cloudapp.azure.com', 'vm1', 'eastus'],
    ['www.vm1.eastus.cloudapp.azure.com', 'vm1', 'eastus'],
    ['site.z01.azurefd.net', 'site', undefined],
    ['site.centralus.2.azurestaticapps.net', 'site', 'centralus'],
    ['box.westus2.azurecontainer.io', 'box', 'westus2'],
    ['app.happyhill-70162bb9.westeurope.azurecontainerapps.io', 'app', 'westeurope'],
    ['contoso.sharepoint.com', 'contoso', undefined],
    ['contoso-my.sharepoint.com', 'contoso', undefined],
    ['contoso.onmicrosoft.com', 'contoso', undefined],
    ['contoso.mail.onmicrosoft.com', 'contoso', undefined],
    ['org.crm4.dynamics.com', 'org', undefined],
    ['ns.servicebus.windows.net', 'ns', undefined],
    ['svc.privatelink.database.windows.net', 'svc', undefined],
  ])('%s is %s’s', (host, tenant, region) => {
    const answer = index.ofHost(host)
    expect(answer).toMatchObject({
      kind: 'host',
      owner: 'microsoft',
      class: 'customer-hosted',
      tenant,
      shared: false,
    })
    expect(answer.region).toBe(region)
  })

  it.each([
    'forms.office.com',
    'forms.cloud.microsoft',
    'sway.cloud.microsoft',
    '1drv.ms',
    'onedrive.live.com',
    'dev.azure.com',
    'prod-12.westeurope.logic.azure.com',
  ])('%s: many customers on one name, told apart by the path', (host) => {
    const answer = index.ofHost(host)
    expect(answer).toMatchObject({ owner: 'microsoft', class: 'customer-hosted', shared: true })
    expect(answer.tenant).toBeUndefined()
  })
})

describe('every other class', () => {
  it.each([
    ['login.microsoftonline.com', 'microsoft', 'microsoft-service'],
    ['www.microsoft.com', 'microsoft', 'microsoft-service'],
    ['teams.cloud.microsoft', 'microsoft', 'microsoft-service'],
    ['contoso-com.mail.protection.outlook.com', 'microsoft', 'microsoft-service'],
    ['azurewebsites.net', 'microsoft', 'microsoft-service'],
    ['fs.cdn.onenote.net', 'microsoft', 'microsoft-service'],
    ['x.blob.core.chinacloudapi.cn', 'microsoft', 'other-desk'],
    ['octocat.github.io', 'microsoft', 'other-desk'],
    ['www.linkedin.com', 'microsoft', 'other-desk'],
    ['www.training.example', 'microsoft', 'attack-simulation'],
    ['training.example', 'microsoft', 'attack-simulation'],
    ['securescore-user-prod.cloudapp.net', 'microsoft', 'attack-simulation'],
    ['ocsp.digicert.com', 'other', 'other'],
    ['spoprod-a.akamaihd.net', 'other', 'other'],
    ['safe-hse.com', 'other', 'other'],
    ['localhost', 'special', 'special'],
    ['printer.local', 'special', 'special'],
    ['office', 'special', 'special'],
    ['a..b', 'invalid', 'other'],
    ['', 'invalid', 'other'],
  ])('%s is %s, %s', (host, owner, ownershipClass) => {
    expect(index.ofHost(host)).toMatchObject({ owner, class: ownershipClass })
  })

  it('a third party that Microsoft 365 needs is not Microsoft’s, and the answer says whence the name is known', () => {
    expect(index.ofHost('ocsp.digicert.com')).toMatchObject({
      sources: ['suffixes', 'microsoft-365'],
      because: 'Microsoft 365 needs it for Microsoft 365 Common, but it is another company’s',
    })
  })
})

describe('suffixes count at label boundaries, in any spelling', () => {
  it.each([
    ['azurewebsites.net.evil.example', 'other'],
    ['evilazurewebsites.net', 'other'],
    ['xn--zurewebsites-w9j.net', 'other'],
    ['аzurewebsites.net', 'other'],
    ['app.аzurewebsites.net', 'other'],
    ['APP.AzureWebsites.NET.', 'microsoft'],
    ['app。azurewebsites。net', 'microsoft'],
    ['ａｐｐ.azurewebsites.net', 'microsoft'],
    ['app[.]azurewebsites[.]net', 'microsoft'],
    ['hxxps://app[.]azurewebsites[.]net/login?a=b', 'microsoft'],
    ['https://user@app.azurewebsites.net:8443/', 'microsoft'],
    ['https://app.azurewebsites.net@evil.example/', 'other'],
    ['https://evil.example/app.azurewebsites.net', 'other'],
    ['app.azurewebsites.net..', 'invalid'],
  ])('%s: %s', (host, owner) => {
    expect(index.ofHost(host).owner).toBe(owner)
  })

  it('a text with an address in it is answered as the address', () => {
    expect(index.ofHost('https://40.126.0.1/login')).toMatchObject({ kind: 'ip', class: 'microsoft-service' })
  })
})

describe('the tables', () => {
  const rules = [...CUSTOMER_SUFFIXES, ...FIRST_PARTY_SUFFIXES]

  it('name each suffix once, in canonical spelling', () => {
    const suffixes = rules.map(({ suffix }) => suffix)
    expect(suffixes.filter((suffix, i) => suffixes.indexOf(suffix) !== i)).toEqual([])
    expect(suffixes.filter((suffix) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(suffix))).toEqual([])
  })

  it.each([
    'x.azurecontainer.io',
    'azure-api.net',
    'azure-mobile.net',
    'azureedge.net',
    'azurefd.net',
    'azurestaticapps.net',
    '1.azurestaticapps.net',
    'westeurope.azurestaticapps.net',
    'azurewebsites.net',
    'cloudapp.net',
    'trafficmanager.net',
    'blob.core.windows.net',
    'file.core.windows.net',
    'web.core.windows.net',
    'servicebus.windows.net',
    'blob.core.usgovcloudapi.net',
    'servicebus.usgovcloudapi.net',
    'usgovcloudapp.net',
    'usgovtrafficmanager.net',
    'azure-api.us',
    'azurewebsites.us',
  ])('Microsoft’s entry %s in the public suffix list is a suffix for us too', (suffix) => {
    expect(getPublicSuffix(`some.${suffix}`, { allowPrivateDomains: true })).toBe(suffix)
    expect(index.ofHost(`tenant-label.${suffix}`)).toMatchObject({
      class: 'customer-hosted',
      tenant: 'tenant-label',
    })
  })
})
