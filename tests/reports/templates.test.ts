import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { compose } from '../../shared/reports/compose'
import { writtenPurposes } from '../../shared/reports/purpose'
import { shippedTemplates, templateNames, type TemplateName } from '../../shared/reports/shipped-templates'
import { templateFault, withOverrides } from '../../shared/reports/template-check'
import { placeMeanings } from '../../shared/reports/template-places'
import { everythingIn } from './read-back'
import { evidence, report, settings } from './report-fixture'

const root = join(__dirname, '../..')
const bytes = (text: string) => Buffer.from(text)
const minimal = 'Hello, {{id}} is about {{endpoint}}. Answer to {{replyTo}} with {{token}}.'

describe('what is shipped', () => {
  it('is every file of the folder, under its name', () => {
    const files = readdirSync(join(root, 'shared/reports/templates')).sort()
    expect(templateNames.map((name) => `${name}.txt`).sort()).toEqual(files)
    for (const name of templateNames) {
      expect(readFileSync(join(root, 'shared/reports/templates', `${name}.txt`), 'utf8')).toBe(
        shippedTemplates[name],
      )
    }
  })

  it.each(templateNames)('%s passes the check that an override has to pass', (name) => {
    expect(templateFault(name, bytes(shippedTemplates[name]))).toBeUndefined()
  })
})

describe('an override is refused', () => {
  type Row = { readonly name?: TemplateName; readonly text: string; readonly fault: string }
  it.each<Row>([
    { text: `${minimal} {{device}}`, fault: 'names a place that is none: device' },
    { text: `${minimal} {{{commandLine}}}`, fault: 'names a place that is none: commandLine' },
    { text: `${minimal} {{&title}}`, fault: 'names a place that is none: title' },
    { text: `${minimal} {{evidence.host}}`, fault: 'names a place that is none: evidence.host' },
    { text: `${minimal} {{constructor}}`, fault: 'names a place that is none: constructor' },
    { text: `${minimal} {{.}}`, fault: 'names a place that is none: .' },
    { text: `${minimal} {{#url}}{{.}}{{/url}}`, fault: 'names a place that is none: .' },
    { text: `${minimal} {{#raw}}x{{/raw}}`, fault: 'has a section on a place that is none: raw' },
    { text: `${minimal} {{^raw}}x{{/raw}}`, fault: 'has a section on a place that is none: raw' },
    {
      text: `${minimal} {{#url}}{{#host}}{{tenantId}}{{/host}}{{/url}}`,
      fault: 'names a place that is none: tenantId',
    },
    { text: `${minimal} {{> letterhead}}`, fault: 'includes a passage that is none: letterhead' },
    { text: `${minimal} {{> initial}}`, fault: 'includes a passage that is none: initial' },
    { text: `${minimal} {{=<% %>=}} <% id %>`, fault: 'changes its own tags' },
    { text: `${minimal} {{#url}}`, fault: 'cannot be read: Unclosed section "url"' },
    { text: `${minimal} {{id`, fault: 'cannot be read: Unclosed tag' },
    { text: '{{id}} at {{endpoint}}', fault: 'lacks {{token}}, outside any section' },
    {
      text: `{{#url}}${minimal}{{/url}}`,
      fault: 'lacks {{id}} and {{endpoint}} and {{token}}',
    },
    { text: '{{endpoint}} {{> answer}}', fault: 'lacks {{id}}, outside any section' },
    { text: ' \n ', fault: 'is empty' },
    { text: `${minimal}\u0000`, fault: 'control or direction characters' },
    { text: `${minimal}\r{{id}}`, fault: 'control or direction characters' },
    { text: `${minimal}\u202e`, fault: 'control or direction characters' },
    { text: `${minimal}\u2028`, fault: 'control or direction characters' },
    { text: minimal + 'x'.repeat(20_000), fault: 'is larger than 20000 bytes' },
    { name: 'subject', text: '{{token}}\nBcc: someone@example.org', fault: 'has more than one line' },
    { name: 'subject', text: 'Abuse at {{endpoint}}', fault: 'lacks {{token}}' },
    { name: 'subject', text: '{{token}} {{> closing}}', fault: 'which only a whole text may' },
    { name: 'closing', text: '{{> closing}}', fault: 'which only a whole text may' },
    { name: 'answer', text: 'Write to {{replyTo}}', fault: 'lacks {{token}}' },
  ])('$name $text: $fault', ({ name = 'initial', text, fault }) => {
    expect(templateFault(name, bytes(text))).toContain(fault)
    const { templates, faults } = withOverrides([[`${name}.txt`, bytes(text)]])
    expect(templates).toEqual(shippedTemplates)
    expect(faults).toMatchObject([{ template: `${name}.txt` }])
  })

  it('when it is no UTF-8', () => {
    expect(templateFault('initial', Buffer.from(`${minimal}é`, 'latin1'))).toBe('is not UTF-8')
  })

  it.each(['Initial.txt', 'initial', 'letterhead.txt', '../initial.txt', 'constructor.txt'])(
    'when it has the name of no template: %s',
    (name) => {
      const { templates, faults } = withOverrides([[name, bytes(minimal)]])
      expect([templates, faults]).toEqual([
        shippedTemplates,
        [{ template: name, fault: 'is no name of a template' }],
      ])
    },
  )
})

describe('an override is used', () => {
  it('with its own words, in its own language, lists and sections included', async () => {
    const text = [
      '\uFEFFGuten Tag,',
      '',
      '{{id}} betrifft {{endpoint}} ({{kind}}).{{#region}} Region: {{region}}.{{/region}}{{^actor}} Täter unbekannt.{{/actor}}',
      '{{! Anmerkung }}',
      '{{#sightingLines}}',
      '  * {{.}}',
      '{{/sightingLines}}',
      '{{> answer}}',
      '',
    ].join('\r\n')
    const { templates, faults } = withOverrides([['initial.txt', bytes(text)]])
    expect(faults).toEqual([])
    const sightings = [1, 2].map((hour) => ({ firstActivityAt: new Date(Date.UTC(2023, 5, 15, hour)) }))
    const message = await compose({ ...report, sightings }, { ...settings, templates })
    expect(message.text).toContain('Guten Tag,\n\nDAR-2306-7F3K9QXM betrifft safe-hse[.]com')
    expect(message.text).toContain('Region: East US.')
    expect(message.text).not.toContain('unbekannt')
    expect(message.text).toContain(
      '  * 2023-06-15 01:00:00 UTC\n  * 2023-06-15 02:00:00 UTC\nPlease reply to this mail',
    )
  })

  it('without letting a value write a tag, a line or a place of its own', async () => {
    const host = '{{organisation}} {{> closing}}\r\nBcc: x@example.org'
    const { text } = await compose({ ...report, evidence: { ...evidence, host } }, settings)
    expect(text).toContain('{{organisation}} {{> closing}} Bcc: x@example')
  })

  it('and lets no fact out that is on no list, whatever it says', async () => {
    const names = fc.constantFrom(
      ...Object.keys(placeMeanings),
      'title',
      'device',
      'raw',
      '.',
      'evidence.title',
    )
    const tag = fc
      .tuple(fc.constantFrom('{{', '{{&', '{{#', '{{^'), names)
      .map(
        ([open, name]) =>
          `${open}${name}}}${open.endsWith('#') || open.endsWith('^') ? `{{.}}{{/${name}}}` : ''}`,
      )
    await fc.assert(
      fc.asyncProperty(
        fc.array(tag, { maxLength: 6 }),
        fc.constantFrom(...writtenPurposes),
        async (tags, purpose) => {
          const { templates } = withOverrides([[`${purpose}.txt`, bytes(`${minimal} ${tags.join(' ')}`)]])
          const laden = {
            ...report,
            purpose,
            ...{ title: 'canary-title', device: 'canary-device', raw: 'canary-raw' },
            evidence: { ...evidence, ...{ title: 'canary-title' } },
          }
          const dress = { ...settings, templates, ...{ title: 'canary-title' } }
          expect(await everythingIn((await compose(laden, dress)).raw)).not.toContain('canary-')
        },
      ),
      { numRuns: 200 },
    )
  })
})

it('a template of one’s own gets the figures, not what the figures mean', async () => {
  const text = `${minimal} Alerts {{sightings}}, connections {{connections}}.`
  const { templates } = withOverrides([['initial.txt', bytes(text)]])
  const connections = { count: 3, listed: [] }
  const mail = await compose({ ...report, connections }, { ...settings, templates })
  expect(mail.text).toContain('Alerts 1, connections 3.')
})

it('docs/templates.md names every template and every place, with its meaning, and no other', () => {
  const page = readFileSync(join(root, 'docs/templates.md'), 'utf8')
  const places = [...page.matchAll(/^\| `([A-Za-z]+)` +\| (.+?) +\|$/gm)].map(([, name, meaning]) => [
    name,
    meaning,
  ])
  expect(Object.fromEntries(places)).toEqual(placeMeanings)
  const files = [...page.matchAll(/`([a-z0-9-]+\.txt)`/g)].map(([, name]) => name)
  expect([...new Set(files)].sort()).toEqual(templateNames.map((name) => `${name}.txt`).sort())
})
