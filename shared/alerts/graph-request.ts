import { randomUUID } from 'node:crypto'
import type { TokenCredential } from '@azure/identity'
import type { Context } from '@microsoft/microsoft-graph-client'
import * as z from 'zod'

/** Why Graph gave no answer. Each has its own remedy. */
export type GraphRefusal =
  | 'no-token'
  | 'unauthorised'
  | 'forbidden'
  | 'throttled'
  | 'rejected'
  | 'server-error'
  | 'not-json'
  | 'unreachable'
  | 'timeout'
  | 'too-large'
  | 'partial'
  | 'foreign-link'

export type Refused = {
  readonly kind: 'refused'
  readonly cause: GraphRefusal
  readonly status?: number
  /** Graph's own word for it, such as `ErrorItemNotFound`. */
  readonly code?: string
  /** As Graph sent it: seconds, or an HTTP date. */
  readonly retryAfter?: string
  readonly detail: string
}

export type GraphOptions = {
  /** Origin of the Graph of our cloud, or http on loopback for a trial. */
  readonly endpoint: string
  readonly credential: TokenCredential
  readonly timeoutInMs: number
}

/** What is asked for otherwise than by a plain GET. */
export type GraphAsk = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** An object is sent as JSON, text as it stands. */
  readonly body?: object | string
  /** In place of `include-unknown-enum-members`. */
  readonly prefer?: string
}

const clientRequestId = Symbol('client-request-id')

/** A page of a thousand alerts has a few megabytes. */
const maxAnswerInBytes = 48 * 1024 * 1024

class TooLargeError extends Error {}

const graphError = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }),
})

/** Graph as it calls itself in its nextLinks. A stand-in on loopback answers in the name of the public one. */
export function graphOrigin(endpoint: string): string {
  return endpoint.startsWith('http:') ? 'https://graph.microsoft.com' : endpoint
}

/** One request for JSON; what is no JSON is read as nothing. */
export async function askGraph<Answer>(
  options: GraphOptions,
  url: string,
  read: (response: Response, content: unknown) => Answer,
  ask: GraphAsk = {},
): Promise<Answer | Refused> {
  return askGraphFor(options, url, async (response) => read(response, await jsonOf(response)), ask)
}

/**
 * One request, never tried again by itself: the retries of the Graph client sleep up to nine minutes, cannot be
 * interrupted, and would post a second time what was taken once.
 * @param ask a GET where nothing else is said
 */
export async function askGraphFor<Answer>(
  options: GraphOptions,
  url: string,
  read: (response: Response) => Promise<Answer>,
  ask: GraphAsk = {},
): Promise<Answer | Refused> {
  const signal = AbortSignal.timeout(options.timeoutInMs)
  const id = randomUUID()
  const fault = (cause: GraphRefusal, detail: string) => refused(cause, `${detail} (client-request-id ${id})`)
  try {
    return await read(await request(options, url, signal, id, ask))
  } catch (error) {
    if (signal.aborted) return fault('timeout', `no answer within ${options.timeoutInMs / 1000} s`)
    if (error instanceof TooLargeError) return fault('too-large', error.message)
    return fault(isTokenFault(error) ? 'no-token' : 'unreachable', messageOf(error))
  }
}

/** One client a request, so that the link is followed as it stands: the client would put its parts in another order. */
async function request(
  options: GraphOptions,
  url: string,
  signal: AbortSignal,
  id: string,
  { method = 'GET', body, prefer = 'include-unknown-enum-members' }: GraphAsk,
): Promise<Response> {
  // Loaded by the first request: most runs of most functions ask nothing.
  const { AuthenticationHandler, Client, ResponseType } = await import('@microsoft/microsoft-graph-client')
  const { TokenCredentialAuthenticationProvider } =
    await import('@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials')
  const origin = graphOrigin(options.endpoint)
  const login = new TokenCredentialAuthenticationProvider(tellingCredential(options.credential), {
    scopes: [`${origin}/.default`],
    getTokenOptions: { abortSignal: signal },
  })
  const send = {
    execute: async (context: Context) => {
      context.response = await fetchOrSayWhy(options.endpoint + url.slice(origin.length), context.options)
    },
  }
  const client = Client.initWithMiddleware({ middleware: [new AuthenticationHandler(login), send] })
  const call = client
    .api(url)
    .header('Prefer', prefer)
    .header('client-request-id', id)
    .option('signal', signal)
    .option('redirect', 'manual')
    .responseType(ResponseType.RAW)
  if (typeof body === 'string') call.header('Content-Type', 'text/plain')
  const response: unknown = await (method === 'GET'
    ? call.get()
    : method === 'DELETE'
      ? call.delete()
      : call.post(body))
  if (response instanceof Response) return Object.assign(response, { [clientRequestId]: id })
  throw new Error('The Graph client gave no response.')
}

/** A failed fetch says why in its cause only, which the client drops. */
async function fetchOrSayWhy(url: string, options: RequestInit | undefined): Promise<Response> {
  try {
    return await fetch(url, options)
  } catch (error) {
    throw new Error(messageOf(error), { cause: error })
  }
}

/** What Graph answered in place of what was asked for. */
export function readRefusal(response: Response, content: unknown): Refused {
  const { status } = response
  const body = graphError.safeParse(content)
  const code = body.data?.error.code ?? undefined
  const said = body.success
    ? `${body.data.error.code ?? ''}: ${body.data.error.message ?? ''}`
    : contentType(response)
  const retryAfter = response.headers.get('Retry-After')
  return {
    ...refused(causeOf(status), `HTTP ${status}, ${said.slice(0, 300)}${idsOf(response)}`),
    status,
    ...(code !== undefined && { code }),
    ...(retryAfter !== null && { retryAfter }),
  }
}

/** What Microsoft's support asks for first: the names of this request, theirs and ours. */
export function idsOf(response: Response): string {
  const theirs = response.headers.get('request-id')?.slice(0, 64) ?? 'none'
  const ours: unknown = Reflect.get(response, clientRequestId)
  return ` (request-id ${theirs}${typeof ours === 'string' ? `, client-request-id ${ours}` : ''})`
}

function causeOf(status: number): GraphRefusal {
  if (status === 401) return 'unauthorised'
  if (status === 403) return 'forbidden'
  if (status === 429) return 'throttled'
  return status >= 500 ? 'server-error' : 'rejected'
}

const tokenFault = 'GraphTokenFault'

/** The client turns every error into one of its own and keeps nothing but name and message. */
function tellingCredential(credential: TokenCredential): TokenCredential {
  return {
    getToken: async (scopes, options) => {
      try {
        return await credential.getToken(scopes, options)
      } catch (cause) {
        throw Object.assign(new Error(messageOf(cause), { cause }), { name: tokenFault })
      }
    },
  }
}

function isTokenFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'Access token is undefined' || ('code' in error && error.code === tokenFault)
}

export function refused(cause: GraphRefusal, detail: string) {
  return { kind: 'refused', cause, detail } as const
}

/** Undefined where the answer is no JSON. */
export async function jsonOf(response: Response): Promise<unknown> {
  const text = await boundedText(response)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @throws TooLargeError, and reads no further */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const body: AsyncIterable<Uint8Array> | null = response.body
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxAnswerInBytes)
      throw new TooLargeError(`the answer is larger than ${maxAnswerInBytes / 1024 / 1024} MB`)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

export const contentType = (response: Response) => response.headers.get('Content-Type') ?? 'no content type'

const failure = z.object({ message: z.string(), cause: z.unknown().optional() })

/** First line of an error and of its cause: the outer one of a failed fetch says nothing. */
export function messageOf(error: unknown): string {
  const { data } = failure.safeParse(error)
  if (data === undefined) return String(error)
  const because = failure.safeParse(data.cause).data?.message
  const [line = ''] = `${data.message}${because === undefined ? '' : `: ${because}`}`.split('\n')
  return line.slice(0, 300)
}
