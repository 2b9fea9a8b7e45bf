import type { Storage } from '../storage/storage'
import { filter, rowWith, type StoredRow } from '../storage/table'
import {
  type AskedQuestion,
  fromQuestionRow,
  openQuestions as partitionKey,
  type Question,
  questionKey,
  toQuestionRow,
} from './question'

/** The table Questions: what waits for a person. */
export type QuestionStore = {
  /** Asking twice is one. */
  readonly ask: (question: Question) => Promise<void>
  /** All of them, in the order of their keys, or some. Rows that are not ours are left out. */
  readonly list: (some?: SomeQuestions) => AsyncIterable<AskedQuestion>
  readonly get: (subject: string, change: number) => Promise<AskedQuestion | undefined>
  /** Writes these cells into the question as it was read. False when it has changed or gone since. */
  readonly write: (asked: AskedQuestion, cells: QuestionCells) => Promise<boolean>
  /** Only as it was read: an answer written meanwhile is not thrown away unread. */
  readonly remove: (asked: AskedQuestion) => Promise<boolean>
  /** Whether it holds an answer that waits to be carried out, or may: nobody here can read it. */
  readonly isAnswered: (subject: string, change: number) => Promise<boolean>
  /** `answered`: as above; it stays. */
  readonly removeUnanswered: (subject: string, change: number) => Promise<'removed' | 'absent' | 'answered'>
  /** Removes every question about a subject, answered or not, and counts them. */
  readonly removeAbout: (subject: string) => Promise<number>
}

export type SomeQuestions = {
  /** Those under which something is written. */
  readonly answered?: true
  /** Those about mails. */
  readonly aboutMails?: true
  /** From this row key on. */
  readonly from?: string
}

export type QuestionCells = {
  readonly Answer: string
  readonly AnsweredBy: string
  readonly Note: string
  /** Those that a mail still speaks of. */
  readonly Reports?: string
}

export function questionStore(storage: Storage): QuestionStore {
  const table = storage.table('Questions')
  const keyOf = (subject: string, change: number) => ({ partitionKey, rowKey: questionKey(subject, change) })
  return {
    ask: async (question) => {
      await table.insert({ ...toQuestionRow(question) })
    },
    list: async function* (some = {}) {
      for await (const row of table.list({ partitionKey, ...filterFor(some) })) {
        const asked = fromQuestionRow(row)
        if (asked) yield asked
      }
    },
    get: async (subject, change) => {
      const row = await table.get(keyOf(subject, change))
      return row && fromQuestionRow(row)
    },
    write: async ({ row }, cells) => (await table.replace(rowWith(row, cells), row.etag)) !== undefined,
    remove: ({ row }) => table.remove(row.key, row.etag),
    isAnswered: async (subject, change) => {
      const row = await table.get(keyOf(subject, change))
      return row !== undefined && holdsAnswer(row)
    },
    removeUnanswered: async (subject, change) => {
      const row = await table.get(keyOf(subject, change))
      if (!row) return 'absent'
      if (holdsAnswer(row)) return 'answered'
      return (await table.remove(row.key, row.etag)) ? 'removed' : 'answered'
    },
    removeAbout: async (subject) => {
      // The character after `_` ends the range.
      const about = filter`RowKey ge ${`${subject}_`} and RowKey lt ${`${subject}\u0060`}`
      const rows = await Array.fromAsync(table.list({ partitionKey, filter: about }))
      await table.removeAll(
        partitionKey,
        rows.map(({ key }) => key.rowKey),
      )
      return rows.length
    },
  }
}

function filterFor({ answered, aboutMails, from }: SomeQuestions): { readonly filter?: string } {
  const conditions = [
    ...(answered ? [filter`Answer ne ${''}`] : []),
    ...(aboutMails ? [filter`Kind eq ${'mail'}`] : []),
    ...(from === undefined ? [] : [filter`RowKey ge ${from}`]),
  ]
  return conditions.length === 0 ? {} : { filter: conditions.join(' and ') }
}

const holdsAnswer = (row: StoredRow): boolean => fromQuestionRow(row)?.answer.trim() !== ''

/** All that waits for a person, oldest first. */
export async function listQuestions(storage: Storage): Promise<readonly AskedQuestion[]> {
  const asked = await Array.fromAsync(questionStore(storage).list())
  return asked.toSorted((a, b) => a.since.getTime() - b.since.getTime())
}
