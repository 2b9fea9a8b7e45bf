import type { HttpRequest, HttpResponseInit } from '@azure/functions'
import { maxBodyInBytes } from '../review/api/read-fields'

/** The request of the host, as the web knows one. What is longer than any body of ours is left out. */
export async function toRequest(request: HttpRequest): Promise<Request> {
  const { url, method } = request
  const headers = Object.fromEntries(request.headers)
  const isLong = Number(headers['content-length'] ?? 0) > maxBodyInBytes
  const hasBody = method !== 'GET' && method !== 'HEAD' && !isLong
  return new Request(url, { method, headers, ...(hasBody && { body: await request.arrayBuffer() }) })
}

export async function fromResponse(response: Response): Promise<HttpResponseInit> {
  const { status, headers } = response
  return { status, headers: Object.fromEntries(headers), body: new Uint8Array(await response.arrayBuffer()) }
}
