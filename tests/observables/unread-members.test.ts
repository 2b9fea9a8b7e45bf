import { parseAlert } from '../../shared/alerts/parse-alerts'
import { namesNobody, unreadMembers } from '../../shared/observables/unread-members'

const alert = {
  id: 'a1',
  serviceSource: 'microsoftDefenderForEndpoint',
  alertWebUrl: 'https://security.microsoft.com/a',
}
const told = (body: unknown) => unreadMembers(parseAlert(body, 'http'), body)
const ip = { '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress: '20.119.0.42' }

it.each<[string, Record<string, unknown>, readonly string[]]>([
  ['a public address in a member that nobody knows', { far: '20.119.0.42' }, ['far']],
  [
    'a link deep inside',
    { extra: [{ deep: { seen: 'to https://evil.test/a now' } }] },
    ['extra[].deep.seen'],
  ],
  ['a host by itself', { peer: 'evil-host.com' }, ['peer']],
  ['an IPv6 address', { peer: '2603:1030::1' }, ['peer']],
  ['JSON in a text', { raw: '{"dst":"20.119.0.42"}' }, ['raw.dst']],
  ['what was read elsewhere', { evidence: [ip], far: '20.119.0.42' }, []],
  ['addresses that nobody can route', { far: '10.1.2.3', and: '127.0.0.1' }, []],
  [
    'a reference',
    { incidentWebUrl: 'https://portal.contoso.com/x', recommendedActions: 'see https://evil.test/' },
    [],
  ],
  [
    'versions, files and words',
    { a: '1.2.3.4.5', b: 'setup.exe', c: 'Contoso.Alert.Rule', d: 'v10.0.19045.1' },
    [],
  ],
])('%s', (_, members, expected) => {
  expect(told({ ...alert, ...members })).toEqual(expected)
})

it.each([
  ['nothing at all', [], true],
  ['only our own device', [{ '@odata.type': 'deviceEvidence', deviceDnsName: 'ws-1.corp.example' }], true],
  ['an address', [ip], false],
])('an alert that holds %s names nobody: %#', (_, evidence, expected) => {
  expect(namesNobody(parseAlert({ ...alert, evidence }, 'http'))).toBe(expected)
})

it('is bounded, however large and deep the body is', () => {
  const deep = Array.from({ length: 90 }).reduce<unknown>((inner) => ({ x: inner }), '20.119.0.42')
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`m${i}`, '20.119.0.42']))
  expect(told({ ...alert, deep })).toEqual([])
  expect(told({ ...alert, ...wide })).toHaveLength(20)
})
