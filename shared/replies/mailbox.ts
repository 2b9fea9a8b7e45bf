/** Where reading stopped in one folder. UIDs count only within a UIDVALIDITY (RFC 9051 §2.3.1.1). */
export type FolderCursor = { readonly uidValidity: string; readonly uid: number }

/** One cursor a folder, by its path. Plain JSON. */
export type MailboxCursor = Readonly<Record<string, FolderCursor>>

/** A mail as it lies in the mailbox. */
export type StoredMail = {
  readonly folder: string
  readonly raw: Buffer
  /** What to save once this mail is done with. */
  readonly cursor: MailboxCursor
}

/** The mailbox that answers arrive in. It is only ever read. */
export type Mailbox = {
  /**
   * Hands over every mail after the cursor, oldest first, one at a time; all of them where a folder is new or was
   * rebuilt by its server.
   * @returns the cursor after the last mail
   * @throws MailboxError when the mailbox cannot be read; whatever `take` throws ends the reading, too
   */
  readonly readSince: (
    cursor: MailboxCursor,
    take: (mail: StoredMail) => Promise<void>,
  ) => Promise<MailboxCursor>
  /**
   * Is a mail with this Message-ID, or one whose id was replaced and had been this, in any of the folders?
   * @throws MailboxError
   */
  readonly findByMessageId: (messageId: string) => Promise<boolean>
}

export type MailboxFault = 'unreachable' | 'login' | 'encryption' | 'folder' | 'protocol'

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
