import { getDomain, getPublicSuffix } from 'tldts'
import { type Cidr, cidrContains, parseCidr } from '../model/cidr'
import type { Hostname } from '../model/hostname'
import { type IpAddress, isIpv4 } from '../model/ip-address'
import {
  bootstrapFile,
  readDomain,
  readNetwork,
  type RegisteredDomain,
  type RegisteredNetwork,
} from './rdap-answers'

/** One HTTP GET of JSON; rejects when there is no answer. */
export type FetchJson = (url: string) => Promise<{ readonly status: number; readonly json: unknown }>

export type RdapDeps = {
  readonly fetchJson: FetchJson
  /** Where the IANA bootstrap files are; default `https://data.iana.org/rdap`. */
  readonly bootstrapUrl?: string
  readonly sleep: (ms: number) => Promise<void>
  readonly now: () => Date
  /** Least time between two questions to one registry. Default a second. */
  readonly paceInMs?: number
}

/** What a registry says, or why there is no answer. */
export type Registered<T> = (T & { readonly from: string }) | { readonly failed: string }

export type Rdap = {
  readonly ofAddress: (address: IpAddress) => Promise<Registered<RegisteredNetwork>>
  /** Of the registrable domain of a host: `safe-hse.com` of `www.safe-hse.com`. */
  readonly ofHost: (host: Hostname) => Promise<Registered<RegisteredDomain>>
}

type Service = { readonly keys: readonly string[]; readonly url: string }

/** Asks registries politely: found through IANA, one question a second each, and one per block rather than address. */
export function rdap(deps: RdapDeps): Rdap {
  const services = new Map<string, Promise<readonly Service[]>>()
  const networks: (RegisteredNetwork & { from: string })[] = []
  const askPaced = pacedBy(deps)
  const servicesFor = (file: string): Promise<readonly Service[]> => {
    const known = services.get(file) ?? loadBootstrap(deps, file)
    services.set(file, known)
    // A failure is not remembered: the next question may find the file.
    known.catch(() => services.delete(file))
    return known
  }
  const ask = async <T extends object>(
    file: string,
    isMine: (key: string) => boolean,
    path: string,
    read: (json: unknown) => T | undefined,
  ) => {
    try {
      const service = mostSpecific(await servicesFor(file), isMine)
      if (service === undefined) return { failed: 'no registry answers for it' }
      const { status, json } = await askPaced(service.url, `${service.url.replace(/\/$/, '')}/${path}`)
      const answer = status === 200 ? read(json) : undefined
      return answer === undefined
        ? { failed: `${service.url} answered HTTP ${status}` }
        : { ...answer, from: service.url }
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) }
    }
  }
  return {
    ofAddress: async (address) => {
      const known = networks.find(({ cidrs }) => cidrs.some((cidr) => cidrContains(cidr, address)))
      if (known !== undefined) return known
      const isMine = (key: string): boolean => holds(parseCidr(key), address)
      const answer = await ask(
        isIpv4(address) ? 'ipv4.json' : 'ipv6.json',
        isMine,
        `ip/${address}`,
        readNetwork,
      )
      if ('cidrs' in answer) networks.push(answer)
      return answer
    },
    ofHost: async (host) => {
      const domain = getDomain(host)
      if (domain === null) return { failed: 'no registrable domain' }
      const suffix = getPublicSuffix(domain) ?? ''
      const isMine = (key: string): boolean => suffix === key || suffix.endsWith(`.${key}`)
      return ask('dns.json', isMine, `domain/${domain}`, (json) => readDomain(domain, json))
    },
  }
}

const holds = (cidr: Cidr | undefined, address: IpAddress): boolean =>
  cidr !== undefined && cidrContains(cidr, address)

async function loadBootstrap(deps: RdapDeps, file: string): Promise<readonly Service[]> {
  const url = `${deps.bootstrapUrl ?? 'https://data.iana.org/rdap'}/${file}`
  const { status, json } = await deps.fetchJson(url)
  const parsed = bootstrapFile.safeParse(json)
  if (status !== 200 || !parsed.success)
    throw new Error(`${url} answered HTTP ${status}, no list of registries`)
  return parsed.data.services.flatMap(([keys, urls]): Service[] => {
    const secure = urls.find((one) => one.startsWith('https:')) ?? urls[0]
    return secure === undefined ? [] : [{ keys, url: secure }]
  })
}

/** The longest matching key: blocks carved out of a larger one answer elsewhere. */
function mostSpecific(services: readonly Service[], isMine: (key: string) => boolean): Service | undefined {
  const length = (key: string): number => Number(key.split('/')[1] ?? key.length)
  const matches = services.flatMap(({ keys, url }) =>
    keys.filter(isMine).map((key) => ({ keys: [key], url, weight: length(key) })),
  )
  return matches.toSorted((a, b) => b.weight - a.weight)[0]
}

function pacedBy({ fetchJson, sleep, now, paceInMs = 1000 }: RdapDeps) {
  const nextAt = new Map<string, number>()
  return async (server: string, url: string): ReturnType<FetchJson> => {
    const at = now().getTime()
    const turn = Math.max(at, nextAt.get(server) ?? 0)
    nextAt.set(server, turn + paceInMs)
    if (turn > at) await sleep(turn - at)
    return fetchJson(url)
  }
}
