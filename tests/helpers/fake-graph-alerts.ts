import type { ServerResponse } from 'node:http'
import { type HttpServer, serveHttp } from './http-server'

export type FakeAlert = { readonly id: string; readonly lastUpdateDateTime: string } & Record<string, unknown>
type Answer = (response: ServerResponse, url: URL) => void

export type FakeGraph = HttpServer & {
  alerts: FakeAlert[]
  pageSize: number
  /** Answers in place of the real thing, one after the other. */
  readonly instead: Answer[]
}

/** Enough of `alerts_v2` for a collector: the filter on `lastUpdateDateTime`, newest first, and links between pages. */
export async function startFakeGraph(alerts: FakeAlert[] = []): Promise<FakeGraph> {
  const state = { alerts, pageSize: 2, instead: [] as Answer[] }
  const server = await serveHttp((request, response) => {
    const url = new URL(request.url ?? '', 'https://graph.microsoft.com')
    const answer = state.instead.shift()
    if (answer === undefined) sendPage(state, response, url)
    else answer(response, url)
  })
  return Object.assign(state, server)
}

function sendPage(state: { alerts: FakeAlert[]; pageSize: number }, response: ServerResponse, url: URL) {
  const range = /ge (?<from>\S+) and lastUpdateDateTime lt (?<to>\S+)$/.exec(
    url.searchParams.get('$filter') ?? '',
  )
  const [from, to] = [range?.groups?.['from'] ?? '', range?.groups?.['to'] ?? '']
  const found = state.alerts
    .filter(({ lastUpdateDateTime: at }) => at >= from && at < to)
    .sort((a, b) => b.lastUpdateDateTime.localeCompare(a.lastUpdateDateTime))
  const skip = Number(url.searchParams.get('$skip') ?? 0)
  const next = skip + state.pageSize
  const link = new URL(url)
  link.searchParams.set('$skip', String(next))
  sendJson(response, 200, {
    value: found.slice(skip, next),
    ...(next < found.length && { '@odata.nextLink': link.href }),
  })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}
