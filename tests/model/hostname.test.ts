import { parseHostname } from '../../shared/model/hostname'
import { refang } from '../../shared/model/refang'

describe('one canonical spelling (UTS-46)', () => {
  it.each([
    ['Safe-HSE.com', 'safe-hse.com'],
    ['safe-hse.com.', 'safe-hse.com'],
    ['evil.com。azurewebsites.net', 'evil.com.azurewebsites.net'],
    ['ＡＰＰ.azurewebsites.net', 'app.azurewebsites.net'],
    ['аzurewebsites.net', 'xn--zurewebsites-w9j.net'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ])('%j is %j', (text, canonical) => {
    expect(parseHostname(text)).toBe(canonical)
  })

  it.each([
    '',
    '.',
    'a..b',
    'example.com..',
    '.example.com',
    'example.com:443',
    'https://example.com',
    'example.com/path',
    'user@example.com',
    'ex%61mple.com',
    'exam ple.com',
    '20.119.0.42',
    '20.119.42',
    'foo.0x1',
    'example.1',
    '[::1]',
    '::1',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}example`,
    'example[.]com',
    'exa\u0000mple.com',
  ])('%j is no name', (text) => {
    expect(parseHostname(text)).toBeUndefined()
  })
})

it.each([
  ['hxxps://foo[.]bar/x', 'https://foo.bar/x'],
  ['hXXp://foo(.)bar', 'http://foo.bar'],
  ['h**p://foo{.}bar', 'http://foo.bar'],
  ['hxxp[:]//foo[dot]bar', 'http://foo.bar'],
  ['hxxp[://]foo.bar', 'http://foo.bar'],
  ['user[at]foo[.]bar', 'user@foo.bar'],
  ['foo[.bar', 'foo.bar'],
  ['https://[2001:db8::1]:443/', 'https://[2001:db8::1]:443/'],
  ['[::1]', '[::1]'],
  ['https://example.com/a(b).c', 'https://example.com/a(b).c'],
])('refang %j is %j', (text, expected) => {
  expect(refang(text)).toBe(expected)
})
