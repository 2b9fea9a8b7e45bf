import { SPECIAL_RANGES } from '../model/address-range'
import { parseCidr } from '../model/cidr'
import type { Entry } from './source'

/** Marks an address where Microsoft itself is at work, though service tags may list it as any customer's. */
export const AT_WORK = 'microsoft-at-work'

/** What Microsoft does there, and its prefixes. */
const PLACES: readonly (readonly [tag: string, prefixes: string])[] = [
  // Its Digital Crimes Unit lets infected machines call a defender. Source: isc.sans.edu/diary/19711.
  ['Microsoft’s sinkhole, to which seized names lead', '131.253.18.0/24'],
  // Source: www.bing.com/toolbox/bingbot.json, as of 2026-02.
  [
    'Bing’s crawler, which reads web sites',
    '157.55.39.0/24 207.46.13.0/24 40.77.167.0/24 13.66.139.0/24 13.66.144.0/24 52.167.144.0/24 13.67.10.16/28 13.69.66.240/28 13.71.172.224/28 139.217.52.0/28 191.233.204.224/28 20.36.108.32/28 20.43.120.16/28 40.79.131.208/28 40.79.186.176/28 52.231.148.0/28 20.79.107.240/28 51.105.67.0/28 20.125.163.80/28 40.77.188.0/22 65.55.210.0/24 199.30.24.0/23 40.77.202.0/24 40.77.139.0/25 20.74.197.0/28 20.15.133.160/27 40.77.177.0/24 40.77.178.0/23',
  ],
]

/** The special-purpose ranges as one more source of the index, so that asking about them costs nothing extra. */
export function specialEntries(): Entry[] {
  const nobodys = SPECIAL_RANGES.map(({ prefix, name }) =>
    entryOf({ source: 'special', tag: name }, [prefix]),
  )
  const places = PLACES.map(([tag, prefixes]) =>
    entryOf({ source: 'special', tag, systemService: AT_WORK }, prefixes.split(' ')),
  )
  return [...nobodys, ...places]
}

function entryOf(label: Entry['label'], prefixes: readonly string[]): Entry {
  return { label, prefixes: prefixes.map(parseCidr).filter((cidr) => cidr !== undefined) }
}
