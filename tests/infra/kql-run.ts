/** What a query of the alert rules is run on: rows by the name of their table. */
export type Tables = Readonly<Record<string, readonly KqlRow[]>>
export type KqlRow = Readonly<Record<string, unknown>>
type Value = unknown
type Evaluate = (row: KqlRow) => Value

const token =
  /\s*(?:(?<number>\d+(?:\.\d+)?)(?<unit>d|h|m|s)?\b|(?<name>[A-Za-z_]\w*)|"(?<double>[^"\\]*)"|'(?<single>[^'\\]*)'|(?<mark>==|!=|<=|>=|!in\b|!startswith\b|[<>=().,|]))/gy
const unitsInMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

type Token = { readonly kind: 'value' | 'name' | 'mark'; readonly text: string; readonly value?: Value }

function tokensOf(query: string): Token[] {
  const read: Token[] = []
  token.lastIndex = 0
  for (let at = 0; query.slice(at).trim() !== ''; at = token.lastIndex) {
    const groups = token.exec(query)?.groups
    if (groups === undefined) throw new Error(`cannot read the query at: ${query.slice(at)}`)
    const { number, unit = '', name, double, single, mark } = groups
    if (name !== undefined) read.push({ kind: 'name', text: name })
    else if (mark !== undefined) read.push({ kind: 'mark', text: mark })
    else
      read.push({
        kind: 'value',
        text: '',
        value: number === undefined ? (double ?? single) : Number(number) * (unitsInMs[unit] ?? 1),
      })
  }
  return read
}

/**
 * Runs the part of the Kusto Query Language that the alert rules use, and throws at any other. Points in time are
 * milliseconds. What is null compares as false, as in Kusto.
 */
export function runKql(query: string, tables: Tables, now: Date): readonly KqlRow[] {
  const run = new KqlRun(tokensOf(query), now)
  return run.pipeline(tables)
}

class KqlRun {
  private at = 0
  constructor(
    private readonly tokens: readonly Token[],
    private readonly now: Date,
  ) {}

  pipeline(tables: Tables): readonly KqlRow[] {
    const name = this.name()
    let rows = tables[name]
    if (rows === undefined) throw new Error(`no table ${name}`)
    while (this.takes('|')) rows = this.operator(this.name(), rows)
    if (this.at < this.tokens.length) throw new Error(`not read: ${this.tokens[this.at]?.text}`)
    return rows
  }

  private operator(name: string, rows: readonly KqlRow[]): readonly KqlRow[] {
    if (name === 'where') {
      const test = this.either()
      return rows.filter((row) => test(row) === true)
    }
    if (name === 'extend') {
      const [column, of] = this.named(() => this.either())
      return rows.map((row) => ({ ...row, [column]: of(row) }))
    }
    if (name === 'summarize') return this.summarize(rows)
    throw new Error(`the operator ${name} is not known here`)
  }

  private summarize(rows: readonly KqlRow[]): readonly KqlRow[] {
    const aggregates = this.list(() => this.aggregate())
    const keys = this.takes('by') ? this.list(() => this.named(() => this.either())) : []
    const groups = new Map<string, { key: KqlRow; rows: KqlRow[] }>()
    // Without `by` there is one group, of nothing as well.
    if (keys.length === 0) groups.set('[]', { key: {}, rows: [] })
    for (const row of rows) {
      const key = Object.fromEntries(keys.map(([column, of]) => [column, of(row)]))
      const group = groups.get(JSON.stringify(Object.values(key))) ?? { key, rows: [] }
      groups.set(JSON.stringify(Object.values(key)), group)
      group.rows.push(row)
    }
    return [...groups.values()].map((group) =>
      aggregates.reduce((made, of) => ({ ...made, ...of(group.rows) }), group.key),
    )
  }

  private aggregate(): (rows: readonly KqlRow[]) => KqlRow {
    const column = this.tokens[this.at + 1]?.text === '=' ? this.name() : undefined
    if (column !== undefined) this.expect('=')
    const name = this.name()
    this.expect('(')
    const from = this.at
    const isEmpty = this.takes(')')
    const [of = () => true, when = () => true] = isEmpty ? [] : this.list(() => this.either())
    const others = this.tokens.slice(from, this.at).filter(({ kind }) => kind === 'name')
    if (!isEmpty) this.expect(')')
    const most = (rows: readonly KqlRow[], sign: number) =>
      rows.reduce<KqlRow | undefined>(
        (best, row) => (best && sign * Number(of(best)) >= sign * Number(of(row)) ? best : row),
        undefined,
      )
    switch (name) {
      case 'count':
        return (rows) => ({ [column ?? 'count_']: rows.length })
      case 'countif':
        return (rows) => ({ [column ?? 'countif_']: rows.filter((row) => of(row) === true).length })
      case 'min':
      case 'max':
        return (rows) => {
          const best = most(rows, name === 'max' ? 1 : -1)
          return { [column ?? `${name}_`]: best && of(best) }
        }
      case 'maxif':
        return (rows) => {
          const best = most(
            rows.filter((row) => when(row) === true),
            1,
          )
          return { [column ?? 'maxif_']: best && of(best) }
        }
      case 'arg_max':
        return (rows) => {
          const best = most(rows, 1)
          return Object.fromEntries(others.map(({ text }) => [text, best?.[text]]))
        }
      default:
        throw new Error(`the aggregate ${name} is not known here`)
    }
  }

  private either(): Evaluate {
    const left = this.both()
    if (!this.takes('or')) return left
    const right = this.either()
    return (row) => left(row) === true || right(row) === true
  }

  private both(): Evaluate {
    const left = this.compared()
    if (!this.takes('and')) return left
    const right = this.both()
    return (row) => left(row) === true && right(row) === true
  }

  private compared(): Evaluate {
    const left = this.term()
    const mark = this.tokens[this.at]?.text ?? ''
    const compare = comparisons[mark]
    if (mark === 'in' || mark === '!in') {
      this.at += 1
      this.expect('(')
      const values = this.list(() => this.term())
      this.expect(')')
      return (row) => values.some((of) => of(row) === left(row)) === (mark === 'in')
    }
    if (compare === undefined) return left
    this.at += 1
    const right = this.term()
    return (row) => {
      const [a, b] = [left(row), right(row)]
      return a !== undefined && a !== null && b !== undefined && b !== null && compare(a, b)
    }
  }

  private term(): Evaluate {
    const next = this.tokens[this.at]
    if (next === undefined) throw new Error('the query ends too early')
    this.at += 1
    if (next.kind === 'value') return () => next.value
    if (next.text === '(') {
      const inner = this.either()
      this.expect(')')
      return inner
    }
    if (next.kind !== 'name') throw new Error(`not read: ${next.text}`)
    if (next.text === 'true' || next.text === 'false') return () => next.text === 'true'
    if (this.takes('(')) {
      const given = this.list(() => this.either())
      this.expect(')')
      return this.call(next.text, given)
    }
    const path = [next.text]
    while (this.takes('.')) path.push(this.name())
    return (row) => path.reduce<Value>(memberOf, row)
  }

  private call(name: string, given: readonly Evaluate[]): Evaluate {
    const known = functions[name]
    if (name === 'ago') return (row) => this.now.getTime() - Number(given[0]?.(row))
    if (known === undefined) throw new Error(`the function ${name} is not known here`)
    return (row) => known(...given.map((of) => of(row)))
  }

  /** `column = …`, or a column that keeps its name. */
  private named(read: () => Evaluate): readonly [string, Evaluate] {
    const column = this.tokens[this.at]?.text ?? ''
    if (this.tokens[this.at + 1]?.text !== '=') return [column, read()]
    this.at += 2
    return [column, read()]
  }

  private list<T>(read: () => T): T[] {
    const items = [read()]
    while (this.takes(',')) items.push(read())
    return items
  }

  private name(): string {
    const next = this.tokens[this.at]
    if (next?.kind !== 'name') throw new Error(`a name is missing before: ${next?.text ?? 'the end'}`)
    this.at += 1
    return next.text
  }

  private takes(text: string): boolean {
    const isNext = this.tokens[this.at]?.text === text
    if (isNext) this.at += 1
    return isNext
  }

  private expect(text: string): void {
    if (!this.takes(text))
      throw new Error(`${text} is missing before: ${this.tokens[this.at]?.text ?? 'the end'}`)
  }
}

const comparisons: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => Number(a) < Number(b),
  '<=': (a, b) => Number(a) <= Number(b),
  '>': (a, b) => Number(a) > Number(b),
  '>=': (a, b) => Number(a) >= Number(b),
  startswith: (a, b) => textOf(a).startsWith(textOf(b)),
  '!startswith': (a, b) => !textOf(a).startsWith(textOf(b)),
}

const textOf = (value: Value): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

const functions: Readonly<Record<string, (...given: readonly Value[]) => Value>> = {
  parse_json: (text) => JSON.parse(textOf(text)) as unknown,
  tostring: textOf,
  tolong: (value) => (typeof value === 'number' ? Math.trunc(value) : undefined),
  array_length: (value) => (Array.isArray(value) ? value.length : undefined),
  coalesce: (...given) => given.find((value) => value !== undefined && value !== null),
}

function memberOf(value: Value, name: string): Value {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined
}
