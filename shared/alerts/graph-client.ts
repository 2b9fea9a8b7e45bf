import * as z from 'zod'
import {
  askGraph,
  contentType,
  graphOrigin,
  type GraphOptions,
  idsOf,
  readRefusal,
  refused,
  type Refused,
} from './graph-request'

export type GraphPage = {
  readonly kind: 'page'
  readonly alerts: readonly unknown[]
  readonly nextLink?: string
  /** How many alerts the question has, of which these are some. */
  readonly count?: number
  /** Graph says that something is missing from this page: one of the products behind it gave no answer. */
  readonly partial?: Refused
}

export type GraphAnswer = GraphPage | Refused

/** `missing`: Graph knows no alert of this id, or no longer. */
export type AlertAnswer =
  { readonly kind: 'alert'; readonly alert: unknown } | { readonly kind: 'missing' } | Refused

/** Fetches one page. Every answer of Graph is a value, and so is silence. */
export type GetPage = (url: string) => Promise<GraphAnswer>

/** Fetches one alert by its id. Every answer of Graph is a value, and so is silence. */
export type GetAlert = (id: string) => Promise<AlertAnswer>

const oneAlert = z.looseObject({ id: z.string() })
const alertPage = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().nullish().catch(undefined),
  '@odata.count': z.int().min(0).optional().catch(undefined),
})

/**
 * Pages of alerts. What fails is not tried again here: a timer comes again anyway.
 */
export function graphPages(options: GraphOptions): GetPage {
  const origin = graphOrigin(options.endpoint)
  return async (url) => {
    if (URL.parse(url)?.origin !== origin || !url.startsWith(`${origin}/`)) {
      return refused('foreign-link', `the next page is said to be at ${url.slice(0, 100)}`)
    }
    return askGraph(options, url, readPage)
  }
}

/** One alert at a time, by the same rules. */
export function graphAlert(options: GraphOptions): GetAlert {
  return async (id) => {
    const url = alertUrl(options.endpoint, id)
    return url === undefined ? { kind: 'missing' } : askGraph(options, url, readAlert)
  }
}

/** Where this alert is; undefined when the id is none: dots alone would name another path. */
export function alertUrl(endpoint: string, id: string): string | undefined {
  if (/^\.{0,2}$/.test(id)) return undefined
  return `${graphOrigin(endpoint)}/v1.0/security/alerts_v2/${encodeURIComponent(id.toWellFormed())}`
}

function readPage(response: Response, content: unknown): GraphAnswer {
  if (!response.ok) return readRefusal(response, content)
  const page = alertPage.safeParse(content)
  if (!page.success)
    return refused('not-json', `${contentType(response)} instead of a page of alerts${idsOf(response)}`)
  const nextLink = page.data['@odata.nextLink']
  const count = page.data['@odata.count']
  return {
    kind: 'page',
    alerts: page.data.value,
    ...(nextLink != null && nextLink !== '' && { nextLink }),
    ...(count !== undefined && { count }),
    ...partialOf(response),
  }
}

/** RFC 9110 has no status for it; Graph answers 206 or 200 with `Warning: 199 - "Vendor/Provider/504/10000"`. */
function partialOf(response: Response): Pick<GraphPage, 'partial'> {
  const warning = response.headers.get('Warning')
  if (response.status !== 206 && !warning?.startsWith('199')) return {}
  const detail = `HTTP ${response.status}, Warning: ${warning?.slice(0, 200) ?? 'none'}`
  return { partial: refused('partial', detail + idsOf(response)) }
}

function readAlert(response: Response, content: unknown): AlertAnswer {
  if (response.status === 404) return { kind: 'missing' }
  if (!response.ok) return readRefusal(response, content)
  if (oneAlert.safeParse(content).success) return { kind: 'alert', alert: content }
  return refused('not-json', `${contentType(response)} instead of an alert${idsOf(response)}`)
}
