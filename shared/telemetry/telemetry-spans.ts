import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, randomBytes } from 'node:crypto'
import { type Attributed, attributesOf, nanoseconds } from './otlp-attributes'
import type { Attributes, SpanPlace, Telemetry } from './telemetry'

/** As the JSON of OTLP wants it: ids in hex, times in nanoseconds, enumerations as numbers. */
export type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: Attributed
  readonly links: readonly SpanContext[]
  readonly status: { readonly code?: number; readonly message?: string }
}

export type SpanContext = { readonly traceId: string; readonly spanId: string }

const internal = 1
const isError = 2

/** Spans by hand, each handed over when it ends. */
export function otlpSpans(
  now: () => Date,
  onEnd: (span: Span) => void,
): Pick<Telemetry, 'span' | 'traceParent'> {
  const active = new AsyncLocalStorage<SpanContext>()
  return {
    traceParent: () => {
      const context = active.getStore()
      return context && `00-${context.traceId}-${context.spanId}-01`
    },
    span: async (name, attributes, work, place = { in: 'invocation' }) => {
      const { parentSpanId, links, ...context } = placed(place, active.getStore())
      const startedAt = now()
      let noted: Attributes = attributes
      const note = (more: Attributes) => {
        noted = { ...noted, ...more }
      }
      const end = (status: Span['status']) =>
        onEnd({
          ...context,
          ...(parentSpanId !== undefined && { parentSpanId }),
          ...{ name, kind: internal, links, status },
          startTimeUnixNano: nanoseconds(startedAt),
          endTimeUnixNano: nanoseconds(now()),
          attributes: attributesOf(noted),
        })
      try {
        const result = await active.run(context, () => work(note))
        end({})
        return result
      } catch (error) {
        // Its words may quote whatever was at hand.
        end({ code: isError, message: error instanceof Error ? error.name : 'thrown' })
        throw error
      }
    },
  }
}

type Placed = SpanContext & { readonly parentSpanId?: string; readonly links: readonly SpanContext[] }

function placed(place: SpanPlace, around: SpanContext | undefined): Placed {
  if (place.in === 'report') {
    const root = rootOf(place.reportId)
    const links = around && around.traceId !== root.traceId ? [around] : []
    if (place.isFirst === true) return { ...root, links }
    return { traceId: root.traceId, spanId: newSpanId(), parentSpanId: root.spanId, links }
  }
  const parent = around ?? contextOf(place.parent)
  const links = (place.links ?? []).flatMap((text) => contextOf(text) ?? [])
  if (!parent) return { traceId: randomBytes(16).toString('hex'), spanId: newSpanId(), links }
  return { traceId: parent.traceId, spanId: newSpanId(), parentSpanId: parent.spanId, links }
}

const newSpanId = (): string => randomBytes(8).toString('hex')

/** Follows from the id of the report, so that whoever adds to its trace, weeks later, need not look it up. */
function rootOf(reportId: string): SpanContext {
  const digest = createHash('sha256').update(`trace of ${reportId}`).digest('hex')
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) }
}

/** W3C Trace Context, version 00. */
function contextOf(traceParent = ''): SpanContext | undefined {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceParent) ?? []
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId }
}
