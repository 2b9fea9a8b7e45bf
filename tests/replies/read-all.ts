import type { Mailbox, MailboxCursor, MailboxError, SkippedMail } from '../../shared/replies/mailbox'

export type ReadMails = {
  readonly raws: readonly Buffer[]
  readonly folders: readonly string[]
  readonly skipped: readonly SkippedMail[]
  /** Why handled mails were not moved. */
  readonly faults: readonly MailboxError[]
  /** Where reading stopped. */
  readonly reached: MailboxCursor
  /** What ended it before its time. */
  readonly error?: unknown
}

/** Reads until the end, or until this many mails have been taken. Throws nothing. */
export async function readAll(
  mailbox: Mailbox,
  cursor: MailboxCursor = {},
  take: (raw: Buffer) => Promise<void> = async () => undefined,
  most = Infinity,
  isHandled: (raw: Buffer) => boolean = () => false,
): Promise<ReadMails> {
  const raws: Buffer[] = []
  const folders: string[] = []
  const skipped: SkippedMail[] = []
  const faults: MailboxError[] = []
  let reached = cursor
  try {
    await mailbox.readSince(cursor, {
      take: async ({ raw, folder }) => {
        await take(raw)
        raws.push(raw)
        folders.push(folder)
        return isHandled(raw) ? 'handled' : 'left'
      },
      reached: async (at) => {
        reached = at
        return raws.length < most
      },
      skipped: (mail) => void skipped.push(mail),
      notMoved: (fault) => void faults.push(fault),
    })
    return { raws, folders, skipped, faults, reached }
  } catch (error) {
    return { raws, folders, skipped, faults, reached, error }
  }
}
