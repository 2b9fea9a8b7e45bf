/**
 * What nobody changes where the program runs for real, and so is no setting. Tests and the sandbox put other values in
 * place of these: `readSettings(environment, { smtpTimeoutInSeconds: 2 })`.
 */
export const fixedValues = {
  /** How long a mail server may be silent at any step: RFC 5321, 4.5.3.2, wants five minutes. */
  smtpTimeoutInSeconds: 300,
  /** The only host that may be shown the key. */
  virusTotalUrl: 'https://www.virustotal.com',
  /** From the day the report left: hourly for 3 days, daily for 30, then weekly. */
  watchInDays: 365,
  /** Endpoints that one run asks about, of which there is one every five minutes. */
  observationsPerRun: 500,
  /** The login service of the cloud that GRAPH_ENDPOINT names. */
  loginUrl: undefined as string | undefined,
  /** Of this app in the eyes of everybody; undefined: the name that the platform gave it. */
  ownOrigin: undefined as string | undefined,
  /** Whoever asks for 127.0.0.1 or localhost is let in without a login. Has no effect in Azure. */
  isOpenOnLoopback: false,
  /** No message of a queue stays invisible for longer; undefined: as long as it is told to. */
  storageWaitMaxInSeconds: undefined as number | undefined,
  /** Mails within a minute and an hour; undefined: a share of SEND_PER_DAY. */
  sendPerMinute: undefined as number | undefined,
  sendPerHour: undefined as number | undefined,
}

export type FixedValues = Readonly<typeof fixedValues>

const given = Symbol.for('defender-abuse-reporter.fixed-values')

/** For the sandbox's host, before it loads the app: no setting in Azure can do the same. */
export function replaceFixedValues(values: Partial<FixedValues>): void {
  Object.assign(globalThis, { [given]: values })
}

/** What the host of this process put in place of them. */
export function replacedFixedValues(): Partial<FixedValues> {
  return (globalThis as { [given]?: Partial<FixedValues> })[given] ?? {}
}
