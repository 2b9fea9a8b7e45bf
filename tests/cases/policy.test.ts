import type { Alert } from '../../shared/alerts/alert'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import type { Decision } from '../../shared/cases/decision'
import type { Grounded } from '../../shared/cases/grounds'
import { endpointText } from '../../shared/cases/endpoint'
import type { Confirmation } from '../../shared/cases/pairing'
import { decide } from '../../shared/cases/policy'
import type { PolicySettings } from '../../shared/cases/policy-settings'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from './ownership-stub'

const VM = '20.0.0.1'
const FRONT_END = '20.119.0.42'
const EXCHANGE = '40.107.1.1'
const UNTAGGED = '20.0.0.2'

const ownership = ownershipOf({
  [VM]: {
    class: 'customer-hosted',
    serviceTags: ['AzureCloud.eastus'],
    region: 'eastus',
    cloud: 'Public',
    prefix: '20.0.0.0/24',
  },
  [FRONT_END]: { class: 'customer-hosted', serviceTags: ['AppService.EastUS', 'AppService'], shared: true },
  [EXCHANGE]: { class: 'microsoft-service', serviceTags: ['Exchange'] },
  [UNTAGGED]: { class: 'microsoft-untagged' },
  '20.0.0.3': { class: 'announced-only' },
  '20.0.0.4': { class: 'other-desk', desk: '21Vianet' },
  '20.0.0.5': { class: 'attack-simulation' },
  '203.0.113.9': { class: 'special' },
  'evil.azurewebsites.net': { class: 'customer-hosted', tenant: 'evil' },
  'evil.sharepoint.com': { class: 'customer-hosted', tenant: 'evil' },
  'corp-sql.database.windows.net': { class: 'customer-hosted', tenant: 'corp-sql' },
  'corpdata.blob.core.windows.net': { class: 'customer-hosted', tenant: 'corpdata' },
  'evil.onmicrosoft.com': { class: 'customer-hosted', tenant: 'evil' },
  'forms.office.com': { class: 'customer-hosted', shared: true },
  'onedrive.com': { class: 'microsoft-service' },
  'login.microsoftonline.com': { class: 'microsoft-service' },
  'training.example': { class: 'attack-simulation' },
})

const policy: PolicySettings = {
  minSeverity: 'low',
  own: parseOwnAssets({
    addresses: [],
    domains: ['corp-sql.database.windows.net'],
    mailboxes: ['abuse@reports.example'],
    resources: ['corp-reporter'],
  }),
}

const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  ...members,
})
const ip = (ipAddress: string, more: object = {}) =>
  evidence('ip', { ipAddress, verdict: 'malicious', ...more })
const url = (link: string, more: object = {}) => evidence('url', { url: link, verdict: 'malicious', ...more })

const times = { firstActivityDateTime: '2026-11-01T10:00:00Z', lastActivityDateTime: '2026-11-01T10:05:00Z' }

function alertOf(entries: readonly object[], more: object = {}): Alert {
  return parseAlert(
    { id: 'a', severity: 'high', category: 'SuspiciousActivity', ...times, ...more, evidence: entries },
    'graph',
  )
}

function decideOn(
  entries: readonly object[],
  more: object = {},
  settings = policy,
  confirmation?: Confirmation,
): Grounded[] {
  const alert = alertOf(entries, more)
  return decide(alert, extractObservables(alert, settings.own), ownership, settings, confirmation)
}

const shortly = (decisions: readonly Decision[]): string[] =>
  decisions.map(
    ({ endpoint, verdict, rule }) => `${verdict} ${endpoint.kind} ${endpointText(endpoint)} ${rule}`,
  )

describe('each class of ownership', () => {
  it.each([
    ['customer-hosted', [ip(VM)], [`report address ${VM} customer-hosted`]],
    ['a shared front end without a host', [ip(FRONT_END)], [`hold address ${FRONT_END} shared-front-end`]],
    ['a Microsoft service', [ip(EXCHANGE)], [`hold address ${EXCHANGE} microsoft-service`]],
    [
      'a Microsoft host',
      [url('https://login.microsoftonline.com/x')],
      ['hold host login.microsoftonline.com microsoft-service'],
    ],
    ['Microsoft, untagged', [ip(UNTAGGED)], [`report address ${UNTAGGED} microsoft-untagged`]],
    ['announced only', [ip('20.0.0.3')], ['hold address 20.0.0.3 announced-only']],
    ['another desk', [ip('20.0.0.4')], ['hold address 20.0.0.4 other-desk']],
    ['attack simulation by address', [ip('20.0.0.5')], ['ignore address 20.0.0.5 attack-simulation']],
    [
      'attack simulation by host',
      [url('https://training.example/x')],
      ['ignore host training.example attack-simulation'],
    ],
    ['special', [ip('203.0.113.9')], ['ignore address 203.0.113.9 special-address']],
    ['nowhere on the Internet', [ip('168.63.129.16'), ip('10.0.0.1'), url('http://printer/')], []],
    [
      'not Microsoft’s',
      [ip('198.51.100.7'), url('http://evil.example/')],
      ['ignore address 198.51.100.7 not-microsoft', 'ignore host evil.example not-microsoft'],
    ],
    [
      'a tenant’s content on a shared host',
      [url('https://forms.office.com/r/abc')],
      ['report content https://forms.office.com/r/abc customer-hosted'],
    ],
    [
      'a tenant’s content on a Microsoft service',
      [url('https://onedrive.com/x?id=1')],
      ['report content https://onedrive.com/x?id=1 tenant-content'],
    ],
    [
      'a shared host without content',
      [url('https://forms.office.com')],
      ['hold host forms.office.com shared-host'],
    ],
    [
      'a file of a tenant',
      [url('https://evil.sharepoint.com/:b:/g/x')],
      ['report content https://evil.sharepoint.com/:b:/g/x customer-hosted'],
    ],
  ])('%s', (_, entries, decisions) => expect(shortly(decideOn(entries))).toEqual(decisions))

  it('says whose the other desk is', () => {
    expect(decideOn([ip('20.0.0.4')])[0]?.reason).toContain('21Vianet')
  })
})

describe('what is ours', () => {
  it('our own Azure SQL host, configured', () => {
    expect(shortly(decideOn([url('corp-sql.database.windows.net')]))).toEqual([
      'ignore host corp-sql.database.windows.net own-asset',
    ])
  })

  it('a storage account that a resource of ours names', () => {
    const resourceId =
      '/subscriptions/0/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/corpdata'
    const entries = [
      evidence('azureResource', { resourceId }),
      url('https://corpdata.blob.core.windows.net/c/f'),
    ]
    expect(shortly(decideOn(entries))).toContain(
      'ignore content https://corpdata.blob.core.windows.net/c/f own-asset',
    )
  })

  it('a blob of ours makes no decision at all', () => {
    expect(decideOn([evidence('blob', { url: 'https://corpdata.blob.core.windows.net/c/f' })])).toEqual([])
  })

  it('carries no evidence', () => {
    expect(decideOn([url('corp-sql.database.windows.net')])[0]).not.toHaveProperty('evidence')
  })

  it.each([
    [
      'our reporting mailbox',
      { recipientEmailAddress: 'Abuse@Reports.example' },
      'ignore host evil.azurewebsites.net only-our-own-mailbox',
    ],
    [
      'somebody else too',
      { recipientEmailAddress: 'm.muster@corp.example' },
      'report host evil.azurewebsites.net customer-hosted',
    ],
  ])('a mail to %s', (_, mail, decision) => {
    const message = { antiSpamDirection: 'inbound', urls: ['https://evil.azurewebsites.net/'], ...mail }
    const entries = [evidence('analyzedMessage', message), url('https://evil.azurewebsites.net/')]
    expect(shortly(decideOn(entries))).toEqual([decision])
  })

  it('only our own app as victim', () => {
    const resourceId = '/subscriptions/0/resourceGroups/r/providers/Microsoft.Web/sites/corp-reporter'
    expect(shortly(decideOn([evidence('azureResource', { resourceId }), ip(VM)]))).toEqual([
      `ignore address ${VM} only-our-own-mailbox`,
    ])
  })
})

describe('what somebody judged', () => {
  it.each([
    [{ classification: 'falsePositive' }],
    [{ classification: 'informationalExpectedActivity' }],
    [{ classification: 'BenignPositive - SuspiciousButExpected' }],
    [{ determination: 'securityTesting' }],
    [{ determination: 'securityPersonnel' }],
    [{ determination: 'confirmedActivity' }],
    [{ determination: 'lineOfBusinessApplication' }],
    [{ determination: 'notMalicious' }],
  ])('%j withdraws, and the evidence stays to find the sighting by', (judgement) => {
    const [decision] = decideOn([ip(VM)], judgement)
    expect(decision).toMatchObject({
      verdict: 'ignore',
      rule: 'judged-false',
      judgedFalse: true,
      evidence: { address: VM },
    })
  })

  it.each([
    [{ classification: 'truePositive', determination: 'phishing' }],
    [{ classification: 'unknown', determination: 'unknown' }],
    [{ classification: null, determination: null }],
    [{ determination: 'notEnoughDataToValidate' }],
  ])('%j does not', (judgement) => {
    expect(decideOn([ip(VM)], judgement)[0]).not.toHaveProperty('judgedFalse')
  })

  it('a judgement comes before every reason to hold', () => {
    expect(decideOn([ip(EXCHANGE)], { classification: 'falsePositive' })[0]?.judgedFalse).toBe(true)
  })
})

describe('what the alert says against it', () => {
  const bare = { verdict: 'unknown' }
  it.each([
    [
      'no severity, verdict or role',
      'hold',
      'nothing-speaks-against-it',
      ip(VM, bare),
      { severity: 'unknown' },
    ],
    ['no severity, but a verdict', 'report', 'customer-hosted', ip(VM), { severity: 'unknown' }],
    ['a bare suspicion', 'hold', 'nothing-speaks-against-it', ip(VM, { verdict: 'suspicious' }), {}],
    [
      'a suspicion and a category that fits',
      'report',
      'customer-hosted',
      ip(VM, { verdict: 'suspicious' }),
      { category: 'CommandAndControl' },
    ],
    [
      'a suspicion and an anomaly',
      'hold',
      'kind-anomaly',
      ip(VM, { verdict: 'suspicious' }),
      { title: 'Impossible travel activity' },
    ],
    [
      'no severity, but a role',
      'report',
      'customer-hosted',
      ip(VM, { ...bare, roles: ['commandAndControl'] }),
      { severity: 'unknown' },
    ],
    ['a severity alone', 'hold', 'nothing-speaks-against-it', ip(VM, bare), {}],
    ['no threats found', 'ignore', 'no-threats-found', ip(VM, { verdict: 'noThreatsFound' }), {}],
    ['only context', 'ignore', 'only-contextual', ip(VM, { ...bare, roles: ['contextual'] }), {}],
    [
      'only a command line',
      'hold',
      'only-mentioned',
      evidence('process', { processCommandLine: `ping ${VM}`, verdict: 'suspicious' }),
      {},
    ],
    ['too mild', 'ignore', 'below-minimum-severity', ip(VM), { severity: 'informational' }],
    ['an application', 'hold', 'malicious-app', ip(VM), { detectionSource: 'appGovernanceDetection' }],
  ])('%s: %s', (_, verdict, rule, entry, more) => {
    expect(decideOn([entry], more)[0]).toMatchObject({ verdict, rule })
  })

  it('the least severity is a setting', () => {
    const all = { ...policy, minSeverity: 'informational' as const }
    expect(decideOn([ip(VM)], { severity: 'informational' }, all)[0]?.verdict).toBe('report')
    const high = { ...policy, minSeverity: 'high' as const }
    expect(decideOn([ip(VM)], { severity: 'medium' }, high)[0]?.rule).toBe('below-minimum-severity')
  })

  it('a part that could not be read holds the rest', () => {
    const [decision] = decideOn([ip(VM), ip('somewhere')])
    expect(decision).toMatchObject({ verdict: 'hold', rule: 'partly-unreadable' })
    expect(decision?.reason).toContain('evidence[1].ipAddress')
  })

  it('two public ends without a hint are held', () => {
    const connection = { sourceAddress: { ipAddress: '198.51.100.1' }, destinationAddress: { ipAddress: VM } }
    expect(shortly(decideOn([evidence('networkConnection', connection)]))).toContain(
      `hold address ${VM} side-unknown`,
    )
  })
})

describe('pairing a host and an address', () => {
  const dns = (domainName: string, ...addresses: string[]) =>
    evidence('dns', {
      domainName,
      ipAddresses: addresses.map((ipAddress) => ({ ipAddress })),
      verdict: 'malicious',
    })

  it.each([
    [
      'exactly one host and one Microsoft address, both accused, and nobody to ask',
      [ip(FRONT_END), url('evil.example')],
      ['report host evil.example customer-hosted'],
    ],
    [
      'the same with an address of somebody else',
      [ip(FRONT_END), ip('198.51.100.7'), url('evil.example')],
      [
        `hold address ${FRONT_END} shared-front-end`,
        'ignore address 198.51.100.7 not-microsoft',
        'ignore host evil.example not-microsoft',
      ],
    ],
    [
      'the same with a clean address of somebody else',
      [ip(FRONT_END), ip('198.51.100.7', { verdict: 'noThreatsFound' }), url('evil.example')],
      ['ignore address 198.51.100.7 not-microsoft', 'report host evil.example customer-hosted'],
    ],
    [
      'a host that a mere suspicion names beside a condemned address',
      [ip(FRONT_END), url('www.search.example', { verdict: 'suspicious' })],
      [`hold address ${FRONT_END} shared-front-end`, 'ignore host www.search.example not-microsoft'],
    ],
    [
      'two hosts',
      [ip(FRONT_END), url('evil.example'), url('other.example')],
      [
        `hold address ${FRONT_END} shared-front-end`,
        'ignore host evil.example not-microsoft',
        'ignore host other.example not-microsoft',
      ],
    ],
    [
      'two Microsoft addresses',
      [ip(FRONT_END), ip(VM), url('evil.example')],
      [
        `hold address ${FRONT_END} shared-front-end`,
        `report address ${VM} customer-hosted`,
        'ignore host evil.example not-microsoft',
      ],
    ],
    [
      'one DNS answer',
      [dns('evil.example', FRONT_END, '198.51.100.7'), ip(VM), url('other.example')],
      [
        'hold host evil.example only-a-dns-answer',
        'ignore address 198.51.100.7 not-microsoft',
        `report address ${VM} customer-hosted`,
        'ignore host other.example not-microsoft',
      ],
    ],
    [
      'a host that the records give to somebody else',
      [dns('evil.example', '198.51.100.7'), ip(FRONT_END)],
      [
        'ignore host evil.example not-microsoft',
        'ignore address 198.51.100.7 not-microsoft',
        `hold address ${FRONT_END} shared-front-end`,
      ],
    ],
  ])('%s', (_, entries, decisions) => expect(shortly(decideOn(entries))).toEqual(decisions))

  it('a DNS answer names a pair only where the address has a reason of its own', () => {
    const connection = {
      sourceAddress: { ipAddress: '10.0.0.7' },
      destinationAddress: { ipAddress: FRONT_END },
      verdict: 'malicious',
    }
    const entries = [dns('evil.example', FRONT_END), evidence('networkConnection', connection)]
    const [decision] = decideOn(entries)
    expect(decision).toMatchObject({ verdict: 'report', endpoint: { host: 'evil.example' } })
    expect(decision?.evidence).toMatchObject({ address: FRONT_END, proof: 'record' })
  })

  it('DNS confirms: one report, which says so', () => {
    const [decision, ...more] = decideOn([ip(FRONT_END), url('evil.example')], {}, policy, 'yes')
    expect(more).toEqual([])
    expect(decision).toMatchObject({ verdict: 'report', endpoint: { host: 'evil.example' } })
    expect(decision?.evidence).toMatchObject({ address: FRONT_END, proof: 'dns', grade: 'B' })
  })

  it('DNS denies: each for itself, and each says what else the alert names', () => {
    const decisions = decideOn([ip(VM), url('evil.example')], {}, policy, 'no')
    expect(shortly(decisions)).toEqual([
      `report address ${VM} customer-hosted`,
      'ignore host evil.example not-microsoft',
    ])
    expect(decisions[0]?.evidence).toMatchObject({ alsoNamed: ['evil.example'] })
  })

  it('nobody could be asked: a pair of grade C at best, said to be unconfirmed', () => {
    const [decision] = decideOn([ip(FRONT_END), url('evil.example')])
    expect(decision?.evidence).toMatchObject({ grade: 'C', proof: 'unconfirmed' })
  })

  it('our own end of a connection takes no part, even where it is Microsoft’s', () => {
    const properties = {
      DeviceName: 'ws-1.corp.example',
      LocalIP: VM,
      RemoteIP: FRONT_END,
      RemoteUrl: 'evil.example',
      RemotePort: 443,
    }
    const row = {
      category: 'AdvancedHunting-AlertEvidence',
      properties: { AlertId: 'x', Severity: 'High', Title: 'Connection to a known C2 server', ...properties },
    }
    const alert = parseAlert(row, 'queue')
    const decisions = decide(alert, extractObservables(alert, policy.own), ownership, policy)
    expect(shortly(decisions)).toEqual(['report host evil.example customer-hosted'])
    expect(decisions[0]?.evidence).toMatchObject({ address: FRONT_END, port: 443 })
    const { RemoteUrl: _, ...bare } = properties
    const other = parseAlert(
      { ...row, properties: { ...row.properties, ...bare, RemoteUrl: null, RemoteIP: UNTAGGED } },
      'queue',
    )
    expect(shortly(decide(other, extractObservables(other, policy.own), ownership, policy))).toEqual([
      `report address ${UNTAGGED} microsoft-untagged`,
    ])
  })

  it('who relayed a mail is not where its links lead', () => {
    const mail = {
      antiSpamDirection: 'inbound',
      senderIp: EXCHANGE,
      urls: ['https://evil.example/'],
      verdict: 'malicious',
    }
    expect(shortly(decideOn([evidence('analyzedMessage', mail)]))).toEqual([
      `hold address ${EXCHANGE} microsoft-service`,
      'ignore host evil.example not-microsoft',
    ])
  })
})

describe('mail of a tenant', () => {
  const mail = (senderIp: string) =>
    evidence('analyzedMessage', {
      antiSpamDirection: 'inbound',
      senderIp,
      p1Sender: { emailAddress: 'x@evil.onmicrosoft.com' },
      verdict: 'malicious',
    })

  it.each([
    ['Exchange Online', EXCHANGE],
    ['a virtual machine', VM],
    ['anybody else', '198.51.100.7'],
  ])('relayed by %s may be forged', (_, relay) => {
    expect(shortly(decideOn([mail(relay)]))).toContain('hold host evil.onmicrosoft.com sender-unproved')
  })

  it('without service tags a relay cannot be told from a customer’s server', () => {
    const relayed = { antiSpamDirection: 'inbound', senderIp: UNTAGGED, verdict: 'malicious' }
    const bare = evidence('analyzedMessage', relayed)
    expect(shortly(decideOn([bare]))).toEqual([`hold address ${UNTAGGED} mail-relay-untagged`])
  })
})

describe('the founding case', () => {
  const title = `Outbound connection from 192.168.5.105:58836 to ${FRONT_END}:443 MSTIC Storm-0900 activity group.`
  const device = evidence('device', {
    deviceDnsName: 'ws-0105.corp.example',
    ipInterfaces: ['192.168.5.105'],
    lastExternalIpAddress: '203.0.113.77',
  })
  const more = {
    title,
    category: 'CommandAndControl',
    actorDisplayName: 'STORM-900',
    mitreTechniques: ['T1071.001'],
    detectionSource: 'microsoftDefenderForEndpoint',
  }

  it('is one report about the host, with everything a desk needs and nothing of ours', () => {
    const decisions = decideOn([device, ip(FRONT_END), url('safe-hse.com')], more, policy, 'yes')
    expect(decisions.map(({ grounds: _, ...decision }) => decision)).toEqual([
      {
        endpoint: { kind: 'host', host: 'safe-hse.com' },
        verdict: 'report',
        rule: 'customer-hosted',
        reason: expect.any(String) as string,
        evidence: {
          ...{
            host: 'safe-hse.com',
            address: FRONT_END,
            port: 443,
            abuse: 'command-and-control',
            grade: 'A',
            proof: 'dns',
            reasons: ['verdict-malicious', 'kind-command-and-control'],
          },
          ...{
            sharedFrontEnd: true,
            ownershipClass: 'customer-hosted',
            serviceTags: ['AppService.EastUS', 'AppService'],
          },
          ...{ snapshotDate: '2026-11-01', severity: 'high', techniques: ['T1071.001'], actor: 'Storm-0900' },
          ...{ detectionSource: 'microsoftDefenderForEndpoint', category: 'CommandAndControl' },
          direction: 'outbound',
          ...{
            firstActivityAt: new Date('2026-11-01T10:00:00Z'),
            lastActivityAt: new Date('2026-11-01T10:05:00Z'),
          },
        },
      },
    ])
    expect(JSON.stringify(decisions)).not.toMatch(/192\.168|203\.0\.113|ws-0105|corp\.example/)
  })
})

describe('a phishing page seen by three alerts', () => {
  it.each([
    ['https://evil.azurewebsites.net/login', {}],
    [
      'https://evil.azurewebsites.net/login?email=m.muster@corp.example',
      { category: 'InitialAccess', mitreTechniques: ['T1566.002'] },
    ],
    ['evil.azurewebsites.net', { category: 'Phishing' }],
  ])('%s is always the same endpoint', (link, more) => {
    const [decision, ...others] = decideOn([url(link)], {
      detectionSource: 'microsoftDefenderForOffice365',
      ...more,
    })
    expect(others).toEqual([])
    expect(decision).toMatchObject({
      verdict: 'report',
      endpoint: { kind: 'host', host: 'evil.azurewebsites.net' },
      evidence: { grade: 'B', tenant: 'evil' },
    })
    expect(JSON.stringify(decision)).not.toContain('muster')
  })
})
