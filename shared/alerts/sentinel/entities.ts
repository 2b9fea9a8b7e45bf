import { remembered } from '../../model/remembered'
import { type Collector, noteUnreadable } from '../collector'
import { boundedEntries } from '../draft'
import { isObject, type JsonObject } from '../fields'
import type { ReadEntity } from './entity-fields'
import { listIn, lowerKeys } from './lower-keys'
import {
  readConnection,
  readDns,
  readFile,
  readIp,
  readMail,
  readProcess,
  readResource,
  readUrl,
} from './network-entities'
import { readAccount, readBlob, readDevice, readHost, readMailbox } from './own-entities'
import { resolveReferences } from './references'

/** By type as rows write it and kind as Azure Resource Manager does, without case and hyphens. */
const READERS: ReadonlyMap<string, ReadEntity> = new Map<string, ReadEntity>([
  ['ip', readIp],
  ['url', readUrl],
  ['dns', readDns],
  ['dnsresolution', readDns],
  ['networkconnection', readConnection],
  ['mailmessage', readMail],
  ['submissionmail', readMail],
  ['file', readFile],
  ['process', readProcess],
  ['azureresource', readResource],
  ['host', readHost],
  ['account', readAccount],
  ['mailbox', readMailbox],
  ['iotdevice', readDevice],
  ['nic', readDevice],
  ['blob', readBlob],
  ['blobcontainer', readBlob],
])

/** Entities that stand inside others; those that only refer to one come as entities of their own too. */
const NESTED: ReadonlyMap<string, ReadEntity> = new Map<string, ReadEntity>([
  ['host', readHost],
  ['parentprocess', readProcess],
  ['account', readAccount],
])

/** Reads a list of entities, as a list or as JSON in a text. Unknown types are tolerated. */
export function readEntities(value: unknown, path: string, collector: Collector): void {
  if (value === undefined || value === null || value === '') return
  const entities = listIn(value)
  if (entities === undefined) {
    noteUnreadable(collector, path, 'it is no list of entities')
    return
  }
  const bounded = boundedEntries(collector, entities, path).map(([, entity]) => entity)
  // Looking into every entity costs more than this, and most lists refer to nothing.
  const refers = typeof value !== 'string' || value.includes('$ref')
  for (const [i, entity] of (refers ? resolveReferences(bounded) : bounded).entries()) {
    if (isObject(entity)) readEntity(entity, `${path}[${i}]`, collector)
    else if (entity !== null) noteUnreadable(collector, `${path}[${i}]`, 'it is no entity')
  }
}

const readerOf = remembered((type) => READERS.get(type.replace(/[-_\s]/g, '').toLowerCase()))

/** One entity of a row (`Type`), of a playbook trigger (`kind`, `properties`), or of an AdditionalFields column. */
export function readEntity(entity: JsonObject, path: string, collector: Collector): void {
  const members = lowerKeys(entity)
  const type = members['type'] ?? members['kind']
  const inner = isObject(members['properties']) ? lowerKeys(members['properties']) : members
  if (typeof type !== 'string') {
    // An entry that is only an id, or a reference to nothing, says nothing anyway.
    if (Object.keys(members).some((member) => !member.startsWith('$')))
      noteUnreadable(collector, path, 'its type is missing')
    return
  }
  readerOf(type)?.(inner, path, collector)
  for (const [member, read] of NESTED) {
    const nested = inner[member]
    if (isObject(nested)) read(lowerKeys(nested), `${path}.${member}`, collector)
  }
}
