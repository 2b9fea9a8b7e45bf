import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import * as z from 'zod'
import { remedies } from '../shared/alerts/collect-refusal'
import { formerSettings } from '../shared/settings/former-settings'
import { docOf, settingGroups, settingNames } from '../shared/settings/settings'
import { settingsDocument } from '../shared/settings/settings-document'
import { nodesOf, sourcesIn } from './helpers/source-files'

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

  it.each(settingNames)('%s has somebody who would change it, in one line', (name) => {
    const who = docOf(name)?.who ?? ''
    expect(who).toMatch(/^[a-z][^\n|]{9,120}$/)
    expect(
      page.split('\n').filter((row) => row.startsWith(`| \`${name}\` `) && row.includes(who)),
    ).toHaveLength(1)
  })

  it('has at most 75 rows: a setting that nobody would change is none', () => {
    expect(documented.length).toBeLessThanOrEqual(75)
  })
})

it('NEWS.md lists every former setting', () => {
  const news = read('NEWS.md')
  expect(Object.keys(formerSettings).filter((name) => !news.includes(`\`${name}\``))).toEqual([])
})

describe('which function needs which settings', () => {
  const platform = new Map(
    sourcesIn('shared/settings', 'shared/platform', 'shared/doctor').map((source) => [
      source.path.replace(/\.ts$/, ''),
      source,
    ]),
  )
  const triggers = sourcesIn('functions')

  it.each(Object.entries(settingGroups))('%s', (name, { neededBy }) => {
    const needing = triggers.filter(({ files }) => groupsNeededBy(files).has(name))
    const names = needing.map(({ path }) => path.replace(/^functions\/|\.ts$/g, ''))
    expect(names.length === triggers.length ? ['every function'] : names).toEqual([...neededBy].sort())
  })

  /** Groups asked for by these files of platform/ and settings/, and by those that they import. */
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

  it('names settings that the schema has, or had', () => {
    const named = [...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(
      ([, name]) => name ?? '',
    )
    const tellsOfFormer = ['NEWS.md', 'CHANGELOG.md'].includes(page)
    const isKnown = (name: string) =>
      settingNames.includes(name) || isForeign(name) || (tellsOfFormer && Object.hasOwn(formerSettings, name))
    expect(named.filter((name) => !isKnown(name))).toEqual([])
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

describe('docs/runbook.md', () => {
  const page = read('docs/runbook.md')
  const headed = [...page.matchAll(/^### `([^`]+)`$/gm)].map(([, event]) => event ?? '')

  it('explains every event of the log, and none besides', () => {
    const logged = sourcesIn('shared').flatMap(({ tree }) => nodesOf(tree).flatMap(eventOf))
    expect([...new Set(headed)].sort()).toEqual([...new Set(logged)].sort())
    expect(headed).toHaveLength(new Set(headed).size)
  })

  it.each(Object.keys(remedies))('says what to do when alerts are not collected: %s', (cause) => {
    expect(page).toContain(`\n| \`${cause}\``)
  })

  /** `log('event', …)`, whoever's log it is; where the name is no literal, it is handed on. */
  function eventOf(node: ts.Node): string[] {
    if (!ts.isCallExpression(node)) return []
    const { expression: callee, arguments: given } = node
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText()
    const [event] = given
    return name === 'log' && event !== undefined && ts.isStringLiteral(event) ? [event.text] : []
  }
})

describe('ARCHITECTURE.md', () => {
  const page = read('ARCHITECTURE.md')

  it('names tests that exist', () => {
    const tests = [...page.matchAll(/`(tests\/[^`]+\.test\.ts)`/g)].map(([, path]) => path ?? '')
    expect(tests.length).toBeGreaterThan(10)
    expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('every invariant names the test that proves it', () => {
    const invariants = page
      .split(/\n\n/)
      .filter((paragraph) => paragraph.startsWith('**Architecture Invariant'))
    expect(invariants.filter((text) => !/`tests\/[^`]+\.test\.ts`$/.test(text.trimEnd()))).toEqual([])
  })

  it('lists the functions, and none besides', () => {
    const listed = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name)
    const files = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''))
    expect(listed.sort()).toEqual(files.sort())
  })

  it('shows every folder of the program', () => {
    const folders = readdirSync(join(root, 'shared'))
    expect(folders.filter((name) => !page.includes(`\n  ${name}/ `))).toEqual([])
  })
})

it('the lock names no registry, and a checksum for every package', () => {
  const lock = z.object({ packages: z.record(z.string(), z.record(z.string(), z.unknown())) })
  const { packages } = lock.parse(JSON.parse(read('package-lock.json')))
  const installed = Object.entries(packages).filter(([path]) => path !== '')
  expect(installed.filter(([, one]) => 'resolved' in one).map(([path]) => path)).toEqual([])
  expect(installed.filter(([, one]) => !('integrity' in one)).map(([path]) => path)).toEqual([])
})

describe('.funcignore', () => {
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

  const deployed = [
    'host.json',
    'package.json',
    'package-lock.json',
    'dist/main.js',
    'dist/embedded-ownership.bin',
    'dist/THIRD-PARTY-NOTICES.txt',
  ]

  it.each(deployed)('%s is deployed', (path) => {
    expect(staysBehind(path)).toBe(false)
  })

  it('nothing else at the top is, nor in dist/', () => {
    const top = readdirSync(root, { withFileTypes: true })
    const names = top.map((entry) => (entry.isDirectory() ? `${entry.name}/any` : entry.name))
    const built = ['cli.js', 'main.js.map', 'sandbox/host.js', 'bench/any'].map((name) => `dist/${name}`)
    const others = [...names.filter((name) => name !== 'dist/any'), ...built]
    expect(others.filter((path) => !deployed.includes(path) && !staysBehind(path))).toEqual([])
  })

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
