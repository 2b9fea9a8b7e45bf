import type { Finding } from '../../shared/alerts/alert'
import { readFinding } from '../../shared/observables/named-value'

const target = 'https://evil.example/login.html'
const coded = encodeURIComponent(target)
const safe = (inner: string) =>
  `https://eur05.safelinks.protection.outlook.com/?url=${encodeURIComponent(inner)}&data=05%7C02%7Cvictim%40corp.example&reserved=0`

const finding = (value: string): Finding => ({
  ...{ type: 'url', value, role: 'phish-url', fieldSide: 'remote', from: 'x', verdict: 'malicious' },
})
const linksOf = (link: string) =>
  readFinding(finding(link)).flatMap(({ reading }) => (reading.type === 'url' ? [reading.url.href] : []))

/** Formats as seen in public samples of each vendor; the link inside is ours. */
describe('a link that a known service wrapped is the link inside', () => {
  it.each([
    ['Safe Links', safe(target)],
    [
      'Safe Links, by its newer path',
      `https://eur05.safelinks.protection.outlook.com/ap/t-59584e83/?url=${coded}&data=05`,
    ],
    ['Safe Links of the US government', `https://usg01.safelinks.protection.office365.us/?url=${coded}`],
    [
      'Teams',
      `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${coded}&locale=en`,
    ],
    [
      'Proofpoint v1',
      `https://urldefense.proofpoint.com/v1/url?u=${coded}&k=oIvRg1%2BdGAgOoM1BIlLLqw%3D%3D%0A&r=x`,
    ],
    [
      'Proofpoint v2',
      'https://urldefense.proofpoint.com/v2/url?u=https-3A__evil.example_login.html&d=DwMFaQ&c=abc&e=',
    ],
    ['Proofpoint v3', `https://urldefense.com/v3/__${target}__;!!ABC123!xyzSig$`],
    [
      'Proofpoint v3, one slash lost',
      'https://urldefense.com/v3/__https:/evil.example/login.html__;!!ABC123!xyzSig$',
    ],
    [
      'Proofpoint v3, characters taken out',
      'https://urldefense.com/v3/__https:**Aevil.example*login.html__;Ly8v!!A4F2R9G!x$',
    ],
    ['Barracuda', `https://linkprotect.cudasvc.com/url?a=${coded}&c=E,1,abc&typo=1`],
    ['Cisco', `https://secure-web.cisco.com/1abcDEF/${coded}`],
    ['FireEye', `https://protect2.fireeye.com/v1/url?k=9d423b69-fc3fd32e&q=1&e=20b4d9f5&u=${coded}`],
    ['Google', `https://www.google.com/url?q=${target}&sa=D`],
    ['Bing', `https://www.bing.com/ck/a?!&&p=abc&u=a1${Buffer.from(target).toString('base64url')}&ntb=1`],
    ['Safe Links around Proofpoint', safe(`https://urldefense.com/v3/__${target}__;!!ABC!x$`)],
    ['Safe Links around Safe Links around Cisco', safe(safe(`https://secure-web.cisco.com/1a/${coded}`))],
  ])('%s', (_, link) => {
    expect(linksOf(link)).toEqual([target])
  })

  it('without a scheme too, as Safe Links keeps what was typed without one', () => {
    expect(linksOf(safe('evil.example/login.html'))).toEqual(['http://evil.example/login.html'])
  })

  it.each([
    ['Mimecast', 'https://protect-eu.mimecast.com/s/AbCdEf?domain=evil.example'],
    ['Cisco, long form', 'https://secure-web.cisco.com/1z0v_U78rf_0ofSUeyHRS36Fj-mk74B'],
  ])('%s keeps its link to itself: it stays what it is', (_, link) => {
    expect(linksOf(link)).toHaveLength(1)
  })
})

describe('of a redirect that nobody vouches for both links count', () => {
  it.each([
    ['a mailer', `https://click.mailer.example/r?u=${coded}`],
    ['an open redirect', `https://www.corp.example/lang/set?returnUrl=${coded}`],
    ['a login', `https://login.example/authorize?client_id=1&redirect_uri=${coded}`],
    ['a link in the path', `https://track.mailer.example/L0/${coded}`],
    ['a look-alike of Safe Links', `https://safelinks.protection.outlook.com.evil.test/?url=${coded}`],
    ['a look-alike of Proofpoint', `https://urldefense.com.evil.test/v3/?u=${coded}`],
    ['a name that ends alike', `https://notlinkprotect.cudasvc.com.evil.test/url?a=${coded}`],
    ['another path of Google', `https://www.google.com/search?q=${coded}`],
  ])('%s', (_, link) => {
    const links = linksOf(link)
    expect(links).toHaveLength(2)
    expect(links[1]).toBe(target)
    expect(new URL(links[0] ?? '').host).toBe(new URL(link).host)
  })

  it('a wrapper named inside a hostile link does not hide it', () => {
    const [outer, inner] = linksOf(`https://evil.example/?next=${safe('https://www.corp.example/')}`)
    expect(outer).toMatch(/^https:\/\/evil\.example\//)
    expect(inner).toBe('https://www.corp.example/')
  })

  it('the link inside is no end of the connection, and the verdict is not about it', () => {
    const [, inside] = readFinding({
      ...finding(`https://a.example/?u=${coded}`),
      ...{ record: 1, end: 'destination' },
    })
    const { verdict, record, end } = inside?.finding ?? finding('')
    expect([verdict, record, end]).toEqual([undefined, undefined, undefined])
  })

  it.each([
    { what: 'a phishing link leads on', outer: { role: 'phish-url' }, inner: ['phish-url', true] },
    { what: 'a download leads on', outer: { role: 'download' }, inner: ['download', true] },
    { what: 'context stays context', outer: { role: 'contextual' }, inner: ['contextual', undefined] },
    { what: 'a C2 only links to it', outer: { role: 'c2' }, inner: ['unknown', true] },
    { what: 'an attacker only links to it', outer: { role: 'attacker' }, inner: ['unknown', true] },
    { what: 'an end only links to it', outer: { role: 'destination' }, inner: ['unknown', true] },
    {
      what: 'what the category says holds of both',
      outer: { role: 'c2', isRoleAssumed: true },
      inner: ['c2', true],
    },
  ] as const)('$what', ({ outer, inner }) => {
    const [first, inside] = readFinding({ ...finding(`https://a.example/?u=${coded}`), ...outer })
    expect(first?.finding.role).toBe(outer.role)
    expect([inside?.finding.role, inside?.finding.isRoleAssumed]).toEqual(inner)
  })
})

it('hostile links cost little and crash nothing', () => {
  const hostile = [
    '%',
    '*'.repeat(4000),
    '__;'.repeat(1000),
    `${'https://a.example/?u='.repeat(200)}x`,
    '-'.repeat(4000),
  ]
  for (const host of [
    'urldefense.com/v3/__',
    'urldefense.proofpoint.com/v2/url?u=',
    'secure-web.cisco.com/1/',
    'a.example/?u=',
  ]) {
    for (const text of hostile) expect(linksOf(`https://${host}${text}__;${text}!!x$`).length).toBeLessThan(8)
  }
})
