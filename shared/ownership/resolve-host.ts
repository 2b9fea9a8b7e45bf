import { addressRange, isRoutable } from '../model/address-range'
import { type Hostname, parseHostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'

/** One DNS question. Rejects with a `code` (`ENOTFOUND`, `ENODATA`, `ETIMEOUT` …) as `node:dns` does. */
export type ResolveDns = (name: string, type: 'A' | 'AAAA' | 'CNAME') => Promise<readonly string[]>

export type Resolution = {
  /** The name itself, then what each CNAME points to. */
  readonly chain: readonly Hostname[]
  readonly addresses: readonly IpAddress[]
  /** Answers that are private or special: an attacker chooses them, so nothing is ever concluded from them. */
  readonly ignored: readonly { readonly address: string; readonly because: string }[]
  /** Codes of questions that failed otherwise than by "there is none". */
  readonly failed: readonly string[]
}

export type ResolveHost = (host: Hostname) => Promise<Resolution>

const LONGEST_CHAIN = 8
/** Names come out of alerts, so whoever sends alerts chooses how many there are. */
const MOST_CACHED = 5_000
const NONE: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])

/** Resolves in both families, keeps the CNAME chain, and remembers answers for `cacheInMs`. Never throws. */
export function hostResolver(deps: {
  readonly resolveDns: ResolveDns
  readonly now: () => Date
  readonly cacheInMs?: number
}): ResolveHost {
  const cache = new Map<Hostname, { readonly until: number; readonly resolution: Promise<Resolution> }>()
  const cacheInMs = deps.cacheInMs ?? 5 * 60_000
  return (host) => {
    const now = deps.now().getTime()
    const known = cache.get(host)
    if (known !== undefined && known.until > now) return known.resolution
    const resolution = resolve(deps.resolveDns, host)
    if (cache.size >= MOST_CACHED) cache.clear()
    cache.set(host, { until: now + cacheInMs, resolution })
    return resolution
  }
}

async function resolve(resolveDns: ResolveDns, host: Hostname): Promise<Resolution> {
  const failed: string[] = []
  const ask = async (name: string, type: 'A' | 'AAAA' | 'CNAME'): Promise<readonly string[]> =>
    resolveDns(name, type).catch((error: unknown) => {
      const code = codeOf(error)
      if (!NONE.has(code)) failed.push(`${type} ${name}: ${code}`)
      return []
    })
  const [chain, v4, v6] = await Promise.all([chainOf(host, ask), ask(host, 'A'), ask(host, 'AAAA')])
  const answers = [...new Set([...v4, ...v6])]
  const addresses = answers.map(parseIpAddress).filter((address) => address !== undefined)
  return {
    chain,
    addresses: addresses.filter(isPublic),
    ignored: answers.flatMap((text) => {
      const address = parseIpAddress(text)
      if (address === undefined) return [{ address: text, because: 'not an address' }]
      return isPublic(address) ? [] : [{ address, because: addressRange(address) }]
    }),
    failed,
  }
}

function isPublic(address: IpAddress): boolean {
  return isRoutable(address) && addressRange(address) !== 'documentation'
}

async function chainOf(host: Hostname, ask: ResolveDns): Promise<Hostname[]> {
  const chain = [host]
  while (chain.length <= LONGEST_CHAIN) {
    const [target] = await ask(chain.at(-1) ?? host, 'CNAME')
    const next = target === undefined ? undefined : parseHostname(target)
    if (next === undefined || chain.includes(next)) break
    chain.push(next)
  }
  return chain
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'failed'
}
