import type { TokenCredential } from '@azure/identity'
import { AuthenticationHandler, Client, type Context, ResponseType } from '@microsoft/microsoft-graph-client'
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials'
import { z } from 'zod'

/** Why Graph gave no page. Each has its own remedy. */
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
  | 'foreign-link'

type Refused = {
  readonly kind: 'refused'
  readonly cause: GraphRefusal
  readonly status?: number
  /** As Graph sent it: seconds, or an HTTP date. */
  readonly retryAfter?: string
  readonly detail: string
}

export type GraphAnswer =
  { readonly kind: 'page'; readonly alerts: readonly unknown[]; readonly nextLink?: string } | Refused

/** `missing`: Graph knows no alert of this id, or no longer. */
export type AlertAnswer =
  { readonly kind: 'alert'; readonly alert: unknown } | { readonly kind: 'missing' } | Refused

export type GraphOptions = {
  /** Origin of the Graph of our cloud, or http on loopback for a trial. */
  readonly endpoint: string
  readonly credential: TokenCredential
  readonly timeoutInMs: number
}

/** Fetches one page. Every answer of Graph is a value, and so is silence. */
export type GetPage = (url: string) => Promise<GraphAnswer>

/** Fetches one alert by its id. Every answer of Graph is a value, and so is silence. */
export type GetAlert = (id: string) => Promise<AlertAnswer>

const oneAlert = z.looseObject({ id: z.string() })
const alertPage = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() })
const graphError = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }),
})

/** Graph as it calls itself in its nextLinks. A stand-in on loopback answers in the name of the public one. */
export function graphOrigin(endpoint: string): string {
  return endpoint.startsWith('http:') ? 'https://graph.microsoft.com' : endpoint
}

/**
 * Pages of alerts through the Graph client, without its retries: they sleep up to nine minutes and cannot be
 * interrupted, while a timer comes again anyway.
 */
export function graphPages(options: GraphOptions): GetPage {
  const origin = graphOrigin(options.endpoint)
  return async (url) => {
    if (URL.parse(url)?.origin !== origin || !url.startsWith(`${origin}/`)) {
      return refused('foreign-link', `the next page is said to be at ${url.slice(0, 100)}`)
    }
    return ask(options, url, readPage)
  }
}

/** One alert at a time, by the same rules. */
export function graphAlert(options: GraphOptions): GetAlert {
  const alerts = `${graphOrigin(options.endpoint)}/v1.0/security/alerts_v2`
  return async (id) => {
    // Dots alone would name another path.
    if (/^\.{1,2}$/.test(id)) return { kind: 'missing' }
    return ask(options, `${alerts}/${encodeURIComponent(id.toWellFormed())}`, readAlert)
  }
}

async function ask<Answer>(
  options: GraphOptions,
  url: string,
  read: (response: Response, content: unknown) => Answer,
): Promise<Answer | Refused> {
  const signal = AbortSignal.timeout(options.timeoutInMs)
  try {
    const response = await request(options, url, signal)
    return read(response, parseJson(await response.text()))
  } catch (error) {
    if (signal.aborted) return refused('timeout', `no answer within ${options.timeoutInMs / 1000} s`)
    return refused(isTokenFault(error) ? 'no-token' : 'unreachable', messageOf(error))
  }
}

/** One client a request, so that the link is followed as it stands: the client would put its parts in another order. */
async function request(options: GraphOptions, url: string, signal: AbortSignal): Promise<Response> {
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
  const response: unknown = await client
    .api(url)
    .header('Prefer', 'include-unknown-enum-members')
    .option('signal', signal)
    .option('redirect', 'manual')
    .responseType(ResponseType.RAW)
    .get()
  if (response instanceof Response) return response
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

function readPage(response: Response, content: unknown): GraphAnswer {
  if (!response.ok) return readRefusal(response, content)
  const page = alertPage.safeParse(content)
  if (!page.success) return refused('not-json', `${contentType(response)} instead of a page of alerts`)
  const nextLink = page.data['@odata.nextLink']
  return { kind: 'page', alerts: page.data.value, ...(nextLink != null && nextLink !== '' && { nextLink }) }
}

function readAlert(response: Response, content: unknown): AlertAnswer {
  if (response.status === 404) return { kind: 'missing' }
  if (!response.ok) return readRefusal(response, content)
  if (oneAlert.safeParse(content).success) return { kind: 'alert', alert: content }
  return refused('not-json', `${contentType(response)} instead of an alert`)
}

function readRefusal(response: Response, content: unknown): Refused {
  const { status } = response
  const body = graphError.safeParse(content)
  const said = body.success
    ? `${body.data.error.code ?? ''}: ${body.data.error.message ?? ''}`
    : contentType(response)
  const retryAfter = response.headers.get('Retry-After')
  return {
    ...refused(causeOf(status), `HTTP ${status}, ${said.slice(0, 300)}`),
    status,
    ...(retryAfter !== null && { retryAfter }),
  }
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

function refused(cause: GraphRefusal, detail: string) {
  return { kind: 'refused', cause, detail } as const
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const contentType = (response: Response) => response.headers.get('Content-Type') ?? 'no content type'

const failure = z.object({ message: z.string(), cause: z.unknown().optional() })

/** First line of an error and of its cause: the outer one of a failed fetch says nothing. */
function messageOf(error: unknown): string {
  const { data } = failure.safeParse(error)
  if (data === undefined) return String(error)
  const because = failure.safeParse(data.cause).data?.message
  const [line = ''] = `${data.message}${because === undefined ? '' : `: ${because}`}`.split('\n')
  return line.slice(0, 300)
}
