import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type AlertRule = {
  readonly name: string
  /** ISO 8601 durations: how often it is evaluated, and over how long a time. */
  readonly every: string
  readonly over: string
  readonly query: string
}

const text = readFileSync(join(__dirname, '../../infra/alert-rules.bicep'), 'utf8')
const literal = `'((?:[^'\\\\\\n]|\\\\.)*)'`

/** The rules of infra/alert-rules.bicep as Bicep writes them: variables filled in, escapes undone. */
export function alertRules(bicep = text): readonly AlertRule[] {
  const variables = new Map(
    [...bicep.matchAll(new RegExp(`^var (\\w+) = ${literal}$`, 'gm'))].map(([, name = '', held = '']) => [
      name,
      held,
    ]),
  )
  const filled = (given: string): string =>
    given.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const held = variables.get(name)
      if (held === undefined) throw new Error(`infra/alert-rules.bicep has no text ${name}`)
      return filled(held)
    })
  const members = (block: string): ReadonlyMap<string, string> =>
    new Map(
      [...block.matchAll(new RegExp(`^ {4}(\\w+): ${literal}$`, 'gm'))].map(([, name = '', held = '']) => [
        name,
        filled(held).replace(/\\(.)/g, '$1'),
      ]),
    )
  return [...bicep.matchAll(/^ {2}\{\n(.*?)^ {2}\}$/gms)].map(([, block = '']) => {
    const held = members(block)
    const of = (name: string): string => {
      const value = held.get(name)
      if (value === undefined) throw new Error(`a rule has no ${name}: ${block}`)
      return value
    }
    return { name: of('name'), every: of('every'), over: of('over'), query: of('query') }
  })
}
