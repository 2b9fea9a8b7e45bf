import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { addAbortSignal } from 'node:stream'

export type HttpAnswer = {
  readonly status: number
  /** Undefined where the connection broke before its end, or it was too long. */
  readonly body?: string
  readonly retryAfter?: string
}

/** How far one request got. Only after `no-answer` the other side may have the body without our knowledge. */
export type Posted =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  /** Not one byte of the request left. */
  | { readonly kind: 'not-sent'; readonly error: unknown }
  | { readonly kind: 'hung-up'; readonly cause?: unknown }
  | { readonly kind: 'no-answer'; readonly error: unknown }

export type HttpTarget = {
  readonly url: string
  /** Milliseconds for connecting, and again for the answer. */
  readonly timeoutInMs: number
}

const maxAnswerInBytes = 64 * 1024

/**
 * Posts JSON once: no retry, no redirect, a connection of its own. The request is begun only when the connection
 * stands, encryption included, and `handOver` has said yes; so whatever fails before then has certainly sent nothing.
 */
export async function postOnce(
  target: HttpTarget,
  body: Buffer,
  handOver: () => Promise<boolean>,
): Promise<Posted> {
  const request = open(target.url, 'POST', {
    'content-type': 'application/json',
    'content-length': body.length,
  })
  try {
    await connected(request, target.timeoutInMs)
    const mark = await askOnce(handOver)
    if (!mark.go) {
      request.destroy()
      return { kind: 'hung-up', ...mark.why }
    }
  } catch (error) {
    request.destroy()
    return { kind: 'not-sent', error }
  }
  return finish(request, body, target.timeoutInMs)
}

async function finish(request: ClientRequest, body: Buffer, timeoutInMs: number): Promise<Posted> {
  // Who closed the line while the mark was being written has not seen a byte.
  if (request.destroyed) return { kind: 'not-sent', error: new Error('the connection was closed') }
  try {
    request.end(body)
    return { kind: 'answered', answer: await answerTo(request, timeoutInMs) }
  } catch (error) {
    return { kind: 'no-answer', error }
  } finally {
    request.destroy()
  }
}

/** Whether anything answers there; the answer itself does not matter. @throws when nothing does */
export async function reach({ url, timeoutInMs }: HttpTarget): Promise<void> {
  const request = open(new URL('/', url).href, 'HEAD', {})
  try {
    await connected(request, timeoutInMs)
    request.end()
    await answerTo(request, timeoutInMs)
  } finally {
    request.destroy()
  }
}

function open(url: string, method: string, headers: Readonly<Record<string, string | number>>) {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest
  const all = { accept: 'application/json', 'user-agent': 'defender-abuse-reporter', ...headers }
  const request = start(url, { method, agent: false, headers: all })
  // Whoever waits for an event hears of a failure by himself; in between, nobody does.
  request.on('error', () => undefined)
  return request
}

async function connected(request: ClientRequest, timeoutInMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutInMs)
  const socket = request.socket ?? (await assigned(request, signal))
  await once(socket, 'encrypted' in socket ? 'secureConnect' : 'connect', { signal })
}

async function assigned(request: ClientRequest, signal: AbortSignal) {
  await once(request, 'socket', { signal })
  if (request.socket === null) throw new Error('no connection')
  return request.socket
}

async function answerTo(request: ClientRequest, timeoutInMs: number): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(timeoutInMs)
  const [response] = (await once(request, 'response', { signal })) as [IncomingMessage]
  const retryAfter = response.headers['retry-after']
  const body = await textOf(addAbortSignal(signal, response))
  return {
    status: response.statusCode ?? 0,
    ...(body !== undefined && { body }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

async function textOf(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxAnswerInBytes) return undefined
      chunks.push(chunk)
    }
  } catch {
    // The status has been read; what it means without its body is for the caller to say.
    return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function askOnce(
  handOver: () => Promise<boolean>,
): Promise<{ go: true } | { go: false; why: { cause?: unknown } }> {
  try {
    return (await handOver()) ? { go: true } : { go: false, why: {} }
  } catch (cause) {
    return { go: false, why: { cause } }
  }
}
