import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type HttpServer, serveHttp } from './helpers/http-server'

const bulk = '/-/npm/v1/security/advisories/bulk'

let cache = ''
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'npm-cache-'))
})
afterAll(() => rmSync(cache, { recursive: true, force: true }))

type Registry = { readonly status: number; readonly advisories?: object }

let asked: string[] = []
/** A registry that knows these advisories, and whatever else npm wants to know of a package. */
const startRegistry = ({ status, advisories = {} }: Registry): Promise<HttpServer> =>
  serveHttp((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const isBulk = request.url === bulk
      if (isBulk) asked = namesIn(Buffer.concat(chunks))
      response.writeHead(isBulk ? status : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isBulk && status === 200 ? advisories : { error: 'not found' }))
    })
  })

const namesIn = (body: Buffer): string[] =>
  Object.keys(JSON.parse((body[0] === 0x1f ? gunzipSync(body) : body).toString()) as object)

/** Npm remembers what it has computed from an advisory of the same id. */
let advisories = 0
const advisory = (severity: string) => [
  {
    id: ++advisories,
    url: 'https://example.com/advisories/1',
    title: 'Reads what it should not',
    severity,
    vulnerable_versions: '*',
    cwe: [],
    cvss: { score: 0, vectorString: null },
  },
]

async function audit(registry: string) {
  const script = join(__dirname, '../scripts/audit.mjs')
  const env = { ...process.env, npm_config_registry: registry, npm_config_cache: cache }
  const child = spawn(process.execPath, [script], { env })
  let told = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (told += chunk.toString()))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  return { code, told }
}

describe('the look for known weaknesses', () => {
  it.each([
    { it: 'nothing is known', registry: { status: 200 }, code: 0, told: /^audit: clean$/m },
    {
      it: 'something grave in what is deployed',
      registry: { status: 200, advisories: { zod: advisory('high') } },
      code: 1,
      told: /^high: zod .*Reads what it should not https:\/\/example\.com.*\n(?:.*\n)*audit: vulnerable/m,
    },
    {
      it: 'something small in what is deployed',
      registry: { status: 200, advisories: { zod: advisory('low') } },
      code: 0,
      told: /^audit: clean, but for \d+ below high$/m,
    },
    {
      it: 'a registry without this question',
      registry: { status: 404 },
      code: 0,
      told: /^AUDIT NOT DONE: could not ask the registry \(.+\)\.$/m,
    },
    { it: 'a registry that fails', registry: { status: 503 }, code: 0, told: /^AUDIT NOT DONE: / },
  ])('$it', async ({ registry, code, told }) => {
    const server = await startRegistry(registry)
    const answer = await audit(server.origin)
    await server.close()
    expect(answer).toEqual({ code, told: expect.stringMatching(told) as string })
  })

  it('asks for what is deployed, not for what builds and tests it', async () => {
    const server = await startRegistry({ status: 200 })
    await audit(server.origin)
    await server.close()
    expect(asked).toContain('zod')
    expect(asked).not.toContain('jest')
  })

  it('offline it says so, and that is no fault', async () => {
    expect(await audit('http://127.0.0.1:9')).toEqual({
      code: 0,
      told: expect.stringMatching(
        /^AUDIT NOT DONE: could not ask the registry \(.*ECONNREFUSED.*\)\.$/m,
      ) as string,
    })
  })
})
