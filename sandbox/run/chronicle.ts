import * as z from 'zod'
import type { FromHost } from '../protocol'
import type { Say } from '../world/say'
import type { ReportRow, TableRow } from './tables'

/** Tells what the app does, from what it writes into its tables and its log. */
export type Chronicle = {
  readonly onMessage: (message: FromHost) => void
  readonly onReports: (reports: readonly ReportRow[]) => void
  readonly onQuarantine: (rows: readonly TableRow[]) => void
  /** The last decision about each endpoint. */
  readonly decisions: ReadonlyMap<string, string>
}

const alertRead = z.object({
  event: z.literal('alert read'),
  decisions: z.array(z.object({ endpoint: z.string(), verdict: z.string(), rule: z.string() })),
})

export function createChronicle(say: Say): Chronicle {
  const decisions = new Map<string, string>()
  const statuses = new Map<string, string>()
  const sightings = new Map<string, number>()
  const quarantined = new Set<unknown>()
  const noteDecision = ({ endpoint, verdict, rule }: { endpoint: string; verdict: string; rule: string }) => {
    if (verdict === 'ignore' && decisions.get(endpoint) !== verdict)
      say('app', `${endpoint}: ignored (${inWords(rule)})`)
    decisions.set(endpoint, verdict)
  }
  const noteReport = (row: ReportRow) => {
    const { rowKey: id, Endpoint, Status, Outcome, CaseNumber, Note, Sightings = 0 } = row
    const before = statuses.get(id)
    const status = Outcome === undefined ? Status : `${Status} (${Outcome})`
    const because = Status === 'awaiting-approval' && Note !== undefined ? `: ${Note}` : ''
    const number = Status === 'acknowledged' && CaseNumber !== undefined ? `, case ${CaseNumber}` : ''
    if (before === undefined) say('app', `${id} opened about ${Endpoint}: ${status}${because}`)
    else if (before !== status) say('app', `${id} ${Endpoint}: ${before} → ${status}${number}${because}`)
    else if (Sightings > (sightings.get(id) ?? 0) && Sightings > 1)
      say('app', `${id} ${Endpoint}: ${Sightings} sightings by now`)
    statuses.set(id, status)
    sightings.set(id, Sightings)
  }
  return {
    decisions,
    onMessage: (message) => {
      if (message.type === 'ended' && message.error !== undefined)
        say('app', `${message.function} failed: ${message.error.split('\n')[0] ?? ''}`)
      if (message.type !== 'log') return
      const read = alertRead.safeParse(parseJson(message.message))
      if (read.success) read.data.decisions.forEach(noteDecision)
    },
    onReports: (reports) => reports.forEach(noteReport),
    onQuarantine: (rows) => {
      for (const row of rows) {
        if (quarantined.has(row.rowKey)) continue
        quarantined.add(row.rowKey)
        say('app', `A message is put in quarantine: ${String(row.Reason)}`)
      }
    },
  }
}

const inWords = (rule: string): string => rule.replaceAll('-', ' ')

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
