import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import * as z from 'zod'
import { bundle } from '../sandbox/bundle'

const root = join(__dirname, '../..')
const mostInBytes = 5 * 1024 * 1024
/** Outside the checkout, so that no node_modules is in reach. */
const work = mkdtempSync(join(tmpdir(), 'package-'))
const checkout = join(work, 'checkout')
const packaged = join(work, 'package')
let files: readonly string[] = []

const run = (command: string, args: readonly string[], cwd: string, input = '') =>
  execFileSync(command, args, { cwd, input, encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 2 ** 20 })

beforeAll(() => {
  mkdirSync(checkout)
  run(process.execPath, [join(root, 'build.mjs'), join(checkout, 'dist')], root)
  const inGit = run('git', ['ls-files'], root).split('\n').filter(Boolean)
  const built = globSync('dist/**/*', { cwd: checkout, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(checkout.length + 1))
  const alsoHere = ['node_modules/jest/package.json', 'node_modules/@azure/core-util/package.json', '.env']
  files = whatTravels([...inGit, ...built, ...alsoHere])
  for (const file of files) {
    mkdirSync(dirname(join(packaged, file)), { recursive: true })
    copyFileSync(join(file.startsWith('dist/') ? checkout : root, file), join(packaged, file))
  }
}, 120_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** .funcignore is read as a .gitignore is, so git itself says what stays behind. */
function whatTravels(all: readonly string[]): string[] {
  const rules = join(work, 'rules')
  run('git', ['init', '-q', rules], work)
  copyFileSync(join(root, '.funcignore'), join(rules, '.gitignore'))
  const stays = new Set(staysBehind(rules, all))
  return all.filter((file) => !stays.has(file))
}

/** `git check-ignore` ends with 1 where nothing is ignored. */
function staysBehind(folder: string, paths: readonly string[]): string[] {
  try {
    return run('git', ['check-ignore', '--no-index', '--stdin'], folder, paths.join('\n')).split('\n')
  } catch {
    return []
  }
}

describe('the package that is uploaded', () => {
  it('holds the built app, and no source, test or dependency', () => {
    expect(files).toEqual(expect.arrayContaining(['host.json', 'package.json', 'dist/main.js']))
    const others = files.filter((file) => !/^(?:host\.json|package(?:-lock)?\.json|dist\/.+)$/.test(file))
    expect(others).toEqual([])
    expect(files.filter((file) => /\.map$|sandbox|bench|cli/.test(file))).toEqual([])
  })

  it('is smaller than 5 MB, compressed as a zip is', () => {
    const sizes = files.map((file) => deflateRawSync(readFileSync(join(packaged, file))).length)
    const total = sizes.reduce((sum, one) => sum + one, 0)
    expect(total).toBeLessThan(mostInBytes)
    expect(total).toBeGreaterThan(200_000)
  })

  it('registers every function, without node_modules and without settings', () => {
    const load = join(work, 'load.js')
    bundle('tests/load-built-app.ts', load)
    const told = execFileSync(process.execPath, [load, packaged], { cwd: work, env: {}, encoding: 'utf8' })
    const names = Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(told)))
    const triggers = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''))
    expect(names.sort()).toEqual(triggers.sort())
  })
})

describe('azure.yaml', () => {
  const text = readFileSync(join(root, 'azure.yaml'), 'utf8')

  it('has azd upload what was built here', () => {
    expect(text).toMatch(/^ {4}project: \.$/m)
    expect(text).toMatch(/^ {4}remoteBuild: false$/m)
  })

  it('and .funcignore says so, too: azd takes one that names node_modules for the wish to build in Azure', () => {
    const rules = join(work, 'azd')
    run('git', ['init', '-q', rules], work)
    copyFileSync(join(root, '.funcignore'), join(rules, '.gitignore'))
    mkdirSync(join(rules, 'node_modules'))
    expect(staysBehind(rules, ['node_modules'])).toEqual([])
    expect(staysBehind(rules, ['node_modules/any', 'node_modules/@any/one']).filter(Boolean)).toHaveLength(2)
  })
})
