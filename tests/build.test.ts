import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { sourcesIn } from './helpers/source-files'
import { bundle } from './sandbox/bundle'

const root = join(__dirname, '..')
/** Outside the checkout, so that no node_modules is in reach. */
const folder = mkdtempSync(join(tmpdir(), 'built-app-'))
const binding = z.object({ type: z.string() }).loose()
const registered = z.record(z.string(), z.array(binding))
let functions: z.infer<typeof registered> = {}

beforeAll(() => {
  const node = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: folder, env: {}, encoding: 'utf8', timeout: 60_000 })
  node(join(root, 'build.mjs'), join(folder, 'dist'))
  for (const name of ['host.json', 'package.json']) copyFileSync(join(root, name), join(folder, name))
  bundle('tests/load-built-app.ts', join(folder, 'load.js'))
  functions = registered.parse(JSON.parse(node('load.js', folder)))
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

const timer = (schedule: string) => [{ type: 'timerTrigger', schedule, direction: 'in' }]
const queue = (queueName: string) => [
  { type: 'queueTrigger', queueName, connection: 'AzureWebJobsStorage', direction: 'in' },
]
const http = (authLevel: string, methods: readonly string[], route: string) => [
  { type: 'httpTrigger', methods, authLevel, route, direction: 'in' },
  { type: 'http', direction: 'out' },
]

const expected = {
  collectAlerts: timer('0 */5 * * * *'),
  receiveAlerts: http('function', ['POST'], 'alerts'),
  openCase: queue('alerts'),
  quarantineAlert: queue('alerts-poison'),
  fileReports: timer('0 * * * * *'),
  checkSender: timer('45 */5 * * * *'),
  trackReplies: timer('30 */5 * * * *'),
  chaseReports: timer('15 */5 * * * *'),
  tellPeople: timer('55 */5 * * * *'),
  watchTakedowns: timer('45 */5 * * * *'),
  purgeExpired: timer('0 37 2 * * *'),
  refreshOwnership: timer('0 17 */6 * * *'),
  reviewReports: http('anonymous', ['GET', 'HEAD', 'POST'], '{*path}'),
}

describe('the built app, loaded by the v4 model without settings and without node_modules', () => {
  it('registers these functions, and no others', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(expected).sort())
  })

  it.each(Object.entries(expected))('%s has its bindings', (name, bindings) => {
    const told = functions[name] ?? []
    expect(told).toHaveLength(bindings.length)
    expect(told).toMatchObject(bindings)
  })

  it('one file in functions/ is one function of that name', () => {
    const files = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''))
    expect(files.sort()).toEqual(Object.keys(functions).sort())
  })
})

it('the parts ask for nothing but each other, and what Node.js and the worker provide', () => {
  const files = ['main.js', ...globSync('parts/*.js', { cwd: join(folder, 'dist') })]
  const asked = files.flatMap((file) => {
    const text = readFileSync(join(folder, 'dist', file), 'utf8')
    return [...text.matchAll(/require\)?\("([^"]+)"\)/g)].map(([, id = '']) => ({ file, id }))
  })
  expect(asked.length).toBeGreaterThan(100)
  const isPart = ({ file, id }: { file: string; id: string }) =>
    id.startsWith('.') && files.includes(join(dirname(file), id))
  const others = asked.filter((one) => !isPart(one) && !isBuiltin(one.id)).map(({ id }) => id)
  expect([...new Set(others)]).toEqual(['@azure/functions-core'])
})

it('whatever is imported on demand from a package has the names that are asked for', () => {
  const asked = sourcesIn('shared').flatMap(({ text }) =>
    [...text.matchAll(/const \{ ([^}]+) \} =\s+await import\('[^.][^']*'\)/g)].map(([, names = '']) =>
      names.split(', ').map((name) => name.replace(/:.*/, '')),
    ),
  )
  expect(asked.length).toBeGreaterThan(5)
  const parts = globSync('dist/parts/*.js', { cwd: folder }).map((file) => `./${file}`)
  const script = `console.log(JSON.stringify(${JSON.stringify(parts)}.map((part) => {
    const { default: whole, ...names } = require(part); return ['default', ...Object.keys(names)]
  })))`
  const printed = execFileSync(process.execPath, ['-e', script], { cwd: folder, env: {}, encoding: 'utf8' })
  const exported = z.array(z.array(z.string())).parse(JSON.parse(printed))
  const missing = asked.filter((names) => !exported.some((of) => names.every((name) => of.includes(name))))
  expect(missing).toEqual([])
})

it('the embedded ownership data lie beside it', () => {
  expect(existsSync(join(folder, 'dist/embedded-ownership.bin'))).toBe(true)
})

describe('the version of the program that reads alerts', () => {
  const hashOf = (of: string) =>
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { sourcesHash } from ${JSON.stringify(pathToFileURL(join(root, 'scripts/sources-hash.mjs')).href)}
        process.stdout.write(sourcesHash(${JSON.stringify(of)}))`,
      ],
      { encoding: 'utf8' },
    )

  it('is the hash of its sources, and stands in one part that door and queue share', () => {
    const hash = hashOf(root)
    const parts = globSync('dist/parts/*.js', { cwd: folder })
    const holding = parts.filter((part) => readFileSync(join(folder, part), 'utf8').includes(hash))
    expect(holding).toHaveLength(1)
  })

  it('is another after any change of a source or a package', () => {
    const tree = join(folder, 'tree')
    const steps = [
      ['shared/alerts/a.ts', 'a'],
      ['package-lock.json', '{}'],
      ['shared/alerts/a.ts', 'b'],
      ['shared/b.ts', ''],
      ['package-lock.json', '{"lockfileVersion":3}'],
      ['docs/x.md', 'no source'],
    ] as const
    mkdirSync(join(tree, 'shared/alerts'), { recursive: true })
    mkdirSync(join(tree, 'docs'))
    const hashes = steps.flatMap(([file, text], n) => {
      writeFileSync(join(tree, file), text)
      return n === 0 ? [] : [hashOf(tree)]
    })
    expect(new Set(hashes).size).toBe(4)
    expect(hashes.at(-1)).toBe(hashes.at(-2))
  })
})
