import { readFileSync } from 'node:fs'

/** Members by interface, as `@microsoft/microsoft-graph-types` declares them: each name with its type. */
type Declared = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Members that Graph always gives: their type is none that may be null. */
export function alwaysGiven(declared: Declared, name: string): readonly string[] {
  const members = [...(declared.get(name) ?? [])]
  return members.filter(([, type]) => !type.startsWith('NullableOption')).map(([member]) => member)
}

/** Reads the declarations of the namespace as text: the package holds types alone. */
export function declarations(): Declared {
  const path = require
    .resolve('@microsoft/microsoft-graph-types/package.json')
    .replace('package.json', 'microsoft-graph.d.ts')
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const namespace = text.slice(text.indexOf('namespace SecurityNamespace'))
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const [, name = '', body = ''] of namespace.matchAll(
    /\n {4}(?:export )?interface (\w+)[^{]*\{([^}]*)\}/g,
  )) {
    const code = body.replace(/\/\/.*/g, '')
    const members = [...code.matchAll(/(\w+)\??:\s*([^;]+);/g)].map(
      ([, member = '', type = '']) => [member, type] as const,
    )
    if (!found.has(name)) found.set(name, new Map(members))
  }
  return found
}
