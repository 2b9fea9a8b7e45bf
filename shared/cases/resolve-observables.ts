import { type Hostname, parseHostname } from '../model/hostname'
import type { IpAddress } from '../model/ip-address'
import type { Observable } from '../observables/observable'
import { isOwnAddress, type OwnAssets } from '../observables/own-assets'
import type { ResolveHost } from '../ownership/resolve-host'

/** An alert that names more remote hosts than this is a list, not a story. */
const mostHosts = 10

/**
 * Adds the public addresses that the remote hosts of an alert resolve to, each in one record with its host, which is
 * what proves a pair. Addresses of ours and those that the alert shows on another side are left as they are.
 */
export async function withResolutions(
  observables: readonly Observable[],
  resolveHost: ResolveHost,
  own: OwnAssets,
): Promise<readonly Observable[]> {
  const hosts = [...new Set(observables.flatMap((observable) => remoteHost(observable) ?? []))].slice(
    0,
    mostHosts,
  )
  let resolved = observables
  for (const [n, host] of hosts.entries()) {
    const { addresses } = await resolveHost(host)
    const foreign = addresses.filter((address) => !isOwnAddress(own, address))
    // Records that the alert itself numbers begin at zero.
    resolved = foreign.reduce((list, address) => paired(list, host, address, -1 - n), resolved)
  }
  return resolved
}

function remoteHost({ type, value, side }: Observable): Hostname | undefined {
  if (side !== 'remote' || (type !== 'host' && type !== 'url')) return undefined
  return parseHostname(type === 'url' ? new URL(value).hostname : value)
}

function paired(
  observables: readonly Observable[],
  host: Hostname,
  address: IpAddress,
  record: number,
): readonly Observable[] {
  const known = observables.find(({ type, value }) => type === 'ip' && value === address)
  if (known && known.side !== 'remote') return observables
  const noted = observables.map((observable) =>
    remoteHost(observable) === host || observable === known
      ? { ...observable, records: [...new Set([...observable.records, record])] }
      : observable,
  )
  if (known) return noted
  const role = observables.find((observable) => remoteHost(observable) === host)?.role ?? 'unknown'
  return [
    ...noted,
    { type: 'ip', value: address, role, side: 'remote', from: [`DNS of ${host}`], records: [record] },
  ]
}
