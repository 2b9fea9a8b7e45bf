import { fromReportRow } from '../reports/report-row'
import { questionStore } from '../reports/question-store'
import { isNewerRow, type VersionedTable } from '../storage/schema-version'
import type { Storage } from '../storage/storage'
import { type Cell, rowWith, type StoredRow } from '../storage/table'
import { type Found, parsed } from './find-person'
import type { Person } from './person'
import { isReferredTo, isUnderWay } from './purge-alert-blobs'
import { noWords } from './purge-mails'

/** What is done about one finding, or why nothing can be. */
export type Erasure =
  { readonly does: string; readonly act: () => Promise<boolean> } | { readonly stays: string }

export type EraseDeps = {
  readonly storage: Storage
  readonly person: Person
  readonly now: () => Date
}

/** Columns that may be rewritten: who did something, and in which words. All others say what was reported, or are keys. */
const freeColumns: Readonly<Partial<Record<VersionedTable, readonly string[]>>> = {
  Reports: ['Event', 'Note', 'LastError', 'State'],
  Events: ['By', 'Why', 'Question'],
  Questions: ['Endpoint', 'Reason', 'Note', 'Answer', 'AnsweredBy'],
  Mails: ['From', 'Subject', 'Text', 'CaseNumbers', 'Dkim'],
  Cases: ['Reason', 'State'],
  Quarantine: ['Reason'],
  Checkpoints: ['By'],
}

/** Members of a State that are the report itself: rewritten, it would be about something else, or could not be read. */
const fixedMembers = new Set(
  'id key caseKey reportId endpoint endpointText evidence earlier mails messageIds openedBy sent enrichment'.split(
    ' ',
  ),
)

export async function erasureOf(deps: EraseDeps, found: Found): Promise<Erasure> {
  return found.kind === 'row' ? erasureOfRow(deps, found) : erasureOfBlob(deps, found)
}

function erasureOfRow(deps: EraseDeps, { table, row }: Extract<Found, { kind: 'row' }>): Erasure {
  if (isNewerRow(table, row)) return { stays: 'a newer version of the program wrote it' }
  const changes = changesOf(deps, table, row)
  const columns = Object.keys(changes)
  if (columns.length === 0) return { stays: whyRowStays(table) }
  const does = `takes it out of ${columns.join(', ')}`
  return {
    does,
    act: async () => {
      const changed = rowWith(row, changes)
      if (table === 'Reports') fromReportRow({ ...row, cells: changed })
      return (await deps.storage.table(table).replace(changed, row.etag)) !== undefined
    },
  }
}

function changesOf({ person, now }: EraseDeps, table: VersionedTable, row: StoredRow) {
  const instead = `erased on ${now().toISOString().slice(0, 10)}`
  const takeOut = (text: string) => person.takenOutOf(text, instead)
  const changes: Record<string, Cell> = {}
  // A mail of the person is theirs as a whole; that it was read, and what it meant, stays.
  const { From: from } = row.cells
  if (table === 'Mails' && typeof from === 'string' && person.isNamedIn(from)) return noWords
  for (const column of freeColumns[table] ?? []) {
    const text = row.cells[column]
    if (typeof text !== 'string') continue
    const json = column === 'State' ? parsed(text) : undefined
    const changed = json ? JSON.stringify(rewritten(json, takeOut)) : takeOut(text)
    if (changed !== text) changes[column] = changed
  }
  return changes
}

function rewritten(value: unknown, takeOut: (text: string) => string): unknown {
  if (typeof value === 'string') return takeOut(value)
  if (Array.isArray(value)) return value.map((one) => rewritten(one, takeOut))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  return Object.fromEntries(
    members.map(([name, member]) => [name, fixedMembers.has(name) ? member : rewritten(member, takeOut)]),
  )
}

function whyRowStays(table: VersionedTable): string {
  if (table === 'Checkpoints' || table === 'Agenda')
    return 'the program works by it; it is written anew within days'
  return 'it is what was reported, and left with the report'
}

async function erasureOfBlob(
  { storage, now }: EraseDeps,
  { container, name }: Extract<Found, { kind: 'blob' }>,
): Promise<Erasure> {
  if (container === 'messages')
    return {
      stays: 'it is a mail as it left, and kept to prove what left; KEEP_EVIDENCE_DAYS says for how long',
    }
  if (container === 'quarantine')
    return {
      does: 'removes the message with its row and its question',
      act: () => removeQuarantined(storage, name),
    }
  if (await isUnderWay(storage))
    return { stays: 'messages wait on the queue that may refer to it: ask again later' }
  if (await isReferredTo(storage, name))
    return { stays: 'a message in quarantine refers to it: erase or answer that first' }
  const act = async () => (await storage.blobs('alerts').remove(name, now())) === 'removed'
  return { does: 'removes the alert; what was made of it stays', act }
}

/** The body first, and what leads to it last. */
async function removeQuarantined(storage: Storage, hash: string): Promise<boolean> {
  await storage.blobs('quarantine').remove(hash)
  await questionStore(storage).removeAbout(hash)
  for await (const { key } of storage.table('Quarantine').list({ select: [] }))
    if (key.rowKey.endsWith(`-${hash}`)) await storage.table('Quarantine').remove(key)
  return true
}
