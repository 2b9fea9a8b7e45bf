import { randomUUID } from 'node:crypto'
import { graphError, type GraphFault } from './graph-fault'
import type { GraphMailRequest } from './graph-mailbox'
import { headerOf } from './mail-header'

export type GraphFolder = 'inbox' | 'junkemail' | 'deleteditems'

export type ArrivedMail = {
  readonly id: string
  readonly raw: Buffer
  readonly folder: GraphFolder
  readonly receivedAt: Date
}

/** The folders of a mailbox that mails arrive in. */
export type GraphFolders = {
  /** Puts a mail into a folder and returns its id. */
  readonly deliver: (raw: Buffer, folder?: GraphFolder) => string
  readonly move: (id: string, folder: GraphFolder) => void
  readonly remove: (id: string) => void
  /** Exchange forgets what the links stand for that it has given so far. */
  readonly forgetLinks: () => void
  readonly arrived: () => readonly ArrivedMail[]
  /** Undefined where something else is asked for. */
  readonly answer: (request: GraphMailRequest, path: string) => GraphFault | undefined
}

type Change = { readonly folder: GraphFolder; readonly id: string }
type Folders = {
  readonly mails: Map<string, ArrivedMail>
  /** Everything that has come into a folder or left it, in order. */
  readonly changes: Change[]
  /** Names the links that are still known. */
  epoch: number
}

const HIGHEST_PAGE_SIZE = 1000

/** @param home the mailbox as it calls itself in its links */
export function graphFolders(home: string, now: () => Date): GraphFolders {
  const folders: Folders = { mails: new Map(), changes: [], epoch: 1 }
  const { mails, changes } = folders
  const put = (mail: ArrivedMail) => {
    mails.set(mail.id, mail)
    changes.push(mail)
  }
  return {
    deliver: (raw, folder = 'inbox') => {
      const id = `${randomUUID()}=`
      put({ id, raw, folder, receivedAt: now() })
      return id
    },
    move: (id, folder) => {
      const mail = mails.get(id)
      if (mail === undefined) throw new Error(`no mail ${id} to move`)
      changes.push(mail)
      put({ ...mail, folder })
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
    answer: (request, path) => answer(folders, home, request, path),
  }
}

function answer(
  folders: Folders,
  home: string,
  request: GraphMailRequest,
  path: string,
): GraphFault | undefined {
  const [, folder] = /^mailFolders\/(inbox|junkemail)\/messages\/delta$/.exec(path) ?? []
  if (folder !== undefined) return delta(folders, `${home}/mailFolders('${folder}')`, request, folder)
  const [, id] = /^messages\/([^/]+)\/\$value$/.exec(path) ?? []
  const mail = folders.mails.get(decodeURIComponent(id ?? ''))
  return mail && { status: 200, headers: { 'content-type': 'text/plain' }, body: mail.raw }
}

/** A page of changes; what has been read stands in the token of the next link. */
function delta(
  { mails, changes, epoch }: Folders,
  home: string,
  { query, headers }: GraphMailRequest,
  folder: string,
): GraphFault {
  const token = query.get('$skiptoken') ?? query.get('$deltatoken') ?? `${epoch}.0`
  const [given, from = 0] = token.split('.').map(Number)
  if (given !== epoch) return graphError(410, 'SyncStateNotFound', 'The sync state is gone. Start anew.')
  const wanted = Number(/odata\.maxpagesize=(\d+)/.exec(String(headers['prefer']))?.[1] ?? 10)
  const size = Math.min(wanted, HIGHEST_PAGE_SIZE)
  const ids = new Set<string>()
  let at = from
  for (; at < changes.length && ids.size < size; at++) {
    const change = changes[at]
    if (change?.folder === folder) ids.add(change.id)
  }
  const link = (name: string) => `${home}/messages/delta?$${name}=${epoch}.${at}`
  const isLast = changes.slice(at).every((change) => change.folder !== folder)
  const value = [...ids].reverse().map((id) => shown(mails.get(id), id, folder))
  const next = isLast ? { '@odata.deltaLink': link('deltatoken') } : { '@odata.nextLink': link('skiptoken') }
  return { status: 200, body: JSON.stringify({ value, ...next }) }
}

function shown(mail: ArrivedMail | undefined, id: string, folder: string): object {
  if (mail?.folder !== folder) return { id, '@removed': { reason: 'deleted' } }
  return { id, receivedDateTime: mail.receivedAt.toISOString() }
}

export const messageIdOf = ({ raw }: ArrivedMail): string => headerOf(raw, 'Message-ID')
