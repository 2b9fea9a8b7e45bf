import type { Alert, AlertSource, FieldSide } from '../alert'
import { type Collector, addFinding, newCollector, noteUnreadable, readTime } from '../collector'
import { boundedEntries, finishAlert } from '../draft'
import {
  type JsonObject,
  optionalText,
  optionalTime,
  type Read,
  readObject,
  shape,
  textOrNumber,
  texts,
  things,
  toNumber,
} from '../fields'
import { addPhrases } from '../phrases'
import { readValue } from '../value-reading'
import { categoryFrom } from './category'
import { addPlace } from './connection'

const offense = shape({
  id: textOrNumber,
  description: optionalText,
  offense_source: optionalText,
  offense_type: textOrNumber,
  severity: textOrNumber,
  magnitude: textOrNumber,
  categories: texts,
  start_time: optionalTime,
  last_updated_time: optionalTime,
  source_network: optionalText,
  destination_networks: texts,
  remote_destination_count: textOrNumber,
  local_destination_count: textOrNumber,
  source_addresses: things,
  local_destination_addresses: things,
})

type Offense = Read<typeof offense>

/** An offense of IBM QRadar. The addresses behind its `…_address_ids` need a look-up there. */
export function isQradar(body: JsonObject): boolean {
  return 'offense_source' in body || ('offense_type' in body && 'magnitude' in body)
}

export function parseQradar(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const seen = readObject(offense, body, '', collector)
  if (seen !== undefined) {
    addSource(collector, seen)
    addAddresses(collector, seen.source_addresses, 'source_addresses', sourceSide(seen))
    addAddresses(collector, seen.local_destination_addresses, 'local_destination_addresses', 'own')
  }
  addPhrases(collector, seen?.description, 'description')
  const at = readTime(collector, 'start_time', seen?.start_time)
  const draft = {
    ...{ format: 'qradar.offense', id: seen?.id, title: seen?.description },
    severity: severityWord(toNumber(seen?.severity ?? seen?.magnitude)),
    category: categoryFrom(seen?.categories.join(' '), seen?.description),
    ...{ createdAt: at, firstActivityAt: at },
    lastActivityAt: readTime(collector, 'last_updated_time', seen?.last_updated_time),
  }
  return finishAlert(draft, collector, source, body)
}

/** Offense types by number, as `GET /siem/offense_types` lists them: those whose source is an address. */
const SOURCE_IP = new Set([0, 10])
const DESTINATION_IP = new Set([1, 11])

function addSource(collector: Collector, seen: Offense): void {
  const type = toNumber(seen.offense_type)
  const where = { value: seen.offense_source, from: 'offense_source' }
  if (type === undefined) return
  if (SOURCE_IP.has(type)) {
    addPlace(collector, { ...where, fieldSide: sourceSide(seen), role: 'source' })
  } else if (DESTINATION_IP.has(type)) {
    addPlace(collector, { ...where, fieldSide: destinationSide(seen), role: 'destination' })
  } else if (isPlainlyPlace(seen.offense_source ?? '')) {
    // A property of the customer's own, such as the link of a proxy's event.
    addFinding(collector, { ...where, type: 'url', fieldSide: 'unsaid' })
  }
}

/** A name of the customer's network hierarchy; `other` is what QRadar calls all that is not in it. */
function networkSide(network: string | null | undefined): FieldSide {
  const name = network?.trim().toLowerCase() ?? ''
  if (name === 'other') return 'remote'
  return ['', 'multiple', 'unknown', 'n/a'].includes(name) ? 'unsaid' : 'own'
}

/** Where all is outside the hierarchy, one end is ours all the same, and nothing says which. */
function sourceSide(seen: Offense): FieldSide {
  const side = networkSide(seen.source_network)
  return side === 'remote' && destinationNetworks(seen) === 'remote' ? 'unsaid' : side
}

function destinationNetworks(seen: Offense): FieldSide {
  const [side, ...others] = new Set(seen.destination_networks.map(networkSide))
  return side === undefined || others.length > 0 ? 'unsaid' : side
}

function destinationSide(seen: Offense): FieldSide {
  const side = destinationNetworks(seen)
  if (side === 'remote' && networkSide(seen.source_network) === 'remote') return 'unsaid'
  if (side !== 'unsaid') return side
  const [remote, local] = [toNumber(seen.remote_destination_count), toNumber(seen.local_destination_count)]
  if (local === 0 && remote !== 0) return 'remote'
  return remote === 0 && local !== 0 && local !== undefined ? 'own' : 'unsaid'
}

function isPlainlyPlace(text: string): boolean {
  return /^[a-z]{2,8}:\/\//i.test(text) || readValue('ip', text).type === 'ip'
}

const address = shape({
  source_ip: optionalText,
  local_destination_ip: optionalText,
  ip: optionalText,
  network: optionalText,
})

/** Looked-up addresses: texts, or entries as `GET /siem/source_addresses` gives them, each with its network. */
function addAddresses(collector: Collector, list: readonly unknown[], path: string, side: FieldSide): void {
  for (const [i, entry] of boundedEntries(collector, list, path)) {
    const from = `${path}[${i}]`
    if (typeof entry === 'string') addPlace(collector, { value: entry, from, fieldSide: side })
    else if (typeof entry === 'object') {
      const seen = readObject(address, entry, from, collector)
      const value = seen?.source_ip ?? seen?.local_destination_ip ?? seen?.ip
      const known = networkSide(seen?.network)
      addPlace(collector, { value, from, fieldSide: side === 'own' || known === 'unsaid' ? side : known })
    } else if (typeof entry !== 'number') noteUnreadable(collector, from, 'it is no address')
  }
}

function severityWord(number: number | undefined): string | undefined {
  if (number === undefined) return undefined
  if (number >= 7) return 'high'
  return number >= 4 ? 'medium' : 'low'
}
