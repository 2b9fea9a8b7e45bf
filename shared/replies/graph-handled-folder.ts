import * as z from 'zod'
import {
  askGraph,
  type GraphAsk,
  graphOrigin,
  readRefusal,
  refused,
  type Refused,
} from '../alerts/graph-request'
import type { GraphMailboxSettings } from './graph-inbox'
import { graphMailboxError, isMissingMail } from './graph-mailbox-error'
import { MailboxError, type MailReader } from './mailbox'

export type HandledFolderSettings = {
  /** Name of a folder beside the Inbox; left out, nothing is changed. */
  readonly handledFolder?: string
}

/** Ids that stay the same when a mail moves. */
const prefer = 'IdType="ImmutableId"'
/** What is moved there comes again, or is lost one day. */
const unfit = ['inbox', 'junkemail', 'deleteditems'] as const

/** Moves one mail by its id; where that fails, no further one is tried. */
export function graphMover(
  settings: GraphMailboxSettings & HandledFolderSettings,
  notMoved: MailReader['notMoved'],
): (id: string) => Promise<void> {
  const { handledFolder } = settings
  let folderId: string | undefined
  let isOff = handledFolder === undefined
  return async (id) => {
    if (isOff || handledFolder === undefined) return
    try {
      folderId ??= await preparedFolder(settings, handledFolder)
      await moveMail(settings, id, folderId)
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error
      isOff = true
      notMoved(error)
    }
  }
}

async function moveMail(settings: GraphMailboxSettings, id: string, folderId: string): Promise<void> {
  const path = `messages/${encodeURIComponent(id)}/move`
  const moved = await ask(settings, path, readMoved, { method: 'POST', body: { destinationId: folderId } })
  if (moved.kind === 'refused') throw movingError(moved)
}

/** Its id; the folder is made where it is not there. @throws MailboxError */
export async function preparedFolder(settings: GraphMailboxSettings, name: string): Promise<string> {
  const byName = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`)
  const found = await ask(settings, `mailFolders?$select=id&$filter=${byName}`, readFolders)
  if (found.kind === 'refused') throw movingError(found)
  const [there] = found.ids
  if (there === undefined) return makeFolder(settings, name)
  for (const one of unfit) {
    const known = await ask(settings, `mailFolders/${one}?$select=id`, readFolder)
    if (known.kind === 'refused') throw movingError(known)
    if (known.id === there) throw unfitFolder(name, one)
  }
  return there
}

async function makeFolder(settings: GraphMailboxSettings, name: string): Promise<string> {
  const made = await ask(settings, 'mailFolders', readFolder, { method: 'POST', body: { displayName: name } })
  if (made.kind === 'refused') throw movingError(made)
  return made.id
}

const unfitFolder = (name: string, known: string): MailboxError =>
  new MailboxError(
    'folder',
    `folder ${name} is that of ${known}, and handled mails are not moved there`,
    'Name another folder in HANDLED_FOLDER; it is made by itself.',
  )

function movingError(refusal: Refused): MailboxError {
  const { fault, message, remedy } = graphMailboxError(refusal)
  const right = 'Give the identity Mail.ReadWrite for this mailbox, or leave HANDLED_FOLDER out.'
  return new MailboxError(
    fault,
    message.replace('read', 'move mails'),
    fault === 'permission' ? right : remedy,
  )
}

function ask<Answer>(
  settings: GraphMailboxSettings,
  path: string,
  read: (response: Response, content: unknown) => Answer | Refused,
  how: GraphAsk = {},
): Promise<Answer | Refused> {
  const mailbox = `${graphOrigin(settings.endpoint)}/v1.0/users/${encodeURIComponent(settings.mailbox)}`
  return askGraph<Answer | Refused>(settings, `${mailbox}/${path}`, read, { prefer, ...how })
}

/** Somebody else may have moved or deleted it meanwhile. */
const readMoved = (response: Response, content: unknown): { kind: 'moved' } | Refused =>
  response.ok || isMissingMail(response.status, content) ? { kind: 'moved' } : readRefusal(response, content)

const folderList = z.object({ value: z.array(z.object({ id: z.string() })) })

function readFolders(response: Response, content: unknown): { kind: 'found'; ids: string[] } | Refused {
  if (!response.ok) return readRefusal(response, content)
  const { data } = folderList.safeParse(content)
  if (data === undefined) return refused('not-json', 'the answer is no list of folders')
  return { kind: 'found', ids: data.value.map(({ id }) => id) }
}

const oneFolder = z.object({ id: z.string() })

function readFolder(response: Response, content: unknown): { kind: 'folder'; id: string } | Refused {
  if (!response.ok) return readRefusal(response, content)
  const { data } = oneFolder.safeParse(content)
  return data === undefined ? refused('not-json', 'the answer is no folder') : { kind: 'folder', id: data.id }
}
