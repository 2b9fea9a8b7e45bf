import type { Server as HttpServer, RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { Server, Socket } from 'node:net'

export type Listening = {
  readonly port: number
  /** Ends open connections too, so that it always returns. */
  readonly close: () => Promise<void>
}

/**
 * Listens on 127.0.0.1 only: nothing of the sandbox can be reached from outside.
 * @param port 0 for any free one
 * @throws the listen error (`EADDRINUSE`) when the port is taken
 */
export async function listen(server: Server, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    // Else each answer written in two pieces waits 40 ms for the other side to confirm the first.
    socket.setNoDelay()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { port: boundPort(server), close }
}

/** An http server on 127.0.0.1, on this port or, when it is taken, on any free one. */
export async function listenHttp(
  listener: RequestListener,
  port = 0,
): Promise<Listening & { readonly server: HttpServer; readonly url: string }> {
  const server = createServer(listener)
  const listening = await listen(server, port).catch((error: unknown) => {
    if (port === 0 || !isTaken(error)) throw error
    return listen(server)
  })
  return { ...listening, server, url: `http://127.0.0.1:${listening.port}` }
}

/** The first of these ports that is free, else any free one. */
export async function freePort(...preferred: number[]): Promise<number> {
  for (const port of [...preferred, 0]) {
    const probe = createServer()
    const listening = await listen(probe, port).catch(() => undefined)
    if (listening === undefined) continue
    await listening.close()
    return listening.port
  }
  throw new Error('no free port on 127.0.0.1')
}

function boundPort(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('server does not listen on a port')
  return address.port
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
