import { Resolver } from 'node:dns/promises'
import type { ResolveTxt } from './dkim'

/** Asks the system's name servers, or those named, for TXT records. */
export function dnsTxt(options: {
  readonly timeoutInMs: number
  readonly tries: number
  /** `127.0.0.1:5353`; default: the system's. */
  readonly servers?: readonly string[]
}): ResolveTxt {
  const resolver = new Resolver({ timeout: options.timeoutInMs, tries: options.tries })
  if (options.servers !== undefined) resolver.setServers(options.servers)
  return (name) => resolver.resolveTxt(name)
}
