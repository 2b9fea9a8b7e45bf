import { remembered } from '../../model/remembered'
import { type Collector, noteUnreadable } from '../collector'
import { asMemberName, isObject, type JsonObject } from '../fields'

/** Reads members by dotted path, in a document that may be nested, flat with dotted keys, or a mix of both. */
export type Dotted = {
  /** The first text (or number, as text) at one of the paths. */
  readonly text: (...paths: string[]) => string | undefined
  /** Every text at the path: one, or a list. */
  readonly texts: (path: string) => readonly string[]
  readonly value: (path: string) => unknown
}

const DEEPEST = 12

/** @param root path of the document itself, for notes about members that hold neither text nor number. */
export function dotted(body: JsonObject, collector: Collector, root = ''): Dotted {
  const value = (path: string): unknown => find(body, path, 0)
  const texts = (path: string): readonly string[] => {
    const found = value(path)
    if (!isTextual(found)) noteUnreadable(collector, `${root}${path}`, 'it is no text')
    return asTexts(found)
  }
  const text = (...paths: string[]): string | undefined => {
    for (const path of paths) {
      const [first] = texts(path)
      if (first !== undefined && first !== '') return first
    }
    return undefined
  }
  return { text, texts, value }
}

/** The whole path as one key, else its first parts as a key and the rest below it. */
function find(node: JsonObject, path: string, depth: number): unknown {
  if (Object.hasOwn(node, path)) return node[path]
  if (depth >= DEEPEST) return undefined
  for (const { head, rest } of splitsOf(path)) {
    if (!Object.hasOwn(node, head)) continue
    const found = below(node[head], rest, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

type Split = { readonly head: string; readonly rest: string }

/** `a.b.c` is `b.c` below `a`, or `c` below `a.b`. Paths are those that the dialects read, so they are few. */
const splitsOf = remembered((path): readonly Split[] => {
  const splits: Split[] = []
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    splits.push({ head: asMemberName(path.slice(0, dot)), rest: asMemberName(path.slice(dot + 1)) })
  }
  return splits
})

/** Lists of objects are searched too: `threat.technique.id` is every technique's id. */
function below(node: unknown, path: string, depth: number): unknown {
  if (isObject(node)) return find(node, path, depth)
  if (!Array.isArray(node)) return undefined
  const found = node.flatMap((entry: unknown) => {
    const value = isObject(entry) ? (find(entry, path, depth) ?? []) : []
    return Array.isArray(value) ? Array.from<unknown>(value) : [value]
  })
  return found.length > 0 ? found : undefined
}

/** Nothing, text, a number, or a list of them. */
function isTextual(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((entry) => !Array.isArray(entry) && isTextual(entry))
  return value === undefined || value === null || typeof value === 'string' || typeof value === 'number'
}

function asTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
  return Array.isArray(value)
    ? value.flatMap((entry: unknown) => (Array.isArray(entry) ? [] : asTexts(entry)))
    : []
}
