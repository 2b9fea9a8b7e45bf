import { addressRange, isRoutable } from '../model/address-range'
import { type Hostname, parseHostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'
import type { OwnershipIndex } from '../ownership/ownership'
import type { ResolveDns } from '../ownership/resolve-host'
import { askDns, type DnsAnswer } from './ask-dns'
import type { Observation } from './observation'
import type { WatchedName } from './watched-name'

const LONGEST_CHAIN = 8
/** RFC 6761 §6.4: whoever answers for a name below `.invalid` makes answers up. */
const CANNOT_EXIST = 'no-such-host.invalid'

const none = (why: string): Observation => ({ kind: 'none', why })
const present: Observation = { kind: 'present' }

/** Looks a name up once, with the questions that keep a resolver's whims from being taken for a takedown. */
export async function observeName(
  resolveDns: ResolveDns,
  watched: WatchedName,
  ownership: OwnershipIndex,
): Promise<Observation> {
  const ask = (name: string, type: 'A' | 'AAAA' | 'CNAME') => askDns(resolveDns, name, type)
  return watched.kind === 'resource' ? observeResource(ask, watched) : observeForeign(ask, watched, ownership)
}

type Ask = (name: string, type: 'A' | 'AAAA' | 'CNAME') => Promise<DnsAnswer>

/** Where it resolves to says nothing here: a Traffic Manager profile may lead anywhere and is still Microsoft's. */
async function observeResource(ask: Ask, { name, control }: WatchedName): Promise<Observation> {
  const address = await ask(name, 'A')
  if (address.kind === 'failed') return none(address.why)
  if (address.kind !== 'no-such-name') return present
  const alias = await ask(name, 'CNAME')
  if (alias.kind === 'failed') return none(alias.why)
  // The alias stands, and only what it points to is missing for now.
  if (alias.kind !== 'no-such-name') return present
  return absentUnlessControlFails(ask, control, `${name} does not exist any more`)
}

async function absentUnlessControlFails(ask: Ask, control: string, why: string): Promise<Observation> {
  const answer = await ask(control, 'A')
  if (answer.kind === 'failed') return none(answer.why)
  return answer.kind === 'no-such-name'
    ? none(`the resolver denies that ${control} exists`)
    : { kind: 'absent', why }
}

async function observeForeign(
  ask: Ask,
  { name, control }: WatchedName,
  ownership: OwnershipIndex,
): Promise<Observation> {
  const chain = await chainOf(ask, name)
  if (!Array.isArray(chain)) return none(chain.why)
  if (chain.slice(1).some((alias) => ownership.ofHost(alias).owner === 'microsoft')) {
    return observeAlias(ask, chain, control)
  }
  const end = chain.at(-1) ?? name
  const [v4, v6] = await Promise.all([ask(end, 'A'), ask(end, 'AAAA')])
  if (v4.kind === 'failed') return none(v4.why)
  if (v6.kind === 'failed') return none(v6.why)
  if (v4.kind === 'no-such-name' && v6.kind === 'no-such-name') {
    return absentUnlessControlFails(ask, control, `${end} does not exist any more`)
  }
  return judgeAddresses(ask, name, [v4, v6].flatMap(recordsOf), ownership)
}

/** An alias of a resource at Microsoft's: it is there as long as that is. */
async function observeAlias(ask: Ask, chain: readonly Hostname[], control: string): Promise<Observation> {
  const end = chain.at(-1) ?? ''
  const address = await ask(end, 'A')
  if (address.kind === 'failed') return none(address.why)
  if (address.kind !== 'no-such-name') return present
  return absentUnlessControlFails(ask, control, `${end}, which it points to, does not exist any more`)
}

const recordsOf = (answer: DnsAnswer): readonly string[] => (answer.kind === 'records' ? answer.records : [])

async function judgeAddresses(
  ask: Ask,
  name: Hostname,
  records: readonly string[],
  ownership: OwnershipIndex,
): Promise<Observation> {
  const addresses = records.map(parseIpAddress).filter((address) => address !== undefined)
  if (addresses.length === 0) return none(`${name} has no address for now`)
  if (addresses.some((address) => ownership.ofAddress(address).owner === 'microsoft')) return present
  // Parked on a special address, or led there by a filtering resolver: whoever answers so chooses what we conclude.
  if (!addresses.every(isSomebodys)) return none(`${name} leads to a private or special address`)
  const impossible = await ask(CANNOT_EXIST, 'A')
  if (impossible.kind !== 'no-such-name') return none('the resolver answers for names that cannot exist')
  return { kind: 'absent', why: `${name} leads to no address of Microsoft’s any more` }
}

const isSomebodys = (address: IpAddress): boolean =>
  isRoutable(address) && addressRange(address) !== 'documentation'

/** The name, then what each alias points to; a failure where one could not be read. */
async function chainOf(ask: Ask, name: Hostname): Promise<Hostname[] | { readonly why: string }> {
  const chain = [name]
  while (chain.length <= LONGEST_CHAIN) {
    const alias = await ask(chain.at(-1) ?? name, 'CNAME')
    if (alias.kind === 'failed') return { why: alias.why }
    const next = parseHostname(recordsOf(alias)[0] ?? '')
    if (next === undefined || chain.includes(next)) return chain
    chain.push(next)
  }
  return { why: `${name} has more than ${LONGEST_CHAIN} aliases` }
}
