import type { Telemetry } from './telemetry'

/** Spans and metrics, where they are switched on. */
export async function telemetryInUse(): Promise<Telemetry | undefined> {
  return undefined
}

/** What has been gathered leaves now: the process may be gone in a moment. */
export async function flushTelemetry(): Promise<void> {
  return undefined
}
