import type { Mailbox, MailboxCursor, SkippedMail } from '../../shared/replies/mailbox'

export type ReadMails = {
  readonly raws: readonly Buffer[]
  readonly folders: readonly string[]
  readonly skipped: readonly SkippedMail[]
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
): Promise<ReadMails> {
  const raws: Buffer[] = []
  const folders: string[] = []
  const skipped: SkippedMail[] = []
  let reached = cursor
  try {
    await mailbox.readSince(cursor, {
      take: async ({ raw, folder }) => {
        await take(raw)
        raws.push(raw)
        folders.push(folder)
      },
      reached: async (at) => {
        reached = at
        return raws.length < most
      },
      skipped: (mail) => void skipped.push(mail),
    })
    return { raws, folders, skipped, reached }
  } catch (error) {
    return { raws, folders, skipped, reached, error }
  }
}
