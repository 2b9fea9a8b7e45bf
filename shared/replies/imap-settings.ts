/** Password login, or OAuth2 with a function that gets a token. */
export type ImapCredentials =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly accessToken: () => Promise<string> }

export type ImapSettings = {
  readonly host: string
  readonly port: number
  /** `tls` from the start (port 993), `starttls` demanded (143), `none` to this very machine only. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly credentials: ImapCredentials
  /** PEM of a private certificate authority, in place of the public ones. */
  readonly ca?: string
  /** Paths, read in this order: `INBOX`, and best the junk folder too. */
  readonly folders: readonly string[]
  /** Where handled mails go; left out, nothing is changed. */
  readonly handledFolder?: string
  /** Milliseconds without a word from the server until it is given up. */
  readonly timeoutInMs: number
}
