import * as z from 'zod'
import {
  askGraph,
  contentType,
  graphOrigin,
  type GraphOptions,
  idsOf,
  readRefusal,
  refused,
  type Refused,
} from './graph-request'

/** Rows as they came, under the names of columns in lower case: the service writes them in more than one way. */
export type HuntingAnswer = { readonly kind: 'rows'; readonly rows: readonly HuntingRow[] } | Refused
export type HuntingRow = Readonly<Record<string, unknown>>

/** Runs one query of advanced hunting. Every answer of Graph is a value, and so is silence. */
export type RunHuntingQuery = (query: string) => Promise<HuntingAnswer>

const answer = z.object({ results: z.array(z.record(z.string(), z.unknown())) })

/** Needs the application permission ThreatHunting.Read.All. The query itself says which time it is about. */
export function graphHunting(options: GraphOptions): RunHuntingQuery {
  const url = `${graphOrigin(options.endpoint)}/v1.0/security/runHuntingQuery`
  return async (query) => askGraph(options, url, readRows, { method: 'POST', body: { Query: query } })
}

function readRows(response: Response, content: unknown): HuntingAnswer {
  if (!response.ok) return readRefusal(response, content)
  const read = answer.safeParse(lowerKeys(content))
  if (!read.success) return refused('not-json', `${contentType(response)} instead of rows${idsOf(response)}`)
  return { kind: 'rows', rows: read.data.results.map(lowerKeys) }
}

function lowerKeys<T>(value: T): T | Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]))
}
