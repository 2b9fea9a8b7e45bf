import { keyHash } from '../model/hash'
import type { IpAddress } from '../model/ip-address'
import { fullNamesOf, tellingHosts } from './full-names'
import type { Observable } from './observable'
import type { Ours } from './ours'
import { type OwnAssets, whyOwnAddress, whyOwnHost } from './own-assets'
import { privateWordsOf } from './private-words'
import { linkRedaction } from './redact-url'

/** What is ours as far as a stored report can tell: by settings and list as of now, and by the alerts behind it. */
export type KnownOurs = Pick<Ours, 'whyAddress' | 'whyHost'> & {
  readonly whyTelling: (host: string) => string | undefined
  /** A link that was stored, without what is known as ours by now. */
  readonly redact: (url: URL) => string
}

/** @param marks of addresses and hosts, as {@link marksOf} makes them */
export function knownOurs(own: OwnAssets, marks: ReadonlySet<string> = new Set()): KnownOurs {
  const byAlert = (value: string) =>
    marks.has(markOf(value)) ? 'an alert about it gives it as ours' : undefined
  const whyAddress = (address: IpAddress) => whyOwnAddress(own, address) ?? byAlert(address)
  const whyHost = (host: string) => whyOwnHost(own, host) ?? byAlert(host)
  const noAlert = {}
  return {
    whyAddress,
    whyHost,
    whyTelling: tellingHosts(() => fullNamesOf(noAlert, [], own), { whyAddress }),
    redact: linkRedaction(() => privateWordsOf(noAlert, [], own), { whyAddress, whyHost }).link,
  }
}

const mostMarks = 50

/** What an alert gives as ours, so that it is known again without being kept: addresses and hosts, each as a hash. */
export function marksOf(observables: readonly Observable[]): readonly string[] {
  const ours = observables.filter(({ side, type }) => side === 'own' && (type === 'ip' || type === 'host'))
  return [...new Set(ours.map(({ value }) => markOf(value)))].slice(0, mostMarks)
}

const markOf = (value: string): string => keyHash('ours', value)
