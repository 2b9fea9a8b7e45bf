/** A fault of the door: it would refuse every other mail too, and charges no report. */
export type DoorFault = {
  /** Follows "the mail server". */
  readonly reason: string
  readonly remedy: string
}

/** For good or for now, of this mail or recipient; or a fault of the door. */
export type SmtpMeaning = 'refused' | 'deferred' | DoorFault

export type SmtpReplyRow = {
  readonly name: string
  /** Reads the whole reply: code, enhanced code (RFC 3463), words. */
  readonly matches: RegExp
  readonly means: SmtpMeaning
  readonly source: string
}

export const rfc3463 = 'https://www.rfc-editor.org/rfc/rfc3463'
export const rfc5321 = 'https://www.rfc-editor.org/rfc/rfc5321'
export const rfc7372 = 'https://www.rfc-editor.org/rfc/rfc7372'
export const exchange =
  'https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online'
export const google = 'https://support.google.com/a/answer/3726730'
