/** What an expression of a template can come to. */
export type ArmValue = string | number | boolean | null | ArmValue[] | { [name: string]: ArmValue }
export type ArmObject = { [name: string]: ArmValue }

/** As the language writes it into a text. */
export const textOf = (value: ArmValue | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')

/** A function of the template language: its arguments are evaluated before, or later where it is a lambda's business. */
export type ArmFunction = (...given: ArmValue[]) => ArmValue
type Lambda = { readonly names: readonly string[]; readonly body: Node }
type Scope = Readonly<Record<string, ArmValue>>

type Node =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Node[] }
  | { readonly kind: 'member'; readonly of: Node; readonly name: Node }

/**
 * Evaluates a text of a compiled template: as it stands, or where it is in brackets, as an expression.
 * @throws where the language has something that nobody here has needed yet
 */
export function evaluate(text: string, functions: Readonly<Record<string, ArmFunction>>): ArmValue {
  if (!text.startsWith('[') || !text.endsWith(']')) return text
  if (text.startsWith('[[')) return text.slice(1)
  return valueOf(parse(text.slice(1, -1)), functions, {})
}

function valueOf(node: Node, functions: Readonly<Record<string, ArmFunction>>, scope: Scope): ArmValue {
  if (node.kind === 'value') return node.value
  if (node.kind === 'member') {
    const of = valueOf(node.of, functions, scope)
    const name = valueOf(node.name, functions, scope)
    const found = typeof of === 'object' && of !== null ? (of as ArmObject)[textOf(name)] : undefined
    if (found === undefined) throw new Error(`nothing is called ${textOf(name)} in ${JSON.stringify(of)}`)
    return found
  }
  if (node.name === 'lambdaVariables') return scope[textOf(valueOf(node.given[0]!, functions, scope))] ?? null
  // The branch that is not taken may not even have a value.
  if (node.name === 'if') {
    const [condition, yes, no] = node.given
    return valueOf(valueOf(condition!, functions, scope) === true ? yes! : no!, functions, scope)
  }
  if (node.name === 'toObject') return toObject(node.given, functions, scope)
  const known = functions[node.name]
  if (known === undefined) throw new Error(`no function is called ${node.name}`)
  return known(...node.given.map((one) => valueOf(one, functions, scope)))
}

function toObject(
  [list, key, value]: readonly Node[],
  functions: Readonly<Record<string, ArmFunction>>,
  scope: Scope,
): ArmObject {
  const items = valueOf(list!, functions, scope) as ArmValue[]
  const apply = (node: Node, item: ArmValue) => {
    const { names, body } = lambda(node)
    return valueOf(body, functions, { ...scope, [names[0] ?? '']: item })
  }
  return Object.fromEntries(items.map((item) => [textOf(apply(key!, item)), apply(value!, item)]))
}

function lambda(node: Node): Lambda {
  if (node.kind !== 'call' || node.name !== 'lambda') throw new Error('no lambda')
  const names = node.given.slice(0, -1).map((one) => (one.kind === 'value' ? String(one.value) : ''))
  return { names, body: node.given.at(-1)! }
}

const token = /\s*(?:'(?<text>(?:[^']|'')*)'|(?<number>-?\d+)|(?<name>[A-Za-z_]\w*)|(?<mark>[().,[\]]))/y

function parse(expression: string): Node {
  const tokens: Record<string, string | undefined>[] = []
  token.lastIndex = 0
  while (token.lastIndex < expression.length) {
    const match = token.exec(expression)
    if (match === null) throw new Error(`cannot be read: ${expression}`)
    tokens.push(match.groups ?? {})
  }
  let at = 0
  const mark = () => tokens[at]?.['mark']
  const primary = (): Node => {
    const { text, number, name } = tokens[at++] ?? {}
    if (text !== undefined) return { kind: 'value', value: text.replaceAll("''", "'") }
    if (number !== undefined) return { kind: 'value', value: Number(number) }
    if (name === undefined || mark() !== '(') throw new Error(`cannot be read: ${expression}`)
    at++
    const given: Node[] = []
    while (mark() !== ')') {
      given.push(whole())
      if (mark() === ',') at++
    }
    at++
    return { kind: 'call', name, given }
  }
  const whole = (): Node => {
    let node = primary()
    while (mark() === '.' || mark() === '[') {
      if (mark() === '.') {
        node = { kind: 'member', of: node, name: { kind: 'value', value: tokens[at + 1]?.['name'] ?? '' } }
        at += 2
      } else {
        at++
        node = { kind: 'member', of: node, name: whole() }
        at++
      }
    }
    return node
  }
  return whole()
}
