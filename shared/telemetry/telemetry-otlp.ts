import { hourInMs, secondInMs } from '../model/time'
import { attributesOf } from './otlp-attributes'
import { otlpMetrics } from './telemetry-metrics'
import { otlpSpans, type Span } from './telemetry-spans'
import type { Telemetry } from './telemetry'

export type OtlpTarget = {
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
}

export type OtlpDeps = {
  readonly now: () => Date
  /** Told once an hour at most. */
  readonly onFault: (cause: unknown) => void
}

const flushEveryMs = 5 * secondInMs
const timeoutInMs = 5 * secondInMs
/** What is gathered beyond this while nobody takes it is thrown away, the oldest first. */
const mostSpans = 2_000
const scope = { name: 'defender-abuse-reporter' }
const resource = { attributes: attributesOf({ 'service.name': scope.name }) }

/** OTLP over HTTP in JSON, by hand: what we say needs a fraction of what the packages for it weigh. */
export function openTelemetry(target: OtlpTarget, deps: OtlpDeps): Telemetry {
  const waiting: Span[] = []
  const spans = otlpSpans(deps.now, (span) => {
    waiting.push(span)
    if (waiting.length > mostSpans) waiting.shift()
  })
  const metrics = otlpMetrics(deps.now)
  let toldAt = -Infinity
  const send = async (path: string, body: object): Promise<boolean> => {
    try {
      await post(target, path, body)
      return true
    } catch (cause) {
      if (deps.now().getTime() - toldAt > hourInMs) deps.onFault(cause)
      toldAt = Math.max(toldAt, deps.now().getTime())
      return false
    }
  }
  const flush = async () => {
    const taken = waiting.splice(0)
    const resourceSpans = [{ resource, scopeSpans: [{ scope, spans: taken }] }]
    if (taken.length > 0 && !(await send('/v1/traces', { resourceSpans }))) waiting.unshift(...taken)
    const points = metrics.take()
    const resourceMetrics = [{ resource, scopeMetrics: [{ scope, metrics: points }] }]
    if (points.length > 0) await send('/v1/metrics', { resourceMetrics })
  }
  setInterval(() => void flush(), flushEveryMs).unref()
  return { span: spans.span, traceParent: spans.traceParent, count: metrics.count, flush }
}

async function post({ endpoint, headers }: OtlpTarget, path: string, body: object): Promise<void> {
  const answer = await fetch(endpoint.replace(/\/+$/, '') + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // The headers are for this collector, and for none that it names.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutInMs),
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`the collector answers HTTP ${answer.status}`)
}
