import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { parseAlerts } from '../../shared/alerts/parse-alerts'
import type { Alert } from '../../shared/alerts/alert'
import { UnreadableAlertError } from '../../shared/alerts/unreadable-alert-error'

const fixture = z.object({ name: z.string(), body: z.unknown() })
const folder = join(__dirname, '../fixtures/alerts')
const read = (file: string) => z.array(fixture).parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))

/** Every alert that the fixtures of the dialects and of the products hold. */
export const FIXTURE_ALERTS: readonly (readonly [name: string, alert: Alert])[] = [
  ...read('dialects.json'),
  ...read('products.json'),
].flatMap(({ name, body }) => alertsIn(body).map((alert) => [name, alert] as const))

/** Some fixtures show what cannot be read. */
function alertsIn(body: unknown): readonly Alert[] {
  try {
    return parseAlerts(body, 'queue')
  } catch (error) {
    if (error instanceof UnreadableAlertError) return []
    throw error
  }
}
