import { type HttpServer, serveHttp } from './http-server'

export type FakeVirusTotal = HttpServer & {
  /** What it answers, by path; everything else is unknown to it. */
  readonly known: Map<string, object>
  /** Statuses in place of the real thing, one after the other. */
  readonly instead: (
    number | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  )[]
}

/** VirusTotal v3 on loopback: it takes one key, and knows some hosts, addresses and links. */
export async function startVirusTotal(apiKey = 'vt-key-of-the-tests'): Promise<FakeVirusTotal> {
  const known: FakeVirusTotal['known'] = new Map()
  const instead: FakeVirusTotal['instead'] = []
  const server = await serveHttp((request, response) => {
    const next = instead.shift()
    const answer = known.get(request.url ?? '')
    const status =
      typeof next === 'object'
        ? next.status
        : (next ?? (request.headers['x-apikey'] === apiKey ? (answer ? 200 : 404) : 401))
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(typeof next === 'object' && next.headers),
    })
    response.end(
      JSON.stringify(status === 200 ? answer : { error: { code: 'NotFoundError', message: 'none' } }),
    )
  })
  return Object.assign(server, { known, instead })
}

/** An analysis as it comes, with much that is nobody's business. */
export const analysis = (malicious: number, undetected: number, more: object = {}) => ({
  data: {
    type: 'domain',
    id: 'canary-id',
    attributes: {
      last_analysis_date: 1_795_400_000,
      last_analysis_stats: { malicious, suspicious: 0, undetected, harmless: 0, timeout: 0 },
      last_analysis_results: { 'canary-engine': { category: 'malicious', result: 'canary-result' } },
      whois: 'canary-whois',
      categories: { 'canary-vendor': 'canary-category' },
      ...more,
    },
  },
})
