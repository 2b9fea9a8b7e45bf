import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Invocation } from './invoke'
import type { HttpData, TypedData } from './rpc'

export type HttpRoute = {
  readonly functionName: string
  readonly methods: readonly string[]
  /** With its prefix: `api/reports/{id?}`. */
  readonly route: string
  /** `function`: whoever asks shows the host's key. */
  readonly authLevel: 'anonymous' | 'function'
  readonly invoke: (data: TypedData) => Promise<Invocation>
}

/**
 * Answers a request through the most specific route that fits; the rest is 404.
 * @param key of the host; undefined: none is asked for, as in Core Tools
 */
export async function answerHttp(
  routes: readonly HttpRoute[],
  request: IncomingMessage,
  response: ServerResponse,
  key?: string,
): Promise<void> {
  const address = `http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`
  const url = URL.parse(address)
  if (url === null) {
    response.writeHead(400).end()
    return
  }
  const matched = matchRoute(routes, request.method ?? 'GET', url.pathname)
  if (matched === undefined) {
    response.writeHead(404).end()
    return
  }
  if (matched.route.authLevel === 'function' && key !== undefined && keyIn(request, url) !== key) {
    response.writeHead(401).end()
    return
  }
  const data = await httpData(request, url, matched.params)
  const result = await matched.route.invoke({ http: data })
  if (result.ok) send(response, result.response.returnValue?.http)
  else response.writeHead(500).end()
}

const keyIn = ({ headers }: IncomingMessage, { searchParams }: URL) =>
  headers['x-functions-key'] ?? searchParams.get('code')

/**
 * As the real host does: routes are tried from the most specific to the least, a route that does not take the method
 * is passed over, and HEAD is a method as any other.
 */
export function matchRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): { readonly route: HttpRoute; readonly params: Record<string, string> } | undefined {
  for (const route of routes.toSorted((a, b) => precedenceOf(a).localeCompare(precedenceOf(b)))) {
    const match = route.methods.includes(method) ? routePattern(route.route).exec(path) : null
    if (match === null) continue
    return { route, params: parameters(match.groups ?? {}) }
  }
  return undefined
}

/**
 * One digit a part, smaller before greater: a word, a parameter, a catch-all; nothing comes after everything. Older
 * hosts try routes by function name instead, so that no two routes of one method should fit the same path.
 */
function precedenceOf({ route }: HttpRoute): string {
  const parts = route.split('/').filter(Boolean)
  return `${parts.map((part) => (part.startsWith('{*') ? 3 : part.startsWith('{') ? 2 : 1)).join('')}4`
}

/** An optional part that is not there has no parameter. */
function parameters(groups: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found = Object.entries(groups).filter((group): group is [string, string] => group[1] !== undefined)
  return Object.fromEntries(found.map(([name, value]) => [name, decoded(value)]))
}

/** What is no encoding stays as it was sent, as the real host leaves it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `{name}`, `{name?}`, `{name:constraint}` and `{*rest}` of ASP.NET route templates; constraints are not checked. */
function routePattern(template: string): RegExp {
  const parts = template.split('/').filter(Boolean)
  const pattern = parts.map((part) => {
    const [, star, name, , optional] = /^\{(\*?)(\w+)(:[^}?]*)?(\??)\}$/.exec(part) ?? []
    if (name === undefined) return `/${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`
    if (star === '*') return `(?:/(?<${name}>.*))?`
    return optional === '?' ? `(?:/(?<${name}>[^/]+))?` : `/(?<${name}>[^/]+)`
  })
  return new RegExp(`^${pattern.join('')}/?$`, 'i')
}

async function httpData(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
): Promise<HttpData> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')])
  return {
    url: url.href,
    method: request.method ?? 'GET',
    headers: Object.fromEntries(headers) as Record<string, string>,
    query: Object.fromEntries(url.searchParams),
    params,
    body: { bytes: await requestBody(request) },
  }
}

/** Like the real host, which reads a body only when its length was announced: chunked ones arrive empty. */
async function requestBody(request: IncomingMessage): Promise<Buffer> {
  const body = await buffer(request)
  return request.headers['content-length'] === undefined ? Buffer.alloc(0) : body
}

function send(response: ServerResponse, http: HttpData | undefined): void {
  if (http === undefined) {
    response.writeHead(204).end()
    return
  }
  response.writeHead(Number(http.statusCode ?? 200), { ...http.headers })
  response.end(http.body?.bytes ?? http.body?.string ?? '')
}
