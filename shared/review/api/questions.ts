import { fromQuestionRow, openQuestions, type AskedQuestion } from '../../reports/question'
import type { Storage } from '../../storage/storage'

/** All that waits for a person, oldest first; small by nature, so it is read whole. */
export async function readQuestions(storage: Storage): Promise<readonly AskedQuestion[]> {
  const asked: AskedQuestion[] = []
  for await (const row of storage.table('Questions').list({ partitionKey: openQuestions })) {
    const one = fromQuestionRow(row)
    if (one) asked.push(one)
  }
  return asked.toSorted((a, b) => a.since.getTime() - b.since.getTime())
}

export const questionJson = ({ row: _row, ...asked }: AskedQuestion) => asked
