/** The part of hoodiecrow-imap that the sandbox uses; the package has no types of its own. */
declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events'
  import type { Server } from 'node:net'

  namespace hoodiecrow {
    type Message = { readonly uid: number; readonly raw: string; readonly flags: string[] }
    type Mailbox = { readonly uidvalidity: number; readonly messages: Message[] }
    type Options = {
      readonly plugins?: readonly string[]
      readonly secureConnection?: boolean
      readonly credentials?: { readonly key: string; readonly cert: string }
      readonly users?: Readonly<
        Record<string, { readonly password: string; readonly xoauth2?: { readonly accessToken: string } }>
      >
      readonly storage?: Readonly<Record<string, { readonly uidvalidity?: number }>>
    }
    interface ImapServer extends EventEmitter {
      readonly server: Server
      getMailbox(path: 'INBOX'): Mailbox
      getMailbox(path: string): Mailbox | undefined
      /** `raw` is a binary string: one character, one byte. */
      appendMessage(
        path: string,
        flags: readonly string[],
        internalDate: Date,
        raw: string,
      ): { message: Message }
    }
  }

  function hoodiecrow(options: hoodiecrow.Options): hoodiecrow.ImapServer
  export = hoodiecrow
}
