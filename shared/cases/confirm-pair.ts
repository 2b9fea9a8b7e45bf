import type { Alert } from '../alerts/alert'
import type { ResolveHost } from '../ownership/resolve-host'
import type { CaseStore } from './case'
import type { Endpoint } from './decision'
import type { Confirmation, OpenPair } from './pairing'
import { type SightingStore, sightingKeyOf } from './sighting'

export type ConfirmDeps = {
  readonly sightings: Pick<SightingStore, 'get'>
  readonly cases: Pick<CaseStore, 'get'>
  readonly caseKeyOf: (alert: Alert, endpoint: Endpoint) => string
  /** Absent where settings want no questions asked. */
  readonly resolveHost?: ResolveHost | undefined
}

/**
 * What DNS says about a pair: what it said when the case was opened, else what it says now. It only names a pair whose
 * two ends are accused each for itself.
 * @returns undefined where nobody was asked or could answer
 */
export async function confirmPair(
  deps: ConfirmDeps,
  alert: Alert,
  pair: OpenPair,
): Promise<Confirmation | undefined> {
  const earlier = await earlierAnswer(deps, alert, pair)
  if (earlier !== undefined || deps.resolveHost === undefined) return earlier
  return askDns(deps.resolveHost, pair)
}

/** What DNS says now; undefined where it does not answer. */
export async function askDns(
  resolveHost: ResolveHost,
  { host, address }: OpenPair,
): Promise<Confirmation | undefined> {
  const { addresses, failed } = await resolveHost(host.host)
  if (addresses.includes(address.address)) return 'yes'
  return failed.length > 0 ? undefined : 'no'
}

/**
 * An alert that was read before keeps the pair it was read with. A pair that was confirmed has its case under the host, one
 * that was denied under the address.
 */
async function earlierAnswer(
  { sightings, cases, caseKeyOf }: ConfirmDeps,
  alert: Alert,
  { host, address }: OpenPair,
): Promise<Confirmation | undefined> {
  const hostKey = caseKeyOf(alert, host.endpoint)
  const seen = (await sightings.get(hostKey, sightingKeyOf(alert)))?.sighting
  if (seen?.evidence?.address === address.address) return 'yes'
  const evidence = (await cases.get(hostKey))?.theCase.evidence
  // Whatever DNS said, a host that is Microsoft's by its own name got a case.
  if (evidence === undefined && host.isNamed) return undefined
  if (evidence?.proof === 'dns' && evidence.address === address.address) return 'yes'
  const alone = await cases.get(caseKeyOf(alert, address.endpoint))
  return alone?.theCase.evidence.alsoNamed?.includes(host.host) === true ? 'no' : undefined
}

type Stores = { readonly sightings: SightingStore; readonly cases: CaseStore }

/** The same stores, for one alert: what was read to confirm a pair is not read again to open its case. */
export function withKeptReads<S extends Stores>(stores: S): S {
  const { sightings, cases } = stores
  return {
    ...stores,
    sightings: { ...sightings, get: keptOnce(sightings.get) },
    cases: { ...cases, get: keptOnce(cases.get) },
  }
}

/** An answer serves the next question alone, because whoever asks a third time wants to know what has changed. */
function keptOnce<A extends readonly string[], T>(get: (...key: A) => Promise<T>): (...key: A) => Promise<T> {
  const kept = new Map<string, Promise<T>>()
  return (...key) => {
    const name = key.join('\n')
    const known = kept.get(name)
    if (known !== undefined) {
      kept.delete(name)
      return known
    }
    const read = get(...key)
    kept.set(name, read)
    return read
  }
}
