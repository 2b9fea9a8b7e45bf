/**
 * A message that no dialect can read, now or later: the caller quarantines it instead of trying again.
 * `reason` is one short sentence for the person who looks at the quarantine; it quotes nothing from the message.
 */
export class UnreadableAlertError extends Error {
  override readonly name = 'UnreadableAlertError'
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super(`The alert cannot be read: ${reason}`, options)
    this.reason = reason
  }
}
