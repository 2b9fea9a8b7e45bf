import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { DIALECTS, isIn } from '../../shared/alerts/dialects'
import { isObject } from '../../shared/alerts/fields'
import { CEF_PRODUCTS } from '../../shared/alerts/siem/cef-products'
import { parseAlerts, splitAlerts } from '../../shared/alerts/parse-alerts'
import { sourcesIn } from '../helpers/source-files'
import { desk } from './receive-desk'
import { sidesFound } from './found-sides'

const docs = join(__dirname, '../../docs')
/** A backslash only keeps the formatter from reading emphasis. */
const page = readFileSync(join(docs, 'sources.md'), 'utf8')
const words = page.replaceAll('\\*', '*')

/** What stands between fences of that language, with the heading above it. */
function examples(language: string) {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => ({
    under:
      page
        .slice(0, match.index)
        .match(/^## (.*)$/gm)
        ?.at(-1)
        ?.slice(3) ?? '',
    text: match[1] ?? '',
  }))
}

const json = examples('json')
const cef = [...examples('cef'), ...examples('leef')]
const lines = cef.flatMap(({ under, text }) =>
  text
    .trim()
    .split('\n')
    .map((line) => ({ under, text: line })),
)
const bodyOf = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text) : text)

/** Sources of all readers, in small letters as some of them compare. */
const readers = sourcesIn('shared/alerts')
  .map(({ text }) => text)
  .join('\n')
  .toLowerCase()

/** A setting, or a name that a pattern makes of its parts. */
const SETTINGS_OR_PARTS = /^(?:OWN_[A-Z]+|outzone)$/

describe('docs/sources.md', () => {
  it.each(DIALECTS.map(({ name }) => name))('names the dialect %s', (name) => {
    expect(words).toContain(`| ${name} `)
  })

  it.each(CEF_PRODUCTS.flatMap(({ names }) => names))('says what is taken for granted of %s', (name) => {
    const table = page.split('what is taken for granted')[1]?.split('## LEEF')[0] ?? ''
    expect(table).toContain(name)
  })

  it('names no field that no reader knows', () => {
    const paragraphs = page.split('\n\n').filter((text) => /^\*\*(?:Read|Sides)/.test(text))
    const claims = paragraphs.flatMap((text) =>
      [...(text.split('**Never read')[0] ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) =>
        name.split(/[.[\]/=]+/),
      ),
    )
    const fields = claims.filter((name) => /^[\w@]{3,}$/.test(name) && !SETTINGS_OR_PARTS.test(name))
    expect(fields.length).toBeGreaterThan(100)
    expect(fields.filter((name) => !readers.includes(name.toLowerCase()))).toEqual([])
  })

  it('names every format of its examples', () => {
    const formats = [...json, ...lines].flatMap(({ text }) =>
      parseAlerts(bodyOf(text), 'http').map(({ format }) => format),
    )
    const unnamed = formats.filter(
      (format) => !page.includes(`\`${format.replace(/^(xdr-streaming\.).*/, '$1')}\``),
    )
    expect(unnamed).toEqual([])
  })

  it('shows an example of every dialect', () => {
    const alerts = [...json, ...lines].flatMap(({ text }) => splitAlerts(bodyOf(text)))
    expect(DIALECTS.filter((dialect) => !alerts.some((alert) => isIn(dialect, alert)))).toEqual([])
  })

  it.each([...json, ...lines])(
    'the example under "$under" is read to the full, and names the other side',
    ({ text }) => {
      for (const alert of parseAlerts(bodyOf(text), 'http')) {
        expect(alert.unreadable).toBeUndefined()
        expect(alert.severity).toBe('high')
        const { remote, unknown } = sidesFound(alert)
        expect([...remote, ...unknown].join(' ')).toMatch(/20\.119\.0\.42|login-help\.azurewebsites\.net/)
        expect(unknown).toEqual([])
      }
    },
  )

  it.each([...json, ...cef])('the example under "$under" is taken by the door', async ({ text }) => {
    const { status, jsonBody } = await desk().send(text)
    expect([status, jsonBody.refused]).toEqual([202, []])
  })

  it('shows the plain form as its schema has it', () => {
    const ajv = new Ajv2020({ strict: false })
    addFormats(ajv)
    const schema = JSON.parse(readFileSync(join(docs, 'plain-alert.schema.json'), 'utf8')) as object
    const plain = json
      .map(({ text }) => bodyOf(text))
      .filter((body) => isObject(body) && 'observables' in body)
    expect(plain).toHaveLength(1)
    expect(ajv.validate(schema, plain[0])).toBe(true)
  })
})
