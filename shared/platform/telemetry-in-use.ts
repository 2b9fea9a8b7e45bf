import { lineLog } from '../telemetry/log'
import { type Settings, SettingsError } from '../settings/settings'
import type { Telemetry } from '../telemetry/telemetry'

/** Spans and metrics, where they are switched on. A fault in its settings stops nobody: the log tells the same. */
export async function telemetryInUse(settings: Settings): Promise<Telemetry | undefined> {
  const log = lineLog((line) => console.warn(line), settings.secrets)
  try {
    const { telemetry } = settings.need('telemetry')
    if (telemetry.kind === 'log') return undefined
    const { openTelemetry } = await import('../telemetry/telemetry-otlp')
    const remedy = 'Check OTEL_EXPORTER_OTLP_ENDPOINT and its collector. Nothing but telemetry is missing.'
    return openTelemetry(telemetry, {
      now: () => new Date(),
      onFault: (cause) => log('telemetry not sent', { cause, remedy }),
    })
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    log('telemetry not opened', { cause: error.message, remedy: error.faults[0]?.remedy })
    return undefined
  }
}
