import { messageOf } from '../alerts/graph-request'
import { fetchOnHost } from '../ownership/fetch-on-host'

const timeoutInMs = 15_000
const userAgent = 'defender-abuse-reporter'

/** What a server answered, its body left where it is unless somebody asks for it. */
export type ServerAnswer = {
  readonly status: number
  /** By the server's clock, to the second. */
  readonly date?: Date
  readonly lastModified?: Date
}

/** @returns why not, where nothing was answered */
export async function askServer(url: string): Promise<ServerAnswer | { readonly silent: string }> {
  try {
    const head = await ask(url, 'HEAD')
    // Not every server of files knows HEAD.
    return [403, 404, 405, 501].includes(head.status) ? await ask(url, 'GET') : head
  } catch (error) {
    return { silent: messageOf(error) }
  }
}

async function ask(url: string, method: 'HEAD' | 'GET'): Promise<ServerAnswer> {
  const headers = { 'user-agent': userAgent }
  const response = await fetchOnHost(url, { method, headers, signal: AbortSignal.timeout(timeoutInMs) })
  await response.body?.cancel()
  const [date, lastModified] = ['date', 'last-modified'].map((name) => instant(response.headers.get(name)))
  return { status: response.status, ...(date && { date }), ...(lastModified && { lastModified }) }
}

function instant(text: string | null): Date | undefined {
  const at = new Date(text ?? '')
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** A small document; undefined where it is no JSON. @throws on any failure to get an answer */
export async function fetchJson(url: string): Promise<{ readonly status: number; readonly json: unknown }> {
  const response = await fetch(url, {
    headers: { 'user-agent': userAgent, accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutInMs),
  })
  const text = await response.text()
  try {
    return { status: response.status, json: JSON.parse(text) }
  } catch {
    return { status: response.status, json: undefined }
  }
}
