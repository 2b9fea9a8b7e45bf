import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { functionsOf, nodesOf, placeOf, type Source, sourcesIn } from './helpers/source-files'

/** The order in which an alert travels. A folder imports itself and folders before it. */
const order = [
  'model',
  'telemetry',
  'storage',
  'alerts',
  'observables',
  'ownership',
  'cases',
  'reports',
  'decisions',
  'delivery',
  'replies',
  'takedown',
  'review',
  'retention',
  'settings',
  'platform',
  'doctor',
]
const root = join(__dirname, '..')
const shared = sourcesIn('shared')
const functions = sourcesIn('functions')
const program = [...shared, ...functions]

describe('the order of folders', () => {
  it('names every folder of shared/, and shared/ holds no file of its own', () => {
    const found = readdirSync(join(root, 'shared'))
    expect(found.filter((name) => !order.includes(name))).toEqual([])
  })

  it.each(order)('%s imports nothing that comes after it, and nothing outside shared/', (folder) => {
    const reachable = order.slice(0, order.indexOf(folder) + 1).map((name) => `shared/${name}/`)
    const ours = shared.filter(({ path }) => path.startsWith(`shared/${folder}/`))
    expect(ours.flatMap(({ path, files }) => files.filter(leadsOutOf(reachable)).map(from(path)))).toEqual([])
  })

  it('functions/ imports shared/ only', () => {
    const astray = functions.flatMap(({ path, files }) =>
      files.filter(leadsOutOf(['shared/'])).map(from(path)),
    )
    expect(astray).toEqual([])
  })

  it('no file imports itself by way of others', () => {
    expect(cyclesIn(shared)).toEqual([])
  })
})

describe('who knows what', () => {
  it('only storage/ knows Azure Storage', () => {
    const knowing = program.filter(({ packages }) =>
      packages.some((name) => /^@azure\/(?:data-tables|storage-|core-)/.test(name)),
    )
    expect(knowing.map(({ path }) => path).filter((path) => !path.startsWith('shared/storage/'))).toEqual([])
  })

  it('only functions/ knows Azure Functions', () => {
    const knowing = shared.filter(({ packages }) => packages.includes('@azure/functions'))
    expect(knowing.map(({ path }) => path).filter((path) => !path.startsWith('shared/platform/'))).toEqual([])
  })

  it('one file reads the environment', () => {
    const readers = program.filter(({ tree }) => nodesOf(tree).some(readsEnvironment))
    expect(readers.map(({ path }) => path)).toEqual(['shared/settings/environment.ts'])
  })

  it('only platform/ asks what time it is', () => {
    const asking = shared.filter(({ path }) => !path.startsWith('shared/platform/'))
    expect(
      asking.flatMap((source) =>
        nodesOf(source.tree)
          .filter(asksForTheTime)
          .map((node) => placeOf(source, node)),
      ),
    ).toEqual([])
  })
})

describe('size', () => {
  it.each([
    { of: 'shared/', sources: shared, most: 300 },
    { of: 'functions/', sources: functions, most: 25 },
  ])('no file in $of is longer than $most lines', ({ sources, most }) => {
    expect(sources.filter(({ lines }) => lines > most).map(({ path, lines }) => `${path}: ${lines}`)).toEqual(
      [],
    )
  })

  it('no function is longer than 60 lines, half of them no longer than 12', () => {
    const all = program.flatMap(functionsOf)
    expect(all.filter(({ lines }) => lines > 60).map(({ place, lines }) => `${place}: ${lines}`)).toEqual([])
    expect(median(all.map(({ lines }) => lines))).toBeLessThanOrEqual(12)
  })

  it('half of the files are no longer than 80 lines', () => {
    expect(median(shared.map(({ lines }) => lines))).toBeLessThanOrEqual(80)
  })
})

describe('names and habits', () => {
  it('no folder is a drawer for everything', () => {
    const folders = program.flatMap(({ path }) => path.split('/').slice(0, -1))
    expect(
      folders.filter((name) => /^(?:utils?|helpers?|common|lib|libs|services?|misc)$/i.test(name)),
    ).toEqual([])
  })

  it('no file is a mere barrel', () => {
    const barrels = program.filter(
      ({ tree }) => tree.statements.length > 0 && tree.statements.every(isReexport),
    )
    expect(barrels.map(({ path }) => path)).toEqual([])
  })

  it('no file is called index', () => {
    expect(program.map(({ path }) => path).filter((path) => /\/index\.[cm]?ts$/.test(path))).toEqual([])
  })

  it('classes are errors that a caller acts on', () => {
    const others = program.flatMap((source) =>
      nodesOf(source.tree)
        .filter((node) => ts.isClassDeclaration(node) && !node.name?.text.endsWith('Error'))
        .map((node) => placeOf(source, node)),
    )
    expect(others).toEqual([])
  })

  it('no check is switched off, and nothing is put off', () => {
    const all = [...program, ...sourcesIn('tests', 'sandbox', 'cli', 'bench')]
    const marks = new RegExp(
      ['eslint' + '-disable', '@ts' + '-(?:ignore|nocheck|expect-error)', 'TO' + 'DO', 'FIX' + 'ME'].join(
        '|',
      ),
    )
    expect(all.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([])
  })
})

it('every test stands where what it tests stands', () => {
  const tested = sourcesIn('tests').flatMap(
    ({ path }) => /^tests\/([^/]+)\/.*\.test\.ts$/.exec(path)?.[1] ?? [],
  )
  const folders = new Set([
    ...order,
    'flow',
    'sandbox',
    'cli',
    'functions',
    'infra',
    'bench',
    'mta',
    'browser',
  ])
  expect(tested.filter((folder) => !folders.has(folder))).toEqual([])
})

function leadsOutOf(reachable: readonly string[]) {
  return (file: string) => !reachable.some((folder) => file.startsWith(folder))
}

function from(path: string) {
  return (file: string) => `${path} imports ${file}`
}

/** Rings of files of which none can be read without the others; imports of types only count. */
function cyclesIn(sources: readonly Source[]): string[] {
  const byName = new Map(sources.map((source) => [source.path.replace(/\.ts$/, ''), source]))
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (name: string, trail: readonly string[]) => {
    if (trail.includes(name)) rings.push([...trail.slice(trail.indexOf(name)), name].join(' → '))
    if (trail.includes(name) || done.has(name)) return
    const source = byName.get(name)
    for (const next of source === undefined ? [] : relativeImports(source)) visit(next, [...trail, name])
    done.add(name)
  }
  for (const name of byName.keys()) visit(name, [])
  return rings
}

function relativeImports({ tree, path }: Source): string[] {
  return tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    const named = statement.moduleSpecifier
    if (named === undefined || !ts.isStringLiteral(named) || !named.text.startsWith('.')) return []
    return [join(path, '..', named.text)]
  })
}

function isReexport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined
}

/** `process.env`, `process['env']`, `const { env } = process`, or the module that holds it. */
function readsEnvironment(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return /^['"](?:node:)?process['"]$/.test(node.moduleSpecifier.getText())
  if (ts.isVariableDeclaration(node)) return node.initializer?.getText() === 'process'
  return /^(?:globalThis\.)?process\??(?:\.env|\.?\[['"`]env['"`]\])$/.test(node.getText())
}

function asksForTheTime(node: ts.Node): boolean {
  if (ts.isNewExpression(node))
    return node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return true
  if (!ts.isPropertyAccessExpression(node)) return false
  return ['Date.now', 'performance.now', 'process.hrtime'].includes(node.getText())
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
