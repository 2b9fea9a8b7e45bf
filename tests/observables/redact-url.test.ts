import fc from 'fast-check'
import { knownOurs } from '../../shared/observables/known-ours'
import { parseOwnAssets } from '../../shared/observables/own-assets'

const { redact: redactStored } = knownOurs(parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }))
const redact = (text: string): string => redactStored(new URL(text))
const mail = 'm.muster@corp.example'
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const everyCharacter = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

describe('what a desk needs stays', () => {
  it.each([
    ['https://x.azurewebsites.net/login', 'https://x.azurewebsites.net/login'],
    ['HTTPS://X.AzureWebsites.net:443/Login', 'https://x.azurewebsites.net/Login'],
    ['https://h.example/a/b.html', 'https://h.example/a/b.html'],
    ['http://192.0.2.1:8080/x', 'http://192.0.2.1:8080/x'],
    ['https://h.example/pkg@1.2.3/x', 'https://h.example/pkg@1.2.3/x'],
    [
      'https://t.sharepoint.com/:b:/g/personal/a_b_com/EaBcDeFgHiJkLmNoPqRsTuV',
      'https://t.sharepoint.com/:b:/g/personal/a_b_com/EaBcDeFgHiJkLmNoPqRsTuV',
    ],
    [
      'https://forms.office.com/Pages/ResponsePage.aspx?id=DQSIkWdsW0yxEjajBLZtrQAAAAAAAAAAAAN__abcdeUNDZ',
      'https://forms.office.com/Pages/ResponsePage.aspx?id=DQSIkWdsW0yxEjajBLZtrQAAAAAAAAAAAAN__abcdeUNDZ',
    ],
  ])('%s', (link, canonical) => expect(redact(link)).toBe(canonical))
})

describe('credentials, tokens and signatures go', () => {
  it.each([
    ['https://user:secret@h.example/x', 'https://h.example/x'],
    ['https://h.example/x?token=secret&id=7', 'https://h.example/x'],
    ['https://h.example/x?%74oken=secret', 'https://h.example/x'],
    ['https://h.example/x?API-Key=secret', 'https://h.example/x'],
    ['https://h.example/x#access_token=secret&page=1', 'https://h.example/x'],
    ['https://h.example/x#/route?code=secret', 'https://h.example/x'],
    ['https://h.example/x;jsessionid=secret?a=1', 'https://h.example/x'],
    ['https://h.example/r?u=https%3A%2F%2Fuser%3Asecret%40in.example%2F', 'https://h.example/r'],
    [
      'https://h.example/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2VjcmV0/x',
      'https://h.example/REDACTED/x',
    ],
    [
      'https://a.blob.core.windows.net/c/f.pdf?sv=2018-03-28&sr=b&sig=secret%2B&spr=https&st=a&se=b&sp=r',
      'https://a.blob.core.windows.net/c/f.pdf',
    ],
  ])('%s', (link, canonical) => expect(redact(link)).toBe(canonical))
})

const codings: readonly (readonly [string, string])[] = [
  ['plain', mail],
  ['percent-encoded', encodeURIComponent(mail)],
  ['percent-encoded in every character', everyCharacter(mail)],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(mail))],
  ['in base64', encodeURIComponent(base64(mail))],
  ['in base64url', Buffer.from(mail).toString('base64url')],
  ['in base64 with something before it', encodeURIComponent(base64(`user=${mail}`))],
  ['percent-encoded in base64', encodeURIComponent(base64(encodeURIComponent(mail)))],
  ['in base64 twice', encodeURIComponent(base64(base64(mail)))],
  ['in hex', Buffer.from(mail).toString('hex')],
  ['in a link in base64', encodeURIComponent(base64(`https://h.example/?e=${mail}`))],
]
const places: readonly (readonly [string, (coded: string) => string])[] = [
  ['path', (coded) => `https://h.example/a/${coded}/b`],
  ['path with more around it', (coded) => `https://h.example/a/x-${coded}`],
  ['query value', (coded) => `https://h.example/a?x=1&y=${coded}`],
  ['bare query', (coded) => `https://h.example/a?${coded}`],
  ['fragment', (coded) => `https://h.example/a#${coded}`],
  ['fragment query', (coded) => `https://h.example/a#/b?z=${coded}`],
]

describe('mail addresses go', () => {
  it.each(
    places.flatMap(([place, put]) =>
      codings.map(([coding, coded]) => ({ place, coding, link: put(coded), coded })),
    ),
  )('$coding in $place', ({ link, coded }) => {
    const text = redact(link)
    expect(text).not.toContain(coded)
    expect(text).toMatch(/^https:\/\/h\.example\/a/)
  })
})

it('canonical links stay as they are when read again', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (link) => {
      const once = redact(link)
      expect(redact(once)).toBe(once)
    }),
    { numRuns: 2000 },
  )
})

it('no canary survives in user, secret or mail, whatever is around it', () => {
  const piece = fc.stringMatching(/^[a-z0-9]{0,12}$/)
  fc.assert(
    fc.property(
      piece,
      piece,
      fc.constantFrom(...codings),
      fc.constantFrom(...places),
      (a, b, [, coded], [, put]) => {
        const link = put(coded).replace('https://', `https://${a}x:CANARY${b}@`)
        const text = redact(`${link}${link.includes('#') ? '' : `#token=CANARY${b}`}`)
        expect(decodeURIComponent(text)).not.toMatch(/CANARY|muster/)
      },
    ),
    { numRuns: 2000 },
  )
})
