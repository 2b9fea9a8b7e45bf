import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { securityHeaders } from '../../shared/review/access/security-headers'
import { assets } from '../../shared/review/pages/page-assets'

export type PageServer = { readonly origin: string; readonly close: () => void }

/** Serves these pages and their assets on loopback, with the headers that they are served with in earnest. */
export async function servePages(pages: () => Record<string, string>): Promise<PageServer> {
  const server = createServer((request, response) => answer(pages(), request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
}

function answer(pages: Record<string, string>, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').replace(/\?.*$/, '')
  const asset = assets.find((one) => one.path === path)
  const body = asset?.body ?? pages[path]
  response.writeHead(body === undefined ? 404 : 200, {
    ...securityHeaders(false),
    'content-type': asset?.type ?? 'text/html; charset=utf-8',
  })
  response.end(body ?? 'not found')
}
