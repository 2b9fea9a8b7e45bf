import { readFile } from 'node:fs/promises'
import type { Alert } from '../shared/alerts/alert'
import { alertsInText } from '../shared/alerts/alert-text'
import { parseAlert, splitAlerts } from '../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../shared/alerts/unreadable-alert-error'
import { csvRows, huntingRows, streamed } from './hunting-export'

export type ReadAlert = { readonly alert: Alert; readonly body: unknown } | { readonly fault: string }

/** One by one, so that an alert that cannot be read does not hide the others of its file. */
export async function* alertsOf(file: string): AsyncGenerator<ReadAlert> {
  try {
    for await (const body of bodiesOf(file)) yield readOne(body)
  } catch (error) {
    yield { fault: faultOf(error) }
  }
}

/** JSON, one JSON value or text alert a line, or what advanced hunting exports. */
async function* bodiesOf(file: string): AsyncGenerator {
  if (/\.csv$/i.test(file)) {
    for await (const row of csvRows(file)) yield streamed(row)
    return
  }
  for (const body of alertsInText(decoded(await readFile(file)))) {
    const rows = huntingRows(body)
    if (rows !== undefined) yield* rows.map(streamed)
    else yield* splitAlerts(body)
  }
}

/** Windows PowerShell writes UTF-16 by default. */
function decoded(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}

/** As if it had been polled, because nothing leaves here anyway. */
export function readOne(body: unknown): ReadAlert {
  try {
    return { alert: parseAlert(body, 'graph'), body }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

function faultOf(error: unknown): string {
  if (error instanceof UnreadableAlertError) return error.message
  if (typeof error === 'object' && error !== null && 'code' in error)
    return `The file cannot be read (${String(error.code)}).`
  throw error
}
