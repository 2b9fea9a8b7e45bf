import { setServers } from 'node:dns'
import { Socket } from 'node:net'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i
/** The discard port: nothing answers there. */
const NOWHERE = { host: '127.0.0.1', port: 9 }

/**
 * Lets this process connect to nothing but this very machine, whatever its settings say: no report of a story can
 * ever leave for the real abuse desk, and no name server is asked about one. Connections elsewhere are refused.
 */
export function allowLoopbackOnly(say: (text: string) => void): void {
  setServers([`${NOWHERE.host}:${NOWHERE.port}`])
  const connect = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')
  if (connect === undefined) throw new Error('this Node.js has no Socket.prototype.connect')
  const value = new Proxy(connect.value as (...args: unknown[]) => unknown, {
    apply: (target, self: Socket, args: unknown[]) => {
      const refused = leadNowhere(args)
      if (refused !== undefined) say(`the sandbox does not leave this machine: refused ${refused}`)
      return Reflect.apply(target, self, args)
    },
  })
  Object.defineProperty(Socket.prototype, 'connect', { ...connect, value })
}

/** Changes the arguments of a `connect`, in any of its forms, that name another machine; returns which it was. */
function leadNowhere(args: unknown[]): string | undefined {
  const first: unknown = Array.isArray(args[0]) ? (args[0] as readonly unknown[])[0] : args[0]
  if (typeof first === 'object' && first !== null) {
    const host = 'host' in first && typeof first.host === 'string' ? first.host : 'localhost'
    if (LOOPBACK.test(host)) return undefined
    Object.assign(first, NOWHERE)
    return host
  }
  const [, host] = args
  if (typeof host !== 'string' || LOOPBACK.test(host)) return undefined
  args.splice(0, 2, NOWHERE.port, NOWHERE.host)
  return host
}
