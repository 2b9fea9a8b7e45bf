import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { listen } from './listen'

/** A line to a server on this machine that can be cut and mended. */
export type Line = {
  readonly port: number
  /** Ends every connection and refuses new ones, until mended. */
  readonly cut: () => void
  readonly mend: () => void
  readonly close: () => Promise<void>
}

/** Puts a line in front of a port: whoever uses the line's port can be made to lose the server, which itself goes on. */
export async function startLine(to: number): Promise<Line> {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.once('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
  })
  const { port, close } = await listen(server)
  return {
    port,
    cut: () => {
      isCut = true
      for (const socket of open) socket.resetAndDestroy()
    },
    mend: () => {
      isCut = false
    },
    close,
  }
}
