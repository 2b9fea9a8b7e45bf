import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { docOf, settingGroups, settingNames } from '../shared/platform/settings'
import { settingsDocument } from '../shared/platform/settings-document'
import { sourcesIn } from './helpers/source-files'

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

describe('which function needs which settings', () => {
  const platform = new Map(
    sourcesIn('shared/platform').map((source) => [source.path.replace(/\.ts$/, ''), source]),
  )
  const triggers = sourcesIn('functions')

  it.each(Object.entries(settingGroups))('%s', (name, { neededBy }) => {
    const needing = triggers.filter(({ files }) => groupsNeededBy(files).has(name))
    const names = needing.map(({ path }) => path.replace(/^functions\/|\.ts$/g, ''))
    expect(names.length === triggers.length ? ['every function'] : names).toEqual([...neededBy].sort())
  })

  /** Groups asked for by these files of platform/, and by those that they import. */
  function groupsNeededBy(files: readonly string[], seen = new Set<string>()): Set<string> {
    return new Set(
      files.flatMap((file) => {
        const source = platform.get(file)
        if (source === undefined || seen.has(file)) return []
        seen.add(file)
        const asked = [...source.text.matchAll(/\.need\((?<names>[^)]*)\)/g)]
        const names = asked.flatMap((match) =>
          [...(match.groups?.['names'] ?? '').matchAll(/'(\w+)'/g)].map(([, name]) => name ?? ''),
        )
        return [...names, ...groupsNeededBy(source.files, seen)]
      }),
    )
  }
})

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort()

describe.each(pages)('%s', (page) => {
  const text = read(page)
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')))

  it('names scripts that package.json has', () => {
    const named = [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name]) => name ?? '')
    const short = ['start', 'test'].filter((name) => new RegExp(`\\bnpm ${name}\\b`).test(text))
    expect([...named, ...short].filter((name) => !(name in scripts))).toEqual([])
  })

  it('names settings that the schema has', () => {
    const named = [...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(
      ([, name]) => name ?? '',
    )
    expect(named.filter((name) => !settingNames.includes(name) && !isForeign(name))).toEqual([])
  })

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, to]) => to ?? '',
    )
    expect(links.filter((to) => !existsSync(join(root, page, '..', to)))).toEqual([])
  })
})

/** Read by the runtime, by `@azure/identity` or by Node.js, not by us. */
function isForeign(name: string): boolean {
  return /^(?:AZURE|FUNCTIONS|WEBSITE|APPLICATIONINSIGHTS|NODE|NPM|GITHUB)_/.test(name)
}

const describeIfThere = existsSync(join(root, '.funcignore')) ? describe : describe.skip

describeIfThere('.funcignore', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'funcignore-'))
    execFileSync('git', ['init', '-q', folder])
    copyFileSync(join(root, '.funcignore'), join(folder, '.gitignore'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** It is read as a .gitignore is, so git itself may say what stays behind. */
  const staysBehind = (path: string) => {
    try {
      execFileSync('git', ['check-ignore', '-q', path], { cwd: folder })
      return true
    } catch {
      return false
    }
  }

  it.each(['host.json', 'package.json', 'dist/main.js', 'dist/embedded-ownership.bin'])(
    '%s is deployed',
    (path) => {
      expect(staysBehind(path)).toBe(false)
    },
  )

  it.each([
    'local.settings.json',
    '.env',
    '.git/config',
    'node_modules/esbuild/package.json',
    'tests/docs.test.ts',
    'sandbox/main.ts',
    'dist/sandbox/main.js',
    'shared/alerts/alert.ts',
    'functions/openCase.ts',
    'bench/run.mjs',
    'docs/settings.md',
    'tsconfig.json',
  ])('%s stays behind', (path) => {
    expect(staysBehind(path)).toBe(true)
  })
})
