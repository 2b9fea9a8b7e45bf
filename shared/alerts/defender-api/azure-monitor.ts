import type { Alert, AlertSource } from '../alert'
import { newCollector, noteUnreadable, readTime } from '../collector'
import { boundedEntries, finishAlert } from '../draft'
import {
  isObject,
  type JsonObject,
  listOf,
  MALFORMED,
  objectOf,
  optionalText,
  optionalTime,
  readObject,
  required,
  shape,
  textOrNumber,
  things,
} from '../fields'
import { addPhrases } from '../phrases'
import { categoryFrom } from '../siem/category'
import { xdrRow } from '../xdr-streaming/row'
import { addRow } from '../xdr-streaming/row-findings'

const essentials = shape({
  alertId: optionalText,
  originAlertId: optionalText,
  alertRule: optionalText,
  description: optionalText,
  severity: optionalText,
  firedDateTime: optionalTime,
})

const context = shape({
  condition: objectOf({ allOf: things }),
})

const dimensions = listOf(required(objectOf({ name: required(optionalText), value: textOrNumber })))

/** An alert in Azure Monitor's common schema. */
export function isAzureMonitor(body: JsonObject): boolean {
  return body['schemaId'] === 'azureMonitorCommonAlertSchema' && isObject(body['data'])
}

/**
 * The schema carries no rows, only the columns that a log search alert was split by: its dimensions. They are read as
 * a row of a hunting table, since a rule on such a table names them so.
 */
export function parseAzureMonitor(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const data: JsonObject = isObject(body['data']) ? body['data'] : {}
  const about = readObject(essentials, data['essentials'] ?? {}, 'data.essentials', collector)
  const fired = readObject(context, data['alertContext'] ?? {}, 'data.alertContext', collector)
  const at = readTime(collector, 'data.essentials.firedDateTime', about?.firedDateTime)
  const conditions = fired?.condition?.allOf ?? []
  for (const [i, condition] of boundedEntries(collector, conditions, 'data.alertContext.condition.allOf')) {
    const path = `data.alertContext.condition.allOf[${i}].dimensions`
    const columns: unknown = isObject(condition) ? condition['dimensions'] : undefined
    const read = dimensions(columns)
    if (read === MALFORMED) noteUnreadable(collector, path, 'it is no list of names and values')
    const named = (read === MALFORMED ? [] : (read ?? [])).map(({ name, value }): [string, unknown] => [
      name,
      value,
    ])
    const row = readObject(xdrRow, Object.fromEntries(named), path, collector)
    if (row !== undefined) addRow(collector, row, '', at)
  }
  addPhrases(collector, about?.description, 'data.essentials.description')
  const draft = {
    ...{ format: 'azure-monitor.alert', id: about?.originAlertId ?? about?.alertId, title: about?.alertRule },
    ...{ description: about?.description, severity: SEVERITIES.get(about?.severity?.toLowerCase() ?? '') },
    ...{ category: categoryFrom(about?.alertRule), createdAt: at, firstActivityAt: at, lastActivityAt: at },
  }
  return finishAlert(draft, collector, source, body)
}

const SEVERITIES: ReadonlyMap<string, string> = new Map([
  ['sev0', 'high'],
  ['sev1', 'high'],
  ['sev2', 'medium'],
  ['sev3', 'low'],
  ['sev4', 'informational'],
])
