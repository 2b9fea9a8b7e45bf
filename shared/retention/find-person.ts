import type { VersionedTable } from '../storage/schema-version'
import type { ContainerName, Storage } from '../storage/storage'
import type { StoredRow } from '../storage/table'
import type { Person } from './person'

/** A text that names the person, and where in its row or blob it stands: `State.event.by`. */
export type Mention = { readonly place: string; readonly text: string }

export type Found =
  | {
      readonly kind: 'row'
      readonly table: VersionedTable
      readonly row: StoredRow
      readonly mentions: readonly Mention[]
    }
  | {
      readonly kind: 'blob'
      readonly container: ContainerName
      readonly name: string
      readonly mentions: readonly Mention[]
    }

const tables = [
  ...([
    'Reports',
    'Events',
    'Questions',
    'Mails',
    'Wordings',
    'Sightings',
    'Cases',
    'Deliveries',
    'Pairs',
  ] as const),
  ...(['Quarantine', 'Checkpoints', 'Agenda'] as const),
] satisfies readonly VersionedTable[]

const containers = ['quarantine', 'alerts', 'messages'] as const satisfies readonly ContainerName[]

/** Reads everything that is kept. Messages on the queues cannot be looked into without taking them. */
export async function* findPerson(storage: Storage, person: Person): AsyncIterable<Found> {
  for (const table of tables) {
    for await (const row of storage.table(table).list()) {
      const mentions = mentionsInRow(row, person)
      if (mentions.length > 0) yield { kind: 'row', table, row, mentions }
    }
  }
  for (const container of containers) {
    const blobs = storage.blobs(container)
    for (const name of await blobs.list()) {
      const text = (await blobs.get(name))?.bytes.toString('utf8') ?? ''
      const mentions = mentionsInText('', text, person)
      if (mentions.length > 0) yield { kind: 'blob', container, name, mentions }
    }
  }
}

function mentionsInRow({ key, cells }: StoredRow, person: Person): Mention[] {
  const named = { partitionKey: key.partitionKey, rowKey: key.rowKey, ...cells }
  return Object.entries(named).flatMap(([column, cell]) =>
    typeof cell === 'string' ? mentionsInText(column, cell, person) : [],
  )
}

/** JSON is looked through text by text, also where it is wrapped in base64; anything else is one text. */
function mentionsInText(place: string, text: string, person: Person): Mention[] {
  const json = parsed(text) ?? parsed(Buffer.from(text, 'base64').toString('utf8'))
  return json === undefined ? mention(place, text, person) : mentionsIn(place, json, person)
}

function mentionsIn(place: string, value: unknown, person: Person): Mention[] {
  if (typeof value === 'string') return mention(place, value, person)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    mentionsIn(place === '' ? name : `${place}.${name}`, member, person),
  )
}

const mention = (place: string, text: string, person: Person): Mention[] =>
  person.isNamedIn(text) ? [{ place, text: text.slice(0, 4000) }] : []

/** Objects and lists only: any number and any quoted word would be JSON, too. */
export function parsed(text: string): object | undefined {
  try {
    const value: unknown = /^\s*[[{]/.test(text) ? JSON.parse(text) : undefined
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
