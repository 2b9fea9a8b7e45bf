import type { Alert, AlertSource } from '../alert'
import { newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import { isObject, type JsonObject, readObject } from '../fields'
import { addPhrases } from '../phrases'
import type { Product } from '../products'
import { listIn } from '../sentinel/lower-keys'
import { verdictOf } from './mail-columns'
import { blockedAs } from './web-protection'
import { type XdrRow, xdrRow } from './row'
import { addRow } from './row-findings'

const TABLE = /^AdvancedHunting-(\w+)$/

/** A record of the Defender XDR streaming API: one row of a hunting table in its envelope. */
export function isXdrStreaming(body: JsonObject): boolean {
  return typeof body['category'] === 'string' && TABLE.test(body['category']) && isObject(body['properties'])
}

export function parseXdrStreaming(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const table = TABLE.exec(String(body['category']))?.[1] ?? ''
  const row = readObject(xdrRow, body['properties'], 'properties', collector)
  const at = readTime(collector, 'properties.Timestamp', row?.Timestamp)
  if (row !== undefined) {
    addRow(collector, row, table, at)
    addPhrases(collector, row.Title, 'properties.Title')
  }
  return finishAlert(
    { ...wordsOf(body, row, table), createdAt: at, firstActivityAt: at, lastActivityAt: at },
    collector,
    source,
    body,
  )
}

function wordsOf(body: JsonObject, row: XdrRow | undefined, table: string) {
  const blocked = row === undefined ? undefined : blockedAs(row)
  const categories = row?.Category ?? firstText(row?.Categories ?? []) ?? blocked
  const isJudged = blocked !== undefined || (row !== undefined && verdictOf(row) !== undefined)
  return {
    ...{
      format: `xdr-streaming.${table}`,
      id: row?.AlertId ?? eventId(row),
      title: row?.Title,
      severity: row?.Severity,
    },
    // Tables of events hold what happened, good or bad; only what a product judged is an alert.
    isEvent: table !== '' && !/^(?:Alert|Behavior)/.test(table) && !isJudged,
    tenantId: typeof body['tenantId'] === 'string' ? body['tenantId'] : undefined,
    category: categories ?? (/phish/i.test(row?.ThreatTypes ?? '') ? 'Phishing' : undefined),
    techniques: row?.AttackTechniques,
    detectionSource: row?.DetectionSource ?? row?.ServiceSource ?? sourceOfTable(table),
  }
}

/** `["CommandAndControl"]` comes as text. */
function firstText(texts: readonly string[]): string | undefined {
  const [first] = texts
  const [inner] = listIn(first) ?? []
  return typeof inner === 'string' ? inner : first
}

/** Event tables have no alert id; a report id counts per machine and starts again, so the time belongs to it. */
function eventId(row: XdrRow | undefined): string | undefined {
  if (!row?.ReportId || !row.Timestamp) return undefined
  return [row.ReportId, row.DeviceName ?? row.NetworkMessageId ?? '', row.Timestamp].join('~')
}

function sourceOfTable(table: string): Product | undefined {
  if (table.startsWith('Device')) return 'microsoftDefenderForEndpoint'
  return /^(?:Email|UrlClick)/.test(table) ? 'microsoftDefenderForOffice365' : undefined
}
