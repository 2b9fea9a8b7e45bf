import { text } from 'node:stream/consumers'
import { listenHttp } from '../../sandbox/world/listen'
import * as z from 'zod'

const attributes = z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`))
const link = z.object({ traceId: hex(32), spanId: hex(16) })
const span = z.object({
  ...link.shape,
  parentSpanId: hex(16).optional(),
  name: z.string(),
  startTimeUnixNano: z.string().regex(/^\d{19}$/),
  endTimeUnixNano: z.string().regex(/^\d{19}$/),
  attributes,
  links: z.array(link),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
})
export type ReceivedSpan = z.infer<typeof span>

const scopeOf = <T extends z.ZodType>(of: T, name: string) => z.array(z.object({ [name]: z.array(of) }))
const traces = z.object({ resourceSpans: z.array(z.object({ scopeSpans: scopeOf(span, 'spans') })) })
const metric = z.object({ name: z.string(), unit: z.string() }).loose()
const metrics = z.object({ resourceMetrics: z.array(z.object({ scopeMetrics: scopeOf(metric, 'metrics') })) })

/** A collector on loopback that takes OTLP over HTTP in JSON, and nothing that is none. */
export async function startCollector() {
  const spans: ReceivedSpan[] = []
  const names = new Set<string>()
  const bodies: string[] = []
  const keys = new Set<unknown>()
  const refused: string[] = []
  const { url, close } = await listenHttp((request, response) => {
    void text(request).then((body) => {
      bodies.push(body)
      keys.add(request.headers['x-key'])
      try {
        if (request.url === '/v1/traces') {
          const { resourceSpans } = traces.parse(JSON.parse(body))
          spans.push(
            ...resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope['spans'] ?? [])),
          )
        } else {
          const { resourceMetrics } = metrics.parse(JSON.parse(body))
          for (const one of resourceMetrics)
            for (const scope of one.scopeMetrics)
              for (const { name } of scope['metrics'] ?? []) names.add(name)
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      } catch (error) {
        refused.push(`${request.url ?? ''}: ${String(error)}`)
        response.writeHead(400).end()
      }
    })
  })
  return { url, close, spans, metrics: names, bodies, keys, refused }
}

/** What a span says under this name. */
export function said({ attributes: all }: ReceivedSpan, key: string): unknown {
  return Object.values(all.find((one) => one.key === key)?.value ?? {})[0]
}
