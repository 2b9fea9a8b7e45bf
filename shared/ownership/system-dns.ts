import { Resolver } from 'node:dns/promises'
import type { ResolveDns } from './resolve-host'

/** Asks the system's name servers, each question at most `tries` times. */
export function systemDns(options: {
  readonly timeoutInMs: number
  readonly tries: number
  /** `127.0.0.1:5353`; default: the system's. */
  readonly servers?: readonly string[]
}): ResolveDns {
  const resolver = new Resolver({ timeout: options.timeoutInMs, tries: options.tries })
  if (options.servers !== undefined) resolver.setServers(options.servers)
  return (name, type) => {
    if (type === 'CNAME') return resolver.resolveCname(name)
    return type === 'A' ? resolver.resolve4(name) : resolver.resolve6(name)
  }
}
