import * as z from 'zod'
import { type Aside, asideSchema } from './aside-position'

/** UIDs count only within a UIDVALIDITY (RFC 9051 §2.3.1.1). */
const imapPosition = z.object({
  uidValidity: z.string(),
  uid: z.number(),
  /** Mails before it that the server did not hand over, and how often it was asked. */
  unread: z.record(z.string(), z.number()).optional(),
})

const graphPosition = z.object({
  /** Its links mean nothing for another mailbox. */
  mailbox: z.string(),
  /** The page to read next, or the link to what has changed since; none: from the beginning. */
  link: z.string().optional(),
  /** Exchange Online asked to be left alone until then. */
  notBefore: z.iso.datetime().optional(),
  /** Mails of the next page that could not be fetched so far, and how often that was tried. */
  stuck: z.record(z.string(), z.number()).optional(),
})

/** Where reading stopped in one folder, in the words of the mailbox it belongs to. Plain JSON. */
export const mailboxCursorSchema = z.record(z.string(), z.union([imapPosition, asideSchema, graphPosition]))

export type ImapPosition = z.infer<typeof imapPosition>
export type GraphPosition = z.infer<typeof graphPosition>

/** One position a folder. What belongs to another kind of mailbox is kept, and not looked at. */
export type MailboxCursor = Readonly<Record<string, ImapPosition | GraphPosition | Aside>>

/** A mail as it lies in the mailbox. */
export type StoredMail = {
  readonly folder: string
  readonly raw: Buffer
  /** When the server took it. */
  readonly receivedAt?: Date
  /** What Exchange Online takes to be one conversation. */
  readonly conversationId?: string
}

/** A mail that the server would not hand over, however often it was asked. */
export type SkippedMail = {
  readonly folder: string
  readonly id: string
  readonly receivedAt?: Date
  readonly cause: string
}

/** Whoever reads a mailbox. */
export type MailReader = {
  /** @returns `handled`: all is kept that it says, and it may go into the folder for such mails */
  readonly take: (mail: StoredMail) => Promise<'handled' | 'left'>
  /**
   * All that lies before the cursor has been taken.
   * @returns whether to go on
   */
  readonly reached: (cursor: MailboxCursor) => Promise<boolean>
  readonly skipped: (mail: SkippedMail) => void
  /** Handled mails stay where they are, for the rest of this reading. */
  readonly notMoved: (fault: MailboxError) => void
}

/** The mailbox that answers arrive in. It is only read, unless handled mails are to go into a folder of their own. */
export type Mailbox = {
  /**
   * Hands over every mail after the cursor, one at a time; all of them where a folder is new or was rebuilt by its
   * server. A mail may come again: whoever takes it knows what it knows.
   * @throws MailboxError when the mailbox cannot be read; whatever the reader throws ends the reading, too
   */
  readonly readSince: (cursor: MailboxCursor, reader: MailReader) => Promise<void>
  /**
   * Is a mail with this Message-ID, or one whose id was replaced and had been this, in any of the folders?
   * @throws MailboxError
   */
  readonly findByMessageId: (messageId: string) => Promise<boolean>
  /**
   * Makes the folder for handled mails, where it is not there yet. Absent where none is wanted.
   * @throws MailboxError
   */
  readonly prepareHandledFolder?: () => Promise<void>
}

export type MailboxFault =
  'unreachable' | 'login' | 'permission' | 'throttled' | 'encryption' | 'folder' | 'protocol'

/** The mailbox could not be read. Reading again later is always safe; a person may have to mend the cause first. */
export class MailboxError extends Error {
  readonly fault: MailboxFault
  readonly remedy: string

  constructor(fault: MailboxFault, message: string, remedy: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MailboxError'
    this.fault = fault
    this.remedy = remedy
  }
}
