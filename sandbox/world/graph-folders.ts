import { randomUUID } from 'node:crypto'
import { graphError, type GraphFault } from './graph-fault'
import type { GraphMailRequest } from './graph-mailbox'
import { headerOf } from './mail-header'

/** A folder that every mailbox has, or the id of one that was made. */
export type GraphFolder = 'inbox' | 'junkemail' | 'deleteditems' | (string & {})

export type ArrivedMail = {
  readonly id: string
  readonly raw: Buffer
  readonly folder: GraphFolder
  readonly receivedAt: Date
  readonly conversationId?: string
}

/** Habits of delta queries: documented, or told of by others. Each is a switch. */
export type DeltaWeather = {
  /** Documented: "the same item may be returned more than once", within a page and over pages. */
  readonly repeats?: boolean
  /** Documented: a page without a mail and with a next link is no end. */
  readonly emptyPages?: boolean
}

/** The folders of a mailbox that mails arrive in. */
export type GraphFolders = {
  weather: DeltaWeather
  /** Somebody reads the mail, or flags it: delta shows it again. */
  readonly touch: (id: string) => void
  /** Puts a mail into a folder and returns its id. */
  readonly deliver: (raw: Buffer, folder?: GraphFolder, conversationId?: string) => string
  readonly move: (id: string, folder: GraphFolder) => void
  readonly remove: (id: string) => void
  /** Exchange forgets what the links stand for that it has given so far. */
  readonly forgetLinks: () => void
  readonly arrived: () => readonly ArrivedMail[]
  /** The id of a folder that every mailbox has. */
  readonly idOf: (folder: GraphFolder) => string
  /** The mails of a folder by the name that it shows. */
  readonly named: (name: string) => readonly ArrivedMail[] | undefined
  /** Undefined where something else is asked for. */
  readonly answer: (request: GraphMailRequest, path: string) => GraphFault | undefined
}

type Change = { readonly folder: GraphFolder; readonly id: string }
type Folders = {
  readonly mails: Map<string, ArrivedMail>
  /** Everything that has come into a folder or left it, in order. */
  readonly changes: Change[]
  /** What each folder is called. */
  readonly names: Map<GraphFolder, string>
  /** The id of each folder that every mailbox has: another one in every mailbox. Those that were made are known by it. */
  readonly ids: ReadonlyMap<GraphFolder, string>
  /** Names the links that are still known. */
  epoch: number
  weather: DeltaWeather
}

const HIGHEST_PAGE_SIZE = 1000
const repeated = 3

/** @param home the mailbox as it calls itself in its links */
export function graphFolders(home: string, now: () => Date): GraphFolders {
  const names = new Map([
    ['inbox', 'Posteingang'],
    ['junkemail', 'Junk-E-Mail'],
    ['deleteditems', 'Gelöschte Elemente'],
    ['drafts', 'Entwürfe'],
    ['sentitems', 'Gesendete Elemente'],
  ])
  const ids = new Map([...names.keys()].map((name) => [name, `AQMk${randomUUID()}=`]))
  const folders: Folders = { mails: new Map(), changes: [], names, ids, epoch: 1, weather: {} }
  const { mails, changes } = folders
  const put = (mail: ArrivedMail) => {
    mails.set(mail.id, mail)
    changes.push(mail)
  }
  return {
    deliver: (raw, folder = 'inbox', conversationId) => {
      const id = `${randomUUID()}=`
      put({ id, raw, folder, receivedAt: now(), ...(conversationId !== undefined && { conversationId }) })
      return id
    },
    get weather() {
      return folders.weather
    },
    set weather(weather) {
      folders.weather = weather
    },
    touch: (id) => {
      const mail = mails.get(id)
      if (mail !== undefined) changes.push(mail)
    },
    move: (id, folder) => {
      if (!moveMail(folders, id, folder)) throw new Error(`no mail ${id} to move`)
    },
    remove: (id) => {
      const mail = mails.get(id)
      if (mail !== undefined) changes.push(mail)
      mails.delete(id)
    },
    forgetLinks: () => {
      folders.epoch += 1
    },
    arrived: () => [...mails.values()],
    idOf: (folder) => idOf(folders, folder),
    named: (name) => {
      const id = [...names].find(([, one]) => one === name)?.[0]
      return id === undefined ? undefined : [...mails.values()].filter(({ folder }) => folder === id)
    },
    answer: (request, path) => answer(folders, home, request, path),
  }
}

function answer(
  folders: Folders,
  home: string,
  request: GraphMailRequest,
  path: string,
): GraphFault | undefined {
  const folder = folderAt(folders, /^mailFolders\/([^/]+)\/messages\/delta$/.exec(path)?.[1])
  if (folder !== undefined) {
    const id = encodeURIComponent(idOf(folders, folder))
    return delta(folders, `${home}/mailFolders('${id}')`, request, folder)
  }
  const { method } = request
  if (path === 'mailFolders')
    return method === 'POST' ? makeFolder(folders, request) : findFolder(folders, request)
  const known = folderAt(folders, /^mailFolders\/([^/]+)$/.exec(path)?.[1])
  if (known !== undefined)
    return json(200, { id: idOf(folders, known), displayName: folders.names.get(known) })
  const [, moved] = /^messages\/([^/]+)\/move$/.exec(path) ?? []
  if (moved !== undefined && method === 'POST')
    return askedToMove(folders, request, decodeURIComponent(moved))
  const [, id] = /^messages\/([^/]+)\/\$value$/.exec(path) ?? []
  const mail = folders.mails.get(decodeURIComponent(id ?? ''))
  return mail && { status: 200, headers: { 'content-type': 'text/plain' }, body: mail.raw }
}

/** Names that every mailbox knows are taken in the place of an id. */
function folderAt({ names, ids }: Folders, part: string | undefined): GraphFolder | undefined {
  const text = decodeURIComponent(part ?? '')
  if (names.has(text)) return text
  return [...ids].find(([, id]) => id === text)?.[0]
}

const idOf = ({ ids }: Folders, folder: GraphFolder): string => ids.get(folder) ?? folder

function moveMail({ mails, changes }: Folders, id: string, folder: GraphFolder): boolean {
  const mail = mails.get(id)
  if (mail === undefined) return false
  changes.push(mail)
  mails.set(id, { ...mail, folder })
  changes.push({ id, folder })
  return true
}

/** Without ids that stay, the mail has another one afterwards; nobody here asks for that. */
function askedToMove(folders: Folders, { body, headers }: GraphMailRequest, id: string): GraphFault {
  if (!String(headers['prefer']).includes('IdType="ImmutableId"'))
    return graphError(400, 'BadRequest', 'Here ids stay as they are.')
  const folder = folderAt(folders, textIn(body, 'destinationId'))
  if (folder === undefined) return graphError(404, 'ErrorItemNotFound', 'There is no such folder.')
  return moveMail(folders, id, folder)
    ? json(201, { id, parentFolderId: idOf(folders, folder) })
    : graphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
}

function makeFolder({ names }: Folders, { body }: GraphMailRequest): GraphFault {
  const name = textIn(body, 'displayName')
  if ([...names.values()].includes(name))
    return graphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.')
  const id = `${randomUUID()}=`
  names.set(id, name)
  return json(201, { id, displayName: name })
}

function findFolder(folders: Folders, { query }: GraphMailRequest): GraphFault {
  const [, text = ''] = /^displayName eq '((?:[^']|'')*)'$/.exec(query.get('$filter') ?? '') ?? []
  const wanted = text.replaceAll("''", "'")
  const value = [...folders.names].filter(([, name]) => name === wanted)
  return json(200, {
    value: value.map(([folder, displayName]) => ({ id: idOf(folders, folder), displayName })),
  })
}

function textIn(body: string, field: string): string {
  const read: unknown = JSON.parse(body)
  const value: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, field) : undefined
  return typeof value === 'string' ? value : ''
}

const json = (status: number, body: object): GraphFault => ({ status, body: JSON.stringify(body) })

/** A page of changes; what has been read stands in the token of the next link. */
function delta(
  { mails, changes, epoch, weather }: Folders,
  home: string,
  { query, headers }: GraphMailRequest,
  folder: string,
): GraphFault {
  const token = query.get('$skiptoken') ?? query.get('$deltatoken') ?? `${epoch}.0`
  const [given, from = 0, isBehindEmpty = 0] = token.split('.').map(Number)
  if (given !== epoch) return graphError(410, 'SyncStateNotFound', 'The sync state is gone. Start anew.')
  const wanted = Number(/odata\.maxpagesize=(\d+)/.exec(String(headers['prefer']))?.[1] ?? 10)
  const size = Math.min(wanted, HIGHEST_PAGE_SIZE)
  const link = (name: string, to: string) => `${home}/messages/delta?$${name}=${epoch}.${to}`
  if (weather.emptyPages === true && isBehindEmpty === 0)
    return json(200, { value: [], '@odata.nextLink': link('skiptoken', `${from}.1`) })
  const again = weather.repeats === true ? changes.slice(Math.max(0, from - repeated), from) : []
  const ids = new Set<string>()
  let at = from
  for (; at < changes.length && ids.size < size; at++) {
    const change = changes[at]
    if (change?.folder === folder) ids.add(change.id)
  }
  const isLast = changes.slice(at).every((change) => change.folder !== folder)
  const listed = [...ids, ...again.filter((change) => change.folder === folder).map(({ id }) => id)]
  const repeats = weather.repeats === true ? listed.slice(0, repeated) : []
  const value = [...listed, ...repeats].reverse().map((id) => shown(mails.get(id), id, folder))
  const next = isLast
    ? { '@odata.deltaLink': link('deltatoken', `${at}`) }
    : { '@odata.nextLink': link('skiptoken', `${at}`) }
  return { status: 200, body: JSON.stringify({ value, ...next }) }
}

function shown(mail: ArrivedMail | undefined, id: string, folder: string): object {
  if (mail?.folder !== folder) return { id, '@removed': { reason: 'deleted' } }
  const { conversationId } = mail
  const receivedDateTime = mail.receivedAt.toISOString()
  return { id, createdDateTime: receivedDateTime, receivedDateTime, conversationId }
}

export const messageIdOf = ({ raw }: ArrivedMail): string => headerOf(raw, 'Message-ID')
