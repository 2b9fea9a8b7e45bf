import { securityHeaders } from '../../../shared/review/access/security-headers'
import { scriptAsset, styleAsset } from '../../../shared/review/pages/page-assets'
import { html, inert, visible } from '../../../shared/review/pages/page-text'
import { safeReturn } from '../../../shared/review/pages/routes'
import { everyPage } from './every-page'

/** Each is tried in every text of every page. */
const attacks = {
  'an element': '<b id=planted>x</b>',
  'a script': '</pre></textarea></title><script>window.planted=1</script>',
  'an image that fails': `"><img src=x onerror="window.planted=1">`,
  'a drawing': `'><svg onload=window.planted=1><a xlink:href=javascript:planted()>`,
  'an attribute': `" onfocus="window.planted=1" autofocus x="`,
  'a comment': '--><!--<script>',
  'an end of options': '</option></select></datalist><iframe srcdoc="x">',
  'an entity': '&lt;script&gt;&#x3c;',
  'a template of ours': '${frame.csrf} {{csrf}}',
}

const texts = (page: string): string[] => page.match(/<[a-z!/][^>]*>/gi) ?? []

describe.each(Object.entries(attacks))('%s in any text', (_, attack) => {
  const honest = everyPage()
  const attacked = everyPage((text) => text + attack)

  it.each(Object.keys(honest))('leaves the elements of %s as they are', (path) => {
    const names = (page: string) => texts(page).map((tag) => /^<[^\s>]+/.exec(tag)?.[0])
    expect(names(attacked[path]!)).toEqual(names(honest[path]!))
  })

  it.each(Object.keys(honest))('adds no attribute to %s', (path) => {
    const attributes = (page: string) =>
      texts(page).flatMap((tag) =>
        [...tag.replace(/"[^"]*"/g, '""').matchAll(/\s([\w-]+)(?==|\s|>)/g)].map(([, name]) => name),
      )
    expect(attributes(attacked[path]!)).toEqual(attributes(honest[path]!))
  })
})

describe('what cannot be seen', () => {
  it.each([
    { name: 'right-to-left override', text: 'invoice\u202Efdp.exe', shown: 'invoice‹U+202E›fdp.exe' },
    { name: 'isolate', text: '\u2066a\u2069', shown: '‹U+2066›a‹U+2069›' },
    { name: 'zero-width space', text: 'micro\u200Bsoft', shown: 'micro‹U+200B›soft' },
    { name: 'zero-width joiner', text: 'a\u200Db', shown: 'a‹U+200D›b' },
    { name: 'byte order mark', text: '\uFEFFa', shown: '‹U+FEFF›a' },
    { name: 'soft hyphen', text: 'pay\u00ADpal', shown: 'pay‹U+00AD›pal' },
    { name: 'null', text: 'a\0b', shown: 'a‹U+0000›b' },
    { name: 'escape', text: '\u001B[31m', shown: '‹U+001B›[31m' },
    { name: 'carriage return alone', text: 'good\rbad', shown: 'good‹U+000D›bad' },
    { name: 'line separator', text: 'a\u2028b', shown: 'a‹U+2028›b' },
    { name: 'filler', text: 'a\u3164b', shown: 'a‹U+3164›b' },
    { name: 'tag character', text: 'a\u{E0041}b', shown: 'a‹U+E0041›b' },
    { name: 'half a pair', text: 'a\uD83D', shown: 'a‹U+D83D›' },
    { name: 'heaped marks', text: `a${'\u0301'.repeat(9)}b`, shown: `a${'\u0301'.repeat(4)}‹…›b` },
  ])('$name is shown as a mark', ({ text, shown }) => expect(visible(text)).toBe(shown))

  it.each(['line\nline\ttab', 'Ünïcode', 'שלום', 'नमस्ते', '東京', '😀', 'e\u0301'])(
    '%j stays as it is',
    (text) => {
      expect(visible(text)).toBe(text)
    },
  )

  it('is marked in every text of every page', () => {
    const pages = everyPage((text) => `${text}\u202E\u200B\u0007`)
    expect(Object.values(pages).join('')).toContain('‹U+202E›‹U+200B›‹U+0007›')
    expect(Object.values(pages).join('')).not.toMatch(/[\u202E\u200B\u0007]/)
  })
})

describe('links in a mail are broken', () => {
  it.each([
    ['https://evil.example/a?b=c', 'hxxps://evil[.]example/a?b=c'],
    ['see (HTTP://evil.example).', 'see (hxxp://evil[.]example)[.]'],
    ['ftp://203.0.113.9/x', 'ftp://203[.]0[.]113[.]9/x'],
    ['javascript:alert(1)', 'javascript[x]:alert(1)'],
    ['data:text/html,x', 'data[x]:text/html,x'],
  ])('%s', (text, shown) => expect(inert(text).toLowerCase()).toBe(shown))

  it('in time that grows with the text alone', () => {
    const began = performance.now()
    inert('a-'.repeat(200_000))
    inert('a.b+'.repeat(100_000))
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('and no text from outside becomes one', () => {
    const planted = everyPage((text) => `javascript:planted()//${text}`)
    const targets = Object.values(planted).flatMap((page) => [
      ...page.matchAll(/\s(?:href|src|action)="([^"]*)"/g),
    ])
    expect(targets.length).toBeGreaterThan(50)
    expect(
      targets.map(([, target]) => target).filter((target) => !/^(?:#|\/api\/)/.test(target ?? '')),
    ).toEqual([])
  })
})

it('nothing but what a template made stands unescaped', () => {
  expect(html`<p>${'<i>'}${[html`<b>${'&'}</b>`, '"']}${undefined}${false}${0}</p>`.toString()).toBe(
    '<p>&lt;i&gt;<b>&amp;</b>&quot;0</p>',
  )
})

describe('the policy', () => {
  it.each(Object.entries(everyPage()))(
    '%s needs no inline script or style and nothing from elsewhere',
    (_, page) => {
      expect(page).not.toMatch(
        /\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc="\/api\/page\/assets\/)|="https?:/,
      )
    },
  )

  it('allows nothing else', () => {
    const policy = securityHeaders(false)['content-security-policy']
    expect(policy).toMatch(/default-src 'none'/)
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  })

  it('holds for the assets', () => {
    expect(styleAsset.body).not.toMatch(/@import|url\(/)
    expect(scriptAsset.body).not.toMatch(/innerHTML|eval|import\(|fetch|https?:/)
  })
})

it.each([
  ['/api/page', '/api/page'],
  ['/api/page/reports?status=open&from=eyJ-_', '/api/page/reports?status=open&from=eyJ-_'],
  ['//evil.example', '/api/page'],
  ['/api/page//evil.example', '/api/page'],
  ['/api/page/../alerts', '/api/page'],
  ['https://evil.example/api/page', '/api/page'],
  ['/api/page\r\nset-cookie: a=b', '/api/page'],
  ['/api/pagex', '/api/page'],
  [undefined, '/api/page'],
])('after an action that names %j one is at %s', (asked, to) => expect(safeReturn(asked)).toBe(to))
