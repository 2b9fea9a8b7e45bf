import * as z from 'zod'
import type { Alert, AlertSource } from '../alert'
import { type Collector, newCollector, readTime } from '../collector'
import { finishAlert } from '../draft'
import {
  type JsonObject,
  optionalText,
  optionalTime,
  readObject,
  textOrNumber,
  texts,
  toNumber,
} from '../fields'
import { addPhrases } from '../phrases'
import { categoryFrom } from './category'
import { addPlace } from './connection'

const offense = z.object({
  id: textOrNumber,
  description: optionalText,
  offense_source: optionalText,
  offense_type: textOrNumber,
  severity: textOrNumber,
  magnitude: textOrNumber,
  categories: texts,
  start_time: optionalTime,
  last_updated_time: optionalTime,
  remote_destination_count: textOrNumber,
  local_destination_count: textOrNumber,
})

type Offense = z.output<typeof offense>

/** An offense of IBM QRadar. The addresses behind its `…_address_ids` need a look-up there. */
export function isQradar(body: JsonObject): boolean {
  return 'offense_source' in body || ('offense_type' in body && 'magnitude' in body)
}

export function parseQradar(body: JsonObject, source: AlertSource): Alert {
  const collector = newCollector()
  const seen = readObject(offense, body, '', collector)
  if (seen !== undefined) addSource(collector, seen)
  addPhrases(collector, seen?.description, 'description')
  const at = readTime(collector, 'start_time', seen?.start_time)
  const draft = {
    ...{ format: 'qradar.offense', id: seen?.id, title: seen?.description, detectionSource: 'qRadar' },
    severity: severityWord(toNumber(seen?.severity ?? seen?.magnitude)),
    category: categoryFrom(seen?.categories.join(' '), seen?.description),
    ...{ createdAt: at, firstActivityAt: at },
    lastActivityAt: readTime(collector, 'last_updated_time', seen?.last_updated_time),
  }
  return finishAlert(draft, collector, source, body)
}

const SOURCE_IP = 0
const DESTINATION_IP = 1

/** What an offense is indexed by is an address only for two of its types. */
function addSource(collector: Collector, seen: Offense): void {
  const type = toNumber(seen.offense_type)
  const where = { value: seen.offense_source, from: 'offense_source' }
  if (type === SOURCE_IP) addPlace(collector, { ...where, fieldSide: 'remote', role: 'source' })
  if (type !== DESTINATION_IP) return
  const isRemote =
    toNumber(seen.remote_destination_count) !== 0 && toNumber(seen.local_destination_count) === 0
  addPlace(collector, { ...where, fieldSide: isRemote ? 'remote' : 'unsaid', role: 'destination' })
}

function severityWord(number: number | undefined): string | undefined {
  if (number === undefined) return undefined
  if (number >= 7) return 'high'
  return number >= 4 ? 'medium' : 'low'
}
