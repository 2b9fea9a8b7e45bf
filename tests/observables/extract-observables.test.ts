import type { Alert, Finding } from '../../shared/alerts/alert'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'

const own = parseOwnAssets({
  addresses: ['192.0.2.0/28', '2001:db8:1::/48'],
  domains: ['*.corp.example', 'corp-sql.database.windows.net'],
  mailboxes: ['Abuse@Reports.example'],
})

const base = { role: 'unknown', fieldSide: 'remote', from: 'f' } as const
const ip = (value: string, more: Partial<Finding> = {}): Finding => ({ ...base, type: 'ip', value, ...more })
const host = (value: string, more: Partial<Finding> = {}): Finding => ({
  ...base,
  type: 'host',
  value,
  ...more,
})
const url = (value: string, more: Partial<Finding> = {}): Finding => ({
  ...base,
  type: 'url',
  value,
  ...more,
})
const email = (value: string, more: Partial<Finding> = {}): Finding => ({
  ...base,
  type: 'email',
  value,
  ...more,
})

function extract(...findings: Finding[]) {
  const alert: Alert = {
    source: 'graph',
    format: 'test',
    id: 'a',
    severity: 'high',
    techniques: [],
    findings,
  }
  return extractObservables(alert, own)
}
const sidesOf = (...findings: Finding[]) => extract(...findings).map(({ value, side }) => `${value} ${side}`)

describe('side', () => {
  it.each([
    ['a remote field', [ip('198.51.100.1')], ['198.51.100.1 remote']],
    ['a private address', [ip('10.0.0.1')], ['10.0.0.1 unroutable']],
    [
      'loopback, link-local, unspecified',
      [ip('::1'), ip('fe80::1'), ip('0.0.0.0')],
      ['::1 unroutable', 'fe80::1 unroutable', '0.0.0.0 unroutable'],
    ],
    ['a configured block', [ip('192.0.2.7'), ip('192.0.2.16')], ['192.0.2.7 own', '192.0.2.16 remote']],
    ['a configured block of v6', [ip('2001:db8:1::9')], ['2001:db8:1::9 own']],
    [
      'a configured domain and what is below it',
      [host('corp.example'), host('a.b.corp.example'), host('notcorp.example')],
      ['corp.example own', 'a.b.corp.example own', 'notcorp.example remote'],
    ],
    [
      'our own Azure SQL host',
      [host('Corp-SQL.database.windows.net.')],
      ['corp-sql.database.windows.net own'],
    ],
    [
      'a link into our domain',
      [url('https://www.corp.example/x')],
      ['https://www.corp.example/x own', 'www.corp.example own'],
    ],
    ['a single label', [host('printer')], ['printer unroutable']],
    [
      'a private suffix',
      [host('nas.local'), host('a.internal')],
      ['nas.local unroutable', 'a.internal unroutable'],
    ],
    [
      'a mailbox of ours',
      [email('abuse@reports.example'), email('x@corp.example'), email('x@evil.example')],
      ['abuse@reports.example own', 'x@corp.example own', 'x@evil.example remote'],
    ],
    [
      'a portal',
      [url('https://security.microsoft.com/x')],
      ['https://security.microsoft.com/x reference', 'security.microsoft.com reference'],
    ],
    ['a field that says nothing', [ip('198.51.100.1', { fieldSide: 'unsaid' })], ['198.51.100.1 unknown']],
  ])('%s', (_, findings, sides) => expect(sidesOf(...findings)).toEqual(sides))

  it('an address that a device of ours has is ours wherever else it stands', () => {
    const device = ip('198.51.100.1', { fieldSide: 'own', from: 'evidence[0].lastExternalIpAddress' })
    const [only] = extract(ip('::ffff:198.51.100.1', { from: 'evidence[1].ipAddress' }), device)
    expect(only).toMatchObject({
      side: 'own',
      from: ['evidence[1].ipAddress', 'evidence[0].lastExternalIpAddress'],
    })
  })

  it('a name of ours makes nothing below or beside it ours; only settings do', () => {
    const sides = sidesOf(host('example.com', { fieldSide: 'own' }), host('portal.example.com'))
    expect(sides).toEqual(['example.com own', 'portal.example.com remote'])
  })

  it('our tenant’s name makes its SharePoint ours', () => {
    const sides = sidesOf(
      host('corp.onmicrosoft.com', { fieldSide: 'own' }),
      url('https://corp-my.sharepoint.com/x'),
    )
    expect(sides).toEqual([
      'corp.onmicrosoft.com own',
      'https://corp-my.sharepoint.com/x own',
      'corp-my.sharepoint.com own',
    ])
  })

  it('content of ours on a host of everybody’s makes the host nobody’s', () => {
    const ours = url('https://forms.office.com/r/ours', { fieldSide: 'own' })
    const theirs = url('https://forms.office.com/r/theirs')
    expect(sidesOf(ours, theirs)).toContain('https://forms.office.com/r/theirs remote')
  })

  it('what is blamed here and referred to there is for a person', () => {
    expect(sidesOf(ip('198.51.100.1'), ip('198.51.100.1', { fieldSide: 'reference' }))).toEqual([
      '198.51.100.1 unknown',
    ])
  })
})

describe('the two ends of a connection', () => {
  const end = (value: string, more: Partial<Finding> = {}) =>
    ip(value, { fieldSide: 'unsaid', record: 1, end: 'source', ...more })

  it.each([
    [
      'private and public',
      [end('10.0.0.1'), end('198.51.100.1', { end: 'destination' })],
      ['10.0.0.1 unroutable', '198.51.100.1 remote'],
    ],
    [
      'configured and public',
      [end('198.51.100.1'), end('192.0.2.1', { end: 'destination' })],
      ['198.51.100.1 remote', '192.0.2.1 own'],
    ],
    [
      'a device’s and public',
      [
        end('198.51.100.2'),
        end('198.51.100.1', { end: 'destination' }),
        ip('198.51.100.2', { fieldSide: 'own' }),
      ],
      ['198.51.100.2 own', '198.51.100.1 remote'],
    ],
    [
      'both public and no hint',
      [end('198.51.100.1'), end('198.51.100.2', { end: 'destination' })],
      ['198.51.100.1 unknown', '198.51.100.2 unknown'],
    ],
    [
      'both public, one blamed',
      [end('198.51.100.1'), end('198.51.100.2', { fieldSide: 'remote', end: 'destination' })],
      ['198.51.100.1 own', '198.51.100.2 remote'],
    ],
    [
      'both private',
      [end('10.0.0.1'), end('10.0.0.2', { end: 'destination' })],
      ['10.0.0.1 unroutable', '10.0.0.2 unroutable'],
    ],
  ])('%s', (_, findings, sides) => expect(sidesOf(...findings)).toEqual(sides))

  it.each(['0.0.0.0', '255.255.255.255', '224.0.0.251', '::', 'ff02::fb'])(
    '%s is no machine of ours, so it does not tell what faces it',
    (nobody) => {
      expect(sidesOf(end('198.51.100.1'), end(nobody, { end: 'destination' }))).toEqual([
        '198.51.100.1 unknown',
        `${nobody} unroutable`,
      ])
    },
  )

  it.each(['abcdefgh.onion', '1.2.0.192.in-addr.arpa'])('neither does %s', (name) => {
    const asked = host(name, { fieldSide: 'unsaid', record: 1, end: 'destination' })
    expect(sidesOf(end('198.51.100.1'), asked)).toContain('198.51.100.1 unknown')
  })

  it.each([
    ['asked for by our machine', [end('10.0.0.1'), end('198.51.100.1', { end: 'destination' })], 'remote'],
    ['asked for through our proxy', [end('10.0.0.1'), end('10.0.0.2', { end: 'destination' })], 'remote'],
    [
      'asked for by somebody outside, from our server',
      [end('198.51.100.1'), end('10.0.0.2', { end: 'destination' })],
      'own',
    ],
    [
      'asked for by an attacker',
      [end('198.51.100.1', { fieldSide: 'remote' }), end('198.51.100.2', { end: 'destination' })],
      'own',
    ],
    [
      'asked for by nobody known',
      [end('198.51.100.1'), end('198.51.100.2', { end: 'destination' })],
      'unknown',
    ],
  ])('a link %s', (_, ends, side) => {
    const link = url('http://h.example/x', { fieldSide: 'unsaid', record: 1, end: 'destination' })
    expect(sidesOf(...ends, link)).toContain(`http://h.example/x ${side}`)
  })

  it('an end of another connection is no hint', () => {
    expect(sidesOf(end('10.0.0.1'), end('198.51.100.1', { record: 2, end: 'destination' }))).toEqual([
      '10.0.0.1 unroutable',
      '198.51.100.1 unknown',
    ])
  })
})

describe('one value in several fields', () => {
  it('is one observable with every field, the strongest role and verdict, and the port wherever it stood', () => {
    const at = new Date('2026-01-01T00:00:00Z')
    const [only, ...more] = extract(
      ip('198.51.100.1', { from: 'a', role: 'destination', verdict: 'unknown' }),
      ip('198.51.100[.]1:443', { from: 'b', role: 'c2', verdict: 'suspicious', at, record: 1 }),
      ip('::ffff:198.51.100.1', { from: 'a', verdict: 'noThreatsFound', protocol: 'tcp', record: 2 }),
    )
    expect(more).toEqual([])
    expect(only).toEqual({
      ...{ type: 'ip', value: '198.51.100.1', role: 'c2', side: 'remote', verdict: 'suspicious' },
      ...{ from: ['a', 'b'], port: 443, protocol: 'tcp', at, records: [1, 2] },
    })
  })

  it('a link and its host stand in one record', () => {
    const [link, name] = extract(url('https://evil.example/x'))
    expect(link?.records).toEqual(name?.records)
    expect(link?.records).toHaveLength(1)
    expect(name).toMatchObject({ type: 'host', value: 'evil.example', port: 443 })
  })

  it('a mention stays one only as long as nothing else names the value', () => {
    expect(extract(ip('198.51.100.1', { mention: true }))[0]?.mention).toBe(true)
    expect(extract(ip('198.51.100.1', { mention: true }), ip('198.51.100.1'))[0]?.mention).toBeUndefined()
  })
})

it.each([
  { addresses: ['192.0.2.1/24'], domains: [], mailboxes: [] },
  { addresses: [], domains: ['not a domain'], mailboxes: [] },
])('a wrong entry of what is ours is refused: %j', (texts) => {
  expect(() => parseOwnAssets(texts)).toThrow(RangeError)
})
