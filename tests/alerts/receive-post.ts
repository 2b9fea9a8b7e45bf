import { HttpRequest } from '@azure/functions'

export type Headers = Readonly<Record<string, string>>

/**
 * A POST as the Functions host hands it over: with a body only if its length was announced. A header that is set to
 * nothing is left out.
 */
export function post(body: string | Uint8Array, changes: Headers = {}): HttpRequest {
  const sent = Buffer.from(body)
  const usual = { 'content-type': 'application/json', 'content-length': String(sent.length) }
  const headers = Object.fromEntries(
    Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== ''),
  )
  const bytes = 'content-length' in headers ? sent : Buffer.alloc(0)
  return new HttpRequest({ method: 'POST', url: 'http://127.0.0.1/api/alerts', headers, body: { bytes } })
}
