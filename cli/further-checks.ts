import { setTimeout as sleep } from 'node:timers/promises'
import { hostPart } from '../shared/model/host-part'
import { type Hostname, parseHostname } from '../shared/model/hostname'
import { readAddress } from '../shared/model/address-reading'
import { refang } from '../shared/model/refang'
import type { Ownership, OwnershipIndex } from '../shared/ownership/ownership'
import { type FetchJson, rdap, type Rdap, type Registered } from '../shared/ownership/rdap'
import type { RegisteredDomain, RegisteredNetwork } from '../shared/ownership/rdap-answers'
import { hostResolver, type Resolution, type ResolveHost } from '../shared/ownership/resolve-host'
import { systemDns } from '../shared/ownership/system-dns'

/** What was asked of name servers and registries about one input; empty unless the call wants it. */
export type Further = {
  readonly resolution?: Omit<Resolution, 'addresses'> & { readonly addresses: readonly Ownership[] }
  readonly rdap?: Registered<RegisteredDomain> | PrintedNetwork
}
type PrintedNetwork = Registered<Omit<RegisteredNetwork, 'cidrs'> & { readonly cidrs: readonly string[] }>

type Wanted = { readonly resolve: boolean; readonly rdap: boolean }
type Deps = { readonly resolveHost?: ResolveHost; readonly rdap?: Rdap; readonly now?: () => Date }

const TIMEOUT_IN_MS = 5_000

/** Only asks for what can be anybody's: never about special or unreadable input. */
export function furtherChecks(
  wanted: Wanted,
  index: OwnershipIndex,
  deps: Deps,
): (answer: Ownership) => Promise<Further> {
  const now = deps.now ?? (() => new Date())
  const resolveHost =
    deps.resolveHost ?? hostResolver({ resolveDns: systemDns({ timeoutInMs: TIMEOUT_IN_MS, tries: 2 }), now })
  const registry = deps.rdap ?? rdap({ fetchJson, sleep, now })
  return async ({ input, kind, owner }) => {
    if (owner !== 'microsoft' && owner !== 'other') return {}
    const host = kind === 'host' ? hostIn(input) : undefined
    return {
      ...(wanted.resolve && host !== undefined && { resolution: await resolution(index, resolveHost, host) }),
      ...(wanted.rdap && { rdap: await registered(registry, input, host) }),
    }
  }
}

function hostIn(input: string): Hostname | undefined {
  const part = hostPart(refang(input))
  return part === undefined ? undefined : parseHostname(part)
}

async function resolution(index: OwnershipIndex, resolveHost: ResolveHost, host: Hostname) {
  const { addresses, ...rest } = await resolveHost(host)
  return { ...rest, addresses: addresses.map((address) => index.ofAddress(address)) }
}

async function registered(
  registry: Rdap,
  input: string,
  host: Hostname | undefined,
): Promise<NonNullable<Further['rdap']>> {
  if (host !== undefined) return registry.ofHost(host)
  const reading = readAddress(input)
  if (reading.kind !== 'address') return { failed: 'not an address' }
  const answer = await registry.ofAddress(reading.address)
  return 'failed' in answer ? answer : { ...answer, cidrs: answer.cidrs.map(({ text }) => text) }
}

const fetchJson: FetchJson = async (url) => {
  const headers = { accept: 'application/rdap+json, application/json' }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_IN_MS) })
  const json: unknown = response.ok ? await response.json() : undefined
  return { status: response.status, json }
}
