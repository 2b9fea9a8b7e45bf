import { STATUS_CODES } from 'node:http'

/** An answer that says what went wrong, in the form of RFC 9457. */
export type Problem = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly jsonBody: Readonly<Record<string, unknown>>
}

/**
 * @param detail one sentence that says what to do about it
 * @param members what a program may want to know besides
 */
export function problem(
  status: number,
  detail: string,
  members: object = {},
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    jsonBody: { type: 'about:blank', title: STATUS_CODES[status], status, detail, ...members },
  }
}
