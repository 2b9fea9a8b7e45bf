import { Resolver } from 'node:dns/promises'
import type { ResolveTxt } from './dkim'

/**
 * The same, but once a name has met no answer, it is not asked for again: every mail of one sender names it, and each
 * would wait for as long.
 */
export function patientOnce(resolveTxt: ResolveTxt): ResolveTxt {
  const failed = new Map<string, unknown>()
  return async (name) => {
    if (failed.has(name)) throw failed.get(name)
    try {
      return await resolveTxt(name)
    } catch (error) {
      failed.set(name, error)
      throw error
    }
  }
}

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
