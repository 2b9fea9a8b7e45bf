import * as z from 'zod'
import { messageOf } from '../alerts/graph-request'
import { readLimited } from '../ownership/fetch-feed'
import { after, hourInMs, minuteInMs } from '../model/time'
import type { Quota } from '../storage/quota'
import type { Endpoint } from './decision'
import type { Engines, EnrichmentSource, Finding, NoAnswer, SourceAnswer, Subject } from './enrichment'
import type { RememberedAnswers } from './remembered-answers'

export type VirusTotalDeps = {
  /** Origin of the service, or of a stand-in on loopback. */
  readonly url: string
  readonly apiKey: string
  readonly quota: Quota
  readonly answers: RememberedAnswers
  readonly timeoutInMs: number
  readonly now: () => Date
}

const maxBodyInBytes = 8 * 1024 * 1024

/**
 * How many engines on VirusTotal call the endpoint malicious (API v3). One question per endpoint and day, and about the
 * endpoint only: what stands in the report under that name, a link without credentials, tokens and mail addresses.
 */
export function virusTotalSource(deps: VirusTotalDeps): EnrichmentSource {
  return {
    name: 'virustotal',
    isOutside: true,
    ask: async ({ endpoint }) => {
      const path = pathOf(endpoint)
      const remembered = await deps.answers.get(path)
      if (remembered) return { kind: 'found', finding: remembered }
      const freeAt = await deps.quota.take()
      if (freeAt) return noQuestionBefore(freeAt)
      const answer = await ask(deps, path)
      // What it cannot read today, it cannot read at the next look either.
      if (answer.kind === 'found' || answer === malformed)
        await deps.answers.keep(path, answer.kind === 'found' ? answer.finding : {})
      return answer
    },
  }
}

/** A link is asked for by its base64 without padding. */
export function pathOf(endpoint: Subject['endpoint']): string {
  return `/api/v3/${collections[endpoint.kind]}/${encodeURIComponent(idOf(endpoint))}`
}

const collections = { content: 'urls', host: 'domains', address: 'ip_addresses' } as const

function idOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'content':
      return Buffer.from(endpoint.url).toString('base64url')
    case 'host':
      return endpoint.host
    case 'address':
      return endpoint.address
  }
}

async function ask(deps: VirusTotalDeps, path: string): Promise<SourceAnswer> {
  const response = await fetch(deps.url + path, {
    headers: { 'x-apikey': deps.apiKey, accept: 'application/json' },
    // The key would go along to wherever it leads.
    redirect: 'manual',
    signal: AbortSignal.timeout(deps.timeoutInMs),
  }).catch(messageOf)
  if (typeof response === 'string')
    return later(`no answer (${response})`, 'Allow the way to www.virustotal.com.')
  if (response.status === 404) return { kind: 'found', finding: {} }
  if (response.status === 400) return malformed
  if (response.status === 429) await deps.quota.rest(restUntil(response, deps.now()))
  if (response.status !== 200) return later(`HTTP ${response.status}`, remedyFor(response.status))
  const body = await readLimited(response, maxBodyInBytes).catch(() => '')
  const finding = readAnswer(body)
  return finding
    ? { kind: 'found', finding }
    : { ...later('no analysis in the answer', remedyFor(200)), all: false }
}

const later = (cause: string, remedy: string): NoAnswer => ({ kind: 'later', cause, remedy, all: true })

/** It concerns this one request: it can be asked about others all the same. */
const malformed: NoAnswer = {
  ...later('HTTP 400: it does not take this question', 'Nothing to do: the report leaves without it.'),
  all: false,
}

const noQuestionBefore = (freeAt: Date): NoAnswer =>
  later(
    `the quota is used up until ${freeAt.toISOString()}`,
    'Nothing to do: reports leave without it meanwhile. VIRUSTOTAL_DAILY_QUOTA says what the key allows.',
  )

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return 'Look at VIRUSTOTAL_API_KEY; without one, nobody is asked.'
  if (status === 429) return 'The key allows less than VIRUSTOTAL_DAILY_QUOTA says.'
  return 'Nothing to do, unless it lasts: then look at the status page of VirusTotal.'
}

const mostRestInMs = 6 * hourInMs

/** The service rarely says how long; a minute is the smallest of its quotas. */
function restUntil(response: Response, now: Date): Date {
  const seconds = Number(/^\d{1,6}$/.exec(response.headers.get('Retry-After') ?? '')?.[0] ?? 0)
  return after(now, Math.min(Math.max(seconds * 1000, minuteInMs), mostRestInMs))
}

const count = z.int().min(0).max(10_000).default(0)
const analysis = z.object({
  data: z.object({
    attributes: z.object({
      last_analysis_stats: z.object({
        malicious: z.int().min(0).max(10_000),
        suspicious: count,
        undetected: count,
        harmless: count,
      }),
      last_analysis_date: z.int().min(0).max(10_000_000_000).optional(),
    }),
  }),
})

/** Numbers only: names of engines and whatever else the answer holds are not even read. */
function readAnswer(body: string): Finding | undefined {
  const read = analysis.safeParse(parseJson(body))
  if (!read.success) return undefined
  const { last_analysis_stats: stats, last_analysis_date: date } = read.data.data.attributes
  const engines: Engines = {
    flagged: stats.malicious,
    total: stats.malicious + stats.suspicious + stats.undetected + stats.harmless,
    ...(date !== undefined && { asOf: new Date(date * 1000) }),
  }
  return engines.total === 0 ? {} : { engines }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
