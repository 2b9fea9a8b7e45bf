/**
 * Reads along as the SMTP library names its commands and the server's replies (its transaction log; the body is not in
 * it), and so knows at 354 which recipients were taken. The library says so only when all is over, and by then a mail
 * that the desk refused would have gone to our own copy alone, which later would pass for proof that it was sent.
 */
export type RecipientWatch = {
  readonly logger: { readonly debug: (entry: unknown, text?: unknown) => void }
  /** The server's reply to RCPT TO, if it has come. */
  readonly replyTo: (address: string) => string | undefined
}

export function watchRecipients(): RecipientWatch {
  const waiting: string[] = []
  const replies = new Map<string, string>()
  const sent = (command: string) => {
    if (command.startsWith('MAIL FROM:')) waiting.length = 0
    if (/^(?:MAIL FROM|RCPT TO):|^DATA$/.test(command)) waiting.push(command)
  }
  const answered = (reply: string) => {
    const recipient = /^RCPT TO:<([^>]*)>/.exec(waiting.shift() ?? '')?.[1]
    if (recipient !== undefined) replies.set(recipient.toLowerCase(), reply)
  }
  const debug = (entry: unknown, text: unknown) => {
    const from = typeof entry === 'object' && entry !== null && 'tnx' in entry ? entry.tnx : undefined
    if (from === 'client') sent(String(text))
    if (from === 'server') answered(String(text))
  }
  return { logger: { debug }, replyTo: (address) => replies.get(address.toLowerCase()) }
}
