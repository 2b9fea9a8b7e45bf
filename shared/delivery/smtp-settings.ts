/** Password login, or OAuth2 with a function that gets a token; `renew` asks for a fresh one after a refusal. */
export type SmtpCredentials =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly accessToken: (renew: boolean) => Promise<string> }

export type SmtpSettings = {
  readonly host: string
  readonly port: number
  /** `starttls` demands STARTTLS, `tls` starts with TLS (port 465), `none` is refused but to this very machine. */
  readonly security: 'starttls' | 'tls' | 'none'
  readonly credentials?: SmtpCredentials
  /** PEM of a private certificate authority, in place of the public ones. */
  readonly ca?: string
  /** Name given in EHLO; a server may check it. */
  readonly clientName?: string
  /** Milliseconds. */
  readonly connectTimeoutInMs: number
  /**
   * Milliseconds without a word from the server until it is given up. RFC 5321 §4.5.3.2.6 asks for 10 minutes after
   * the body, because giving up early makes an outcome unknown that would have been known.
   */
  readonly silenceTimeoutInMs: number
}

/** Nothing leaves this machine without encryption, so there is nothing to protect only here. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
