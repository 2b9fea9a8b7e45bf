import type { FetchList, ListAnswer } from '../model/web-list'
import { fetchOnHost } from './fetch-on-host'
import { FeedRefusedError } from './source'

/** A {@link FetchList} over HTTP that stops reading at the size it was given. */
export function fetchFeedOverHttp(options: {
  readonly timeoutInMs: number
  readonly userAgent: string
}): FetchList {
  return async (url, { etag, lastModified, maxBodyInBytes }) => {
    const headers = {
      'user-agent': options.userAgent,
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
    }
    const response = await fetchOnHost(url, { headers, signal: AbortSignal.timeout(options.timeoutInMs) })
    const body = await readLimited(response, maxBodyInBytes)
    return { status: response.status, body, ...validators(response.headers) }
  }
}

function validators(headers: Headers): Pick<ListAnswer, 'etag' | 'lastModified'> {
  const etag = headers.get('etag')
  const lastModified = headers.get('last-modified')
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) }
}

/**
 * Counts what was unpacked, so a small compressed answer cannot fill the memory.
 * @throws FeedRefusedError when there is more
 */
export async function readLimited(response: Response, maxBodyInBytes: number): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  const stream: AsyncIterable<unknown> = response.body
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.length
    if (size > maxBodyInBytes) throw new FeedRefusedError(`larger than ${maxBodyInBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
