import type { ServerResponse } from 'node:http'
import { pageOfAlerts } from '../../sandbox/world/graph-alerts'
import { fineWeather } from '../../sandbox/world/graph-weather'
import { type HttpServer, serveHttp } from './http-server'

export type FakeAlert = { readonly id: string; readonly lastUpdateDateTime: string } & Record<string, unknown>
type Answer = (response: ServerResponse, url: URL) => void

export type FakeGraph = HttpServer & {
  alerts: FakeAlert[]
  pageSize: number
  /** Answers in place of the real thing, one after the other. */
  readonly instead: Answer[]
}

/** Enough of `alerts_v2` for a collector, with answers that a test puts in its place. */
export async function startFakeGraph(alerts: FakeAlert[] = []): Promise<FakeGraph> {
  const state = { alerts, pageSize: 100, instead: [] as Answer[] }
  const server = await serveHttp((request, response) => {
    const url = new URL(request.url ?? '', 'https://graph.microsoft.com')
    const answer = state.instead.shift()
    if (answer === undefined) sendPage(state, response, url)
    else answer(response, url)
  })
  return Object.assign(state, server)
}

function sendPage(state: { alerts: FakeAlert[]; pageSize: number }, response: ServerResponse, url: URL) {
  const weather = { ...fineWeather, maxPageSize: state.pageSize }
  const page = pageOfAlerts(state.alerts, url.searchParams, weather, new Date())
  if (page.kind === 'page') sendJson(response, 200, page.body)
  else sendJson(response, 400, { error: { code: 'BadRequest', message: page.reason } })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}
