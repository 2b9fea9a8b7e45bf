type Row = Readonly<Record<string, unknown>>
type Condition = (row: Row) => boolean

const token = /\s*(?:(?<text>(?:datetime)?'(?:[^']|'')*')|(?<word>[\w.-]+)|(?<bracket>[()]))/y
const systemNames: Readonly<Record<string, string>> = {
  PartitionKey: 'partitionKey',
  RowKey: 'rowKey',
  Timestamp: 'timestamp',
}

const read = new Map<string, Condition>()

/** Whether a row is one that an OData filter asks for, in the part of the language that the program uses. */
export function matches(filter: string, row: Row): boolean {
  const known = read.get(filter)
  if (known) return known(row)
  const condition = parse(filter)
  if (read.size > 1000) read.clear()
  read.set(filter, condition)
  return condition(row)
}

function parse(filter: string): Condition {
  const tokens = tokensOf(filter)
  let at = 0
  const take = (): string => {
    const taken = tokens[at]
    if (taken === undefined) throw new SyntaxError(`the filter ends too early: ${filter}`)
    at += 1
    return taken
  }
  const anyOf = (): Condition => {
    const parts = [allOf()]
    while (tokens[at] === 'or') {
      at += 1
      parts.push(allOf())
    }
    return (row) => parts.some((part) => part(row))
  }
  const allOf = (): Condition => {
    const parts = [one()]
    while (tokens[at] === 'and') {
      at += 1
      parts.push(one())
    }
    return (row) => parts.every((part) => part(row))
  }
  const one = (): Condition => {
    const first = take()
    if (first !== '(') return comparison(first, take(), take())
    const inner = anyOf()
    if (take() !== ')') throw new SyntaxError(`a bracket is not closed: ${filter}`)
    return inner
  }
  const condition = anyOf()
  if (at < tokens.length) throw new SyntaxError(`what follows is not understood: ${filter}`)
  return condition
}

function tokensOf(filter: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < filter.trimEnd().length) {
    const [, text, word, bracket] = token.exec(filter) ?? []
    const found = text ?? word ?? bracket
    if (found === undefined) throw new SyntaxError(`not a filter: ${filter}`)
    tokens.push(found)
  }
  return tokens
}

type Comparable = string | number | boolean

function comparison(name: string, operator: string, literal: string): Condition {
  const wanted = valueOf(literal)
  const cell = systemNames[name] ?? name
  return (row) => {
    const value = comparable(row[cell], cell)
    return typeof value === typeof wanted && value !== undefined && holds(operator, value, wanted)
  }
}

function holds(operator: string, value: Comparable, wanted: Comparable): boolean {
  const order = value < wanted ? -1 : value > wanted ? 1 : 0
  const ways: Readonly<Record<string, boolean>> = {
    ...{ eq: order === 0, ne: order !== 0, lt: order < 0, le: order <= 0, gt: order > 0, ge: order >= 0 },
  }
  const answer = ways[operator]
  if (answer === undefined) throw new SyntaxError(`not a comparison: ${operator}`)
  return answer
}

/** Instants are compared as text of one length, since a Date does not know tenths of a microsecond. */
const instant = (text: string) =>
  `instant ${text.replace(/(?:\.(\d+))?Z$/, (_, digits = '') => `.${String(digits).padEnd(7, '0')}Z`)}`

function valueOf(literal: string): Comparable {
  if (literal.startsWith('datetime')) return instant(literal.slice("datetime'".length, -1))
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'")
  if (literal === 'true' || literal === 'false') return literal === 'true'
  const number = Number(literal)
  if (Number.isNaN(number)) throw new SyntaxError(`not a value: ${literal}`)
  return number
}

function comparable(value: unknown, cell: string): Comparable | undefined {
  if (value instanceof Date) return instant(value.toISOString())
  if (cell === 'timestamp') return instant(String(value))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}
