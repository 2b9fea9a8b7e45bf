import { request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Hostname } from '../model/hostname'
import { readAzurePage } from './azure-pages'
import { guardedSocket, type SocketDeps } from './guarded-socket'
import type { Observation } from './observation'

/** Says who asks and why, to whoever reads the log of the site. */
const userAgent = 'defender-abuse-reporter takedown check'
const maxBodyInBytes = 64 * 1024
const timeoutInMs = 10_000

/**
 * One request for `/`, never the reported path: no cookies, no redirects, at most 64 KB. Only Azure's own pages tell
 * of an end; a refusal, a fault or a certificate that does not fit tells nothing.
 */
export async function probe(
  deps: SocketDeps,
  name: Hostname,
  scheme: 'http' | 'https',
): Promise<Observation> {
  const signal = AbortSignal.timeout(timeoutInMs)
  try {
    const socket = await guardedSocket(deps, name, scheme, signal)
    const { status, body } = await get(socket, name, signal)
    return judge(name, status, body)
  } catch (error) {
    return { kind: 'none', why: `not probed: ${error instanceof Error ? error.message : 'failed'}` }
  }
}

function judge(name: Hostname, status: number, body: string): Observation {
  const page = readAzurePage(status, body)
  if (page?.says === 'empty') return { kind: 'none', why: `${name} shows the page of a new ${page.service}` }
  if (page) return { kind: 'absent', why: `${page.service} says of ${name}: ${page.says}` }
  // Azure itself redirects to https, whatever is behind.
  return status >= 200 && status < 300
    ? { kind: 'alive', why: `${name} answers a request for its first page (${status})` }
    : { kind: 'none', why: `${name} answers ${status}` }
}

type Page = { readonly status: number; readonly body: string }

function get(socket: Socket, name: Hostname, signal: AbortSignal): Promise<Page> {
  const headers = { host: name, 'user-agent': userAgent, accept: 'text/html, */*', connection: 'close' }
  return new Promise<Page>((resolve, reject) => {
    const asked = request({ createConnection: () => socket, path: '/', method: 'GET', headers, signal })
    asked.once('response', (response) => {
      readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    asked.once('error', reject)
    asked.end()
  }).finally(() => socket.destroy())
}

/** Compressed or not, what does not fit is cut off. */
async function readBody(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response) {
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece))
    pieces.push(bytes)
    length += bytes.length
    if (length >= maxBodyInBytes) break
  }
  return Buffer.concat(pieces).subarray(0, maxBodyInBytes).toString('utf8')
}
