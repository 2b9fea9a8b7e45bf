import type { Answer } from 'dns-packet'
import { keyRecordOf } from './answer-mail'
import { startNameServer } from './name-server'

/** The names of the world, at a name server of its own. */
export type Names = {
  readonly port: number
  readonly add: (name: string) => void
  readonly remove: (name: string) => void
  /** Those that were there once. */
  readonly removed: ReadonlySet<string>
  readonly close: () => Promise<void>
}

/** Zones that stand, whatever becomes of the names in them. */
const ZONES = ['azurewebsites.net', 'cloudapp.azure.com']
/** What the names lead to; no story follows them. */
const ADDRESS = '20.119.0.42'

export async function startNames(): Promise<Names> {
  const zone: Answer[] = ZONES.map((name) => ({ type: 'TXT', name, data: 'stands' }))
  zone.push(keyRecordOf('microsoft.com'))
  const removed = new Set<string>()
  const { port, close } = await startNameServer(zone)
  return {
    port,
    add: (name) => {
      zone.push({ type: 'A', name, data: ADDRESS })
    },
    remove: (name) => {
      zone.splice(0, zone.length, ...zone.filter((record) => record.name !== name))
      removed.add(name)
    },
    removed,
    close,
  }
}
