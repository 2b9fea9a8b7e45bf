import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const folder = join(process.cwd(), 'tests/fixtures/alerts')
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))

const remote = z.array(z.string()).default([])

/** What each product sends, and what of it is the other side's. */
export const written = z
  .array(z.object({ name: z.string(), format: z.string(), body: z.unknown(), remote }))
  .parse(read('dialects.json'))

/** Every evidence type of Graph, and what of it is the other side's. */
export const evidence = z
  .array(z.object({ type: z.string(), entry: z.record(z.string(), z.unknown()), remote }))
  .parse(read('graph-evidence.json'))

/** Every evidence type of Graph, each in an alert of its own, and some in the incident that holds them. */
const graphAlerts = evidence.map(({ type, entry }) => ({
  id: `a-${type}`,
  severity: 'high',
  serviceSource: 'microsoftDefenderForEndpoint',
  evidence: [{ '@odata.type': `#microsoft.graph.security.${type}`, ...entry }],
}))
const graphIncident = { id: '1', displayName: 'x', status: 'active', alerts: graphAlerts.slice(0, 4) }

/** What each product sends, by product: `sentinel`, `ocsf`, `cef`, … */
export const samples: ReadonlyMap<string, readonly unknown[]> = (() => {
  const byProduct = new Map<string, unknown[]>([['graph', [...graphAlerts, graphIncident]]])
  for (const { format, body } of written) {
    const product = format.split('.')[0] ?? format
    byProduct.set(product, [...(byProduct.get(product) ?? []), body])
  }
  return byProduct
})()
