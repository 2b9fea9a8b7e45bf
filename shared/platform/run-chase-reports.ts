import { maxMessageInBytes, packAlert, type PutBlob } from '../alerts/message'
import { openNext } from '../cases/open-next'
import { carryOutAnswers } from '../reports/carry-out-answers'
import { chaseReports } from '../reports/chase-reports'
import { summaryOf } from '../reports/earlier-report'
import { fromQuestionRow, openQuestions } from '../reports/question'
import type { Storage } from '../storage/storage'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { quarantinedText } from './quarantine-store'
import { proofOf, reportContext } from './report-context'

/** Well within functionTimeout, so that what was begun can end. */
const budgetInMs = 4 * 60_000

/** Carries out what people answered, then looks at whatever the agenda says is due for chasing. */
export async function runChaseReports(app: AppContext, log: Log): Promise<void> {
  const context = reportContext(app)
  const { storage, store, agenda, reporting, waits, sightings, judge } = context
  const trial = reporting.redirectAllTo !== undefined
  const answered = await carryOutAnswers({
    storage,
    store,
    agenda,
    proofOf: (report, at) => proofOf(app, report, at),
    replay: (hash) => replay(storage, hash),
    dryRun: reporting.mode === 'dry-run',
    onFault: ({ row }, cause) =>
      log('answer not carried out', {
        question: row.key.rowKey,
        cause,
        remedy: 'It stays and is tried again at every run; if it persists, report it with this line.',
      }),
    now: app.now,
  })
  const looked = await chaseReports({
    store,
    agenda,
    listSightings: sightings.list,
    judge,
    listMailsWaiting: () => listMailsWaiting(storage),
    openNext: (report, sighting) =>
      openNext({ ...context, trial }, report.id, summaryOf(report).summary, sighting),
    waits,
    trialIsOver: !trial,
    sendWithdrawals: waits.sendWithdrawals,
    now: app.now,
    budgetInMs,
  })
  log('reports chased', { looked: looked.length, answered })
}

async function listMailsWaiting(storage: Storage): Promise<ReadonlySet<string>> {
  const waiting = new Set<string>()
  for await (const row of storage.table('Questions').list({ partitionKey: openQuestions })) {
    const asked = fromQuestionRow(row)
    if (asked?.kind === 'mail') for (const id of asked.reports ?? []) waiting.add(id)
  }
  return waiting
}

/** JSON goes back so that no character and no size can break it; what was no JSON goes back as it came. */
async function replay(storage: Storage, hash: string): Promise<void> {
  const text = await quarantinedText(storage, hash)
  if (text === undefined) return
  const putBlob = (name: string, bytes: Uint8Array) =>
    storage.blobs('alerts').put(name, bytes, 'application/json')
  await storage.queue('alerts').send(await asMessage(text, putBlob))
}

async function asMessage(text: string, putBlob: PutBlob): Promise<string> {
  const json = parseJson(text)
  const message = json === undefined ? text : Buffer.from(text).toString('base64')
  if (Buffer.byteLength(message) <= maxMessageInBytes) return message
  return packAlert(putBlob, { source: 'queue', returned: 0, body: json === undefined ? text : json.value })
}

/** In a box, because `null` is JSON too. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
