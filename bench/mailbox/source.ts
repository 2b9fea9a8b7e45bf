/** A mailbox to be read, by whatever protocol, that counts what it is asked. */
export type Source = {
  /** How the app finds it. */
  readonly settings: Readonly<Record<string, string>>
  readonly deliver: (raw: Buffer) => unknown
  /** What it was asked since this was called last. */
  readonly takeAsked: () => Asked
  readonly close: () => Promise<unknown>
}

export type Asked = {
  /** Besides the mails themselves: pages of a list over Graph; over IMAP commands, those of the login aside. */
  readonly requests: number
  /** Mails whose contents were asked for. */
  readonly fetched: number
}
