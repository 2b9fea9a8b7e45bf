import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { listenHttp } from './listen'
import type { Listening } from './listen'
import { graphError, type GraphFault } from './graph-fault'
import type { GraphMailbox } from './graph-mailbox'
import { answerHunting, HUNTING } from './graph-hunting'
import { pageOfAlerts } from './graph-alerts'
import type { AlertJson } from './graph-alerts'
import { fineWeather, type GraphWeather, requestLimit } from './graph-weather'

export type GraphRequest = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: string
  readonly headers: IncomingMessage['headers']
  readonly status: number
  /** What the answer calls it. */
  readonly requestId: string
}

export type GraphOptions = {
  /** The token that is let in; every other one gets 401. Left out: any bearer token is. */
  readonly token?: () => string
  /** What the tenant holds, asked at every request. */
  readonly alerts?: () => readonly AlertJson[]
  readonly now?: () => Date
  /** Limits and habits of the service, where they are to be worse than fine. */
  readonly weather?: Partial<GraphWeather>
  /** Called with the alerts of every page that was answered. */
  readonly onServed?: (alerts: readonly AlertJson[]) => void
  /** Rows of an advanced hunting query. Left out: the tenant has no such licence. */
  readonly hunt?: (query: string) => readonly object[]
  /** Sends mails. Left out: the tenant has no mailbox. */
  readonly mailbox?: GraphMailbox
  /** Somebody comments on an alert; the tenant keeps it. Left out: the permission has not been given. */
  readonly onComment?: (alertId: string, comment: string) => void
}

export type FakeGraph = Listening & {
  readonly url: string
  readonly requests: readonly GraphRequest[]
  /** One fault is used up by each request; `undefined` lets one request through. */
  readonly faults: (GraphFault | undefined)[]
  /** Changes for all requests that follow. */
  weather: GraphWeather
}

const ALERTS = '/v1.0/security/alerts_v2'

/**
 * Microsoft Graph on loopback as far as the app needs it: `GET /v1.0/security/alerts_v2`, with its documented limits,
 * one alert by its id, comments on it, hunting, and a mailbox that sends.
 */
export async function startGraph(options: GraphOptions = {}): Promise<FakeGraph> {
  const requests: GraphRequest[] = []
  const faults: (GraphFault | undefined)[] = []
  const state = { weather: { ...fineWeather, ...options.weather } }
  const isTooMany = requestLimit()
  const now = options.now ?? (() => new Date())

  const answerOne = (name: string): GraphFault => {
    const id = decodeURIComponent(name)
    const alert = options.alerts?.().find((one) => one.id === id)
    if (alert === undefined) return graphError(404, 'NotFound', 'The alert was not found.')
    options.onServed?.([alert])
    return { status: 200, body: JSON.stringify(alert) }
  }
  const answer = (request: IncomingMessage, url: URL, body: string): GraphFault | Promise<GraphFault> => {
    const fault = faults.shift()
    if (fault !== undefined) return fault
    const refused = refusal(request, options.token)
    if (refused !== undefined) return refused
    if (url.pathname.startsWith('/v1.0/security/') && isTooMany(now(), state.weather.requestsPerMinute))
      return tooManyRequests
    const mailed = options.mailbox?.answer({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    })
    if (mailed !== undefined) return mailed
    if (request.method === 'POST' && url.pathname === HUNTING) return answerHunting(options.hunt, body)
    if (request.method === 'POST') return answerComment(options, url.pathname, body)
    if (url.pathname.startsWith(`${ALERTS}/`)) return answerOne(url.pathname.slice(ALERTS.length + 1))
    if (url.pathname !== ALERTS) return graphError(404, 'ResourceNotFound', `no ${url.pathname} here`)
    const page = pageOfAlerts(options.alerts?.() ?? [], url.searchParams, state.weather, now())
    if (page.kind === 'refused') return graphError(400, 'BadRequest', page.reason)
    options.onServed?.(page.alerts)
    return { status: 200, body: JSON.stringify(page.body) }
  }

  const { url, port, close } = await listenHttp((request, response) => {
    void (async () => {
      const asked = new URL(request.url ?? '/', 'http://graph')
      const body = await text(request)
      const answered = await answer(request, asked, body)
      requests.push({
        method: request.method ?? 'GET',
        path: asked.pathname,
        query: Object.fromEntries(asked.searchParams),
        body,
        headers: request.headers,
        status: answered.status,
        requestId: send(response, answered),
      })
    })()
  })
  return {
    url,
    port,
    close,
    requests,
    faults,
    get weather() {
      return state.weather
    },
    set weather(weather) {
      state.weather = weather
    },
  }
}

const tooManyRequests: GraphFault = {
  ...graphError(429, 'TooManyRequests', 'Please retry again later.'),
  headers: { 'retry-after': '10' },
}

const commentBody = z.object({ comment: z.string() })

/** The answer lists all comments of the alert. */
function answerComment(
  { onComment, alerts, now = () => new Date() }: GraphOptions,
  path: string,
  body: string,
): GraphFault {
  const name = new RegExp(`^${ALERTS}/([^/]+)/comments$`).exec(path)?.[1]
  if (name === undefined) return graphError(404, 'ResourceNotFound', `no ${path} here`)
  if (onComment === undefined) return graphError(403, 'Forbidden', 'Missing application roles.')
  const id = decodeURIComponent(name)
  if (alerts?.().every((one) => one.id !== id) === true) return graphError(404, 'NotFound', 'No such alert.')
  const read = commentBody.safeParse(JSON.parse(body))
  if (!read.success) return graphError(400, 'BadRequest', 'A comment is missing.')
  const alert = alerts?.().find((one) => one.id === id)
  const before = z.array(z.unknown()).catch([]).parse(alert?.['comments'])
  onComment(id, read.data.comment)
  const by = { createdByDisplayName: 'API Action', createdDateTime: now().toISOString() }
  const value = [...before, { comment: read.data.comment, ...by }]
  return { status: 200, body: JSON.stringify({ value }) }
}

function refusal(request: IncomingMessage, token: GraphOptions['token']): GraphFault | undefined {
  const sent = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (sent !== undefined && (token === undefined || sent === token())) return undefined
  return graphError(401, 'InvalidAuthenticationToken', 'Access token is empty, expired or not ours.')
}

/** Returns the name of the request, which an answer has in its header. */
function send(response: ServerResponse, answer: GraphFault): string {
  const named = { 'content-type': 'application/json', 'request-id': randomUUID(), ...answer.headers }
  if (answer.status === 0) response.destroy()
  else response.writeHead(answer.status, named).end(answer.body ?? '')
  return named['request-id']
}
