import dns from 'node:dns'
import { Socket } from 'node:net'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i
/** The discard port: nothing answers there. */
const NOWHERE = { host: '127.0.0.1', port: 9 }

const NO_SERVER = [`${NOWHERE.host}:${NOWHERE.port}`]

/**
 * Lets this process connect to nothing but this very machine, whatever its settings say: no report of a story can
 * ever leave for the real abuse desk, and no name server is asked about one. Connections elsewhere are refused.
 */
export function allowLoopbackOnly(say: (text: string) => void): void {
  dns.setServers(NO_SERVER)
  const plain = new Proxy(dns.Resolver, {
    construct: (Made, [options]: [dns.ResolverOptions?]) => keepNear(new Made(options)),
  })
  const promising = new Proxy(dns.promises.Resolver, {
    construct: (Made, [options]: [dns.ResolverOptions?]) => keepNear(new Made(options)),
  })
  Object.defineProperty(dns, 'Resolver', { value: plain })
  Object.defineProperty(dns.promises, 'Resolver', { value: promising })
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

/** A resolver of its own asks the system's servers unless it is told others; here it asks those of this machine alone. */
function keepNear<R extends dns.Resolver | dns.promises.Resolver>(resolver: R): R {
  const setServers = resolver.setServers.bind(resolver)
  resolver.setServers = (servers) => {
    const near = servers.filter((server) => LOOPBACK.test(server.replace(/^\[|\]?:\d+$|\]$/g, '')))
    setServers(near.length > 0 ? near : NO_SERVER)
  }
  setServers(NO_SERVER)
  return resolver
}
