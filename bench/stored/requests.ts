import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

export type Requests = {
  readonly tables: number
  readonly blobs: number
  readonly queues: number
  readonly web: number
}

/**
 * Counts every request that leaves this process, where Node.js itself begins it: nothing that a library does by itself
 * escapes. `web` is what goes by `fetch`, as Graph does.
 */
export function countRequests(ports: {
  readonly table: number
  readonly blob: number
  readonly queue: number
}) {
  const counted = { tables: 0, blobs: 0, queues: 0, web: 0 }
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest }
    const port = Number(/:(\d+)$/.exec(String(request.getHeader('host')))?.[1])
    if (port === ports.table) counted.tables += 1
    if (port === ports.blob) counted.blobs += 1
    if (port === ports.queue) counted.queues += 1
  })
  subscribe('undici:request:create', () => {
    counted.web += 1
  })
  return (): Requests => ({ ...counted })
}

export const between = (before: Requests, after: Requests): Requests => ({
  tables: after.tables - before.tables,
  blobs: after.blobs - before.blobs,
  queues: after.queues - before.queues,
  web: after.web - before.web,
})
