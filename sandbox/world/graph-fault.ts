/** Answered instead of the real thing. */
export type GraphFault = {
  /** 0 hangs up without a word. */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** An error as Graph words it. */
export function graphError(status: number, code: string, message: string): GraphFault {
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': 'sandbox' }
  return { status, body: JSON.stringify({ error: { code, message, innerError } }) }
}
