import type { Storage } from '../../storage/storage'
import { readMessageText } from '../api/read-report'
import type { HistoryDelivery, ReportHistory } from '../report-history'
import type { MessageView } from '../pages/models'

/** A page shows as much of a message; the rest is in the file. */
const mostCharacters = 16_000
const mostMessages = 8

/** What left, or is about to, in its order. One request each. */
export async function readMessages(
  storage: Storage,
  { report, deliveries }: ReportHistory,
): Promise<readonly MessageView[]> {
  const inOrder = deliveries.toSorted((a, b) => a.at.getTime() - b.at.getTime()).slice(-mostMessages)
  return Promise.all(inOrder.map((delivery) => messageView(storage, report.id, delivery)))
}

async function messageView(storage: Storage, id: string, delivery: HistoryDelivery): Promise<MessageView> {
  const { name, state, at, messageHash: hash, response } = delivery
  const [purpose = '', door = ''] = name.split('~')
  const text = hash === undefined ? undefined : await readMessageText(storage, hash)
  return {
    ...{ purpose, door, state, at },
    isCut: (text?.length ?? 0) > mostCharacters,
    ...(response !== undefined && { response }),
    ...(hash !== undefined && { hash }),
    ...(text !== undefined &&
      hash !== undefined && {
        file: `/api/reports/${id}/message/${hash}`,
        text: text.slice(0, mostCharacters),
      }),
  }
}
