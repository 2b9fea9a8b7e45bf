import * as z from 'zod'
import { keyHash } from '../model/hash'
import { parseReportId, type ReportId } from '../model/report-id'
import type { Storage } from '../storage/storage'
import type { Mail } from './mail'
import type { Match } from './match'

/** Beside the months, so that one read finds a conversation. */
const partitionKey = 'conversation'
const mostReports = 5
const cells = z.object({ Reports: z.string() })

/** With what the mailbox takes to be its conversation. */
export const inConversation = (mail: Mail, id: string | undefined): Mail =>
  id === undefined ? mail : { ...mail, conversations: [...mail.conversations, keyHash(`graph ${id}`)] }

/** Reports that mails of this conversation were about. */
export async function reportsOfConversation(
  storage: Storage,
  conversation: string,
): Promise<readonly ReportId[]> {
  const row = await storage.table('Mails').get({ partitionKey, rowKey: conversation })
  const named = cells.safeParse(row?.cells).data?.Reports.split(' ') ?? []
  return named.flatMap((id) => parseReportId(id) ?? [])
}

/** Keeps what the first mail of a conversation was about. A mail that names more reports than a few is no hint. */
export async function noteConversations(
  storage: Storage,
  { conversations }: Mail,
  { by, conflicting, reportIds }: Match,
  readAt: Date,
): Promise<void> {
  if (by === 'none' || by === 'conversation' || conflicting || reportIds.length > mostReports) return
  for (const rowKey of conversations) {
    const row = { partitionKey, rowKey, SchemaVersion: 1, ReadAt: readAt, Reports: reportIds.join(' ') }
    await storage.table('Mails').insert(row)
  }
}
