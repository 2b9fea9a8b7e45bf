import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const read = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8')
const workbook = z.object({
  version: z.literal('Notebook/1.0'),
  items: z.array(
    z.object({
      type: z.number(),
      name: z.string(),
      content: z.object({ query: z.string().optional(), title: z.string().optional() }).loose(),
    }),
  ),
})

/** Events that a query names, and fields of their lines. */
const eventsIn = (query: string) =>
  [...query.matchAll(/event (?:==|in) \(?((?:'[^']+'(?:, )?)+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/'([^']+)'/g)].map(([, event = '']) => event),
  )
const fieldsIn = (query: string) => [...query.matchAll(/\bline\.(\w+)/g)].map(([, field = '']) => field)

const runbook = read('docs/runbook.md')
const headed = new Set([...runbook.matchAll(/^### `([^`]+)`$/gm)].map(([, event]) => event))
const { items } = workbook.parse(JSON.parse(read('infra/workbook.json')))
const queries = items.flatMap(({ name, content: { query } }) =>
  query === undefined ? [] : [{ name, query }],
)

describe('infra/workbook.json', () => {
  it('draws the numbers of every kind that there is', () => {
    const named = new Set(queries.flatMap(({ query }) => eventsIn(query)))
    expect([...named].sort()).toEqual(
      [
        'alert read',
        'alerts collected',
        'door paused',
        'door resumed',
        'machine measured',
        'report moved',
      ].sort(),
    )
  })

  it.each(queries)('$name: asks for events that the runbook explains', ({ query }) => {
    expect(eventsIn(query).filter((event) => !headed.has(event))).toEqual([])
    expect(query).toContain('parse_json(message)')
  })

  it.each(queries)('$name: asks for fields that the program writes', ({ query }) => {
    const sources = ['measure-machine', 'run-open-case', 'run-collect-alerts']
      .map((name) => read(`shared/platform/${name}.ts`))
      .concat(
        read('shared/reports/observed-reports.ts'),
        read('shared/alerts/collect-pass.ts'),
        read('shared/delivery/door-gate.ts'),
        'event ',
      )
    const written = (field: string) => sources.some((text) => new RegExp(`\\b${field}\\b`).test(text))
    expect(fieldsIn(query).filter((field) => !written(field))).toEqual([])
  })

  it('names of parts are distinct, as Azure wants them', () => {
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length)
  })
})
