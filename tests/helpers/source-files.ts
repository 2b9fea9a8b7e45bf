import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ts from 'typescript'

const root = join(__dirname, '../..')

/** One TypeScript file of the project, as the compiler sees it. */
export type Source = {
  /** From the project's root, with slashes: `shared/alerts/alert.ts`. */
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly tree: ts.SourceFile
  /** Packages it names, whether static, dynamic or for a type only. */
  readonly packages: readonly string[]
  /** Files of the project it names, from the root and without extension. */
  readonly files: readonly string[]
}

/** Every TypeScript file below these folders; folders that do not exist hold none. */
export function sourcesIn(...folders: readonly string[]): Source[] {
  return folders.flatMap((folder) => {
    const absolute = join(root, folder)
    if (!existsSync(absolute)) return []
    return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?ts$/.test(name))
      .sort()
      .map((name) => readSource(join(absolute, name)))
  })
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true)
  const named = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
  const packages = named.filter((name) => !name.startsWith('.'))
  const files = named
    .filter((name) => name.startsWith('.'))
    .map((name) => fromRoot(join(dirname(file), name)))
  return { path: fromRoot(file), text, lines: text.split('\n').length - 1, tree, packages, files }
}

const fromRoot = (file: string) => relative(root, file).split(sep).join('/')

/** Every node of a file, outermost first. */
export function nodesOf(tree: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return nodes
}

/** `path:line` of a node. */
export function placeOf({ path, tree }: Source, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`
}

/** Functions with a body, and their length in lines. */
export function functionsOf(source: Source): { readonly place: string; readonly lines: number }[] {
  return nodesOf(source.tree).flatMap((node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return []
    const first = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line
    const last = source.tree.getLineAndCharacterOfPosition(node.getEnd()).line
    return [{ place: placeOf(source, node), lines: last - first + 1 }]
  })
}
