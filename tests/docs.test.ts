import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docOf, settingNames } from '../shared/platform/settings'
import { settingsDocument } from '../shared/platform/settings-document'

const root = join(__dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
/** Rows and rules of a table are aligned by the formatter; that is no difference. */
const cells = (page: string) => page.replaceAll(/ {2,}/g, ' ').replaceAll(/-{3,}/g, '---').trim()

describe('docs/settings.md', () => {
  const page = read('docs/settings.md')
  const documented = [...page.matchAll(/^\| `([A-Za-z0-9_]+)` +\|/gm)].map((match) => match[1])

  it('names every setting of the schema, and none besides', () => {
    expect(documented).toEqual(settingNames)
  })

  it('is what the schema says, to the word', () => {
    expect(cells(page)).toBe(cells(settingsDocument()))
  })

  it.each(settingNames)('%s has a sentence and its values', (name) => {
    const doc = docOf(name)
    expect(doc?.what).toMatch(/^[A-Z`'].*\.$/)
    expect(doc?.values).not.toBe('')
  })
})
