import { parseAlert } from '../../shared/alerts/parse-alerts'
import { DEFENDER_FOR_CLOUD_SERVICES } from '../../shared/cases/kinds/defender-for-cloud'
import { KINDS } from '../../shared/cases/kinds/kind'
import { kindOfAlert } from '../../shared/cases/kinds/kind-of-alert'
import { kindOfTitle, kindOfWord } from '../../shared/cases/kinds/product-words'

const kindOf = (body: object) => kindOfAlert(parseAlert(body, 'graph'))?.name

describe('Defender for Cloud', () => {
  it('covers every type that its pages publish, counted by service', () => {
    const counts = Object.fromEntries(
      [...DEFENDER_FOR_CLOUD_SERVICES].map(([service, types]) => [service, new Set(types).size]),
    )
    expect(counts).toEqual({
      ...{
        network: 15,
        'ddos-protection': 2,
        dns: 13,
        storage: 45,
        'app-service': 39,
        sql: 75,
        cosmos: 8,
        'key-vault': 14,
      },
      ...{ 'resource-manager': 47, containers: 59, machines: 35, 'vm-extensions': 15, apis: 12, ai: 29 },
    })
  })

  it('names no type twice', () => {
    const types = [...DEFENDER_FOR_CLOUD_SERVICES.values()].flat()
    expect(types.filter((type, i) => types.indexOf(type) !== i)).toEqual([])
  })

  it.each([
    ['RDP_Incoming_BF_OneToOne', 'far'],
    ['SSH_Outgoing_BF_OneToMany', 'ours'],
    ['DDOS', 'ours'],
    ['Storage.Blob_GeoAnomaly', 'nobody'],
    ['Storage.Blob_PublishedTomorrow', 'nobody'],
    ['AzureDNS_SinkholedDomain', 'defender'],
  ] as const)('%s: %s', (AlertType, attacker) => {
    const name = kindOf({
      SystemAlertId: 'a',
      AlertType,
      AlertDisplayName: 'Brute force',
      ResourceIdentifiers: [],
    })
    expect(name && KINDS[name].attacker).toBe(attacker)
  })
})

describe('what products call their alerts', () => {
  it.each([
    ['Outbound connection to a known command-and-control server', 'command-and-control'],
    ['Device is scanning external hosts', 'outgoing-attack'],
    ['Remote host is scanning your network', 'scan'],
    ['Suspicious bulk SMTP traffic from a device', 'outgoing-spam'],
    ['Possible outgoing denial-of-service attack detected', 'outgoing-attack'],
    ['Outbound SSH brute force to command and control hosts', 'outgoing-attack'],
    ['Impossible travel activity', 'anomaly'],
    ['Password spray', 'incoming-brute-force'],
    ['Email reported by user as malware or phish', 'user-report'],
    ['Reported by user: "Re: malicious url shop.example"', 'user-report'],
    ['ET POLICY Dropbox in use', 'no-alert'],
    ['SURICATA STREAM 3way handshake', 'no-alert'],
    ['Digital currency mining activity', 'mining'],
    ['Suricata alert severity 1', undefined],
    ['Apache.HTTP.Server.Path.Traversal', 'exploit'],
    ['Threat Intel IP Address Indicator Match', 'indicator-match'],
    ['TI map IP entity to AppServiceHTTPLogs', 'indicator-match'],
    ['Suspicious process', undefined],
  ])('%s: %s', (title, name) => expect(kindOfTitle(title)).toBe(name))

  it.each([
    ['Malware Command and Control Activity Detected', 'command-and-control'],
    ['Attempted Information Leak', 'scan'],
    ['spyware', 'command-and-control'],
    ['vulnerability', 'exploit'],
    ['Generic Protocol Command Decode', 'no-alert'],
    ['Misc Attack', 'reputation'],
    ['Execution', undefined],
  ])('category %s: %s', (word, name) => expect(kindOfWord(word)).toBe(name))
})
