import type { Direction } from './connection'

const INSIDE =
  /\b(?:internal|inside|trust|trusted|lan|corp|corporate|private|intranet|dmz|local|monitored|protected)\b/
const OUTSIDE = /\b(?:external|outside|untrust|untrusted|wan|internet|public|extranet)\b/

/** `other` is a zone whose name says neither; undefined, where no zone is named. */
export type ZoneSide = 'inside' | 'outside' | 'other' | undefined

/** Which way a connection runs between two zones. Alone, only an outside source tells: before NAT, our own address is outside. */
export function directionByZones(source: ZoneSide, destination: ZoneSide): Direction | undefined {
  if (source === 'inside' && destination === 'inside') return 'lateral'
  if (source === 'outside' && destination === 'outside') return undefined
  if (source === 'outside') return 'inbound'
  return source !== undefined && destination === 'outside' ? 'outbound' : undefined
}

/** What the name that somebody gave a zone or an interface says. */
export function sideOfZone(text: string | undefined): ZoneSide {
  const words = (text ?? '')
    .slice(0, 200)
    .replace(/[_\d-]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  if (OUTSIDE.test(words)) return 'outside'
  return INSIDE.test(words) ? 'inside' : undefined
}
