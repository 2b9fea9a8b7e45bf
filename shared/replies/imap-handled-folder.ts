import type { ImapFlow } from 'imapflow'
import { mailboxError } from './imap-error'
import { MailboxError, type MailReader } from './mailbox'

/** Moves one mail of the open folder; where that fails, no further one is tried. */
export type MoveImapMail = (uid: number) => Promise<void>

/** @param folder undefined where handled mails stay where they are */
export function imapMover(
  client: ImapFlow,
  folder: string | undefined,
  notMoved: MailReader['notMoved'],
): MoveImapMail {
  let path: string | undefined
  let isOff = folder === undefined
  return async (uid) => {
    if (isOff || folder === undefined) return
    try {
      path ??= await preparedFolder(client, folder)
      if (!(await client.messageMove(String(uid), path, { uid: true }))) throw notMovedTo(folder)
    } catch (error) {
      isOff = true
      notMoved(error instanceof MailboxError ? error : mailboxError(error, folder))
    }
  }
}

/** Its path, made where it is not there. @throws MailboxError */
export async function preparedFolder(client: ImapFlow, folder: string): Promise<string> {
  // Without MOVE (RFC 6851) it takes EXPUNGE, which may remove what others have marked.
  if (!client.capabilities.has('MOVE')) {
    const remedy = 'Leave HANDLED_FOLDER out, or read a mailbox whose server has MOVE (RFC 6851).'
    throw new MailboxError('protocol', 'the server of the mailbox cannot move mails', remedy)
  }
  const there = await pathOf(client, folder)
  if (there !== undefined) return there
  try {
    return (await client.mailboxCreate(folder)).path
  } catch (error) {
    const { message } = mailboxError(error)
    const remedy = 'Create it by hand, or give the login the right to; see HANDLED_FOLDER.'
    throw new MailboxError('folder', `folder ${folder} cannot be made: ${message}`, remedy, error)
  }
}

/** Undefined where there is none; with the prefix of its namespace, which need not be given. */
export async function pathOf(client: ImapFlow, folder: string): Promise<string | undefined> {
  const folders = await client.list()
  const prefix = client.namespace ? client.namespace.prefix : ''
  return folders.find(({ path }) => path === folder || path === `${prefix}${folder}`)?.path
}

const notMovedTo = (folder: string): MailboxError =>
  new MailboxError(
    'folder',
    `the server did not move a mail to ${folder}`,
    'See that the login may write to it and remove mails from the folders that are read; see HANDLED_FOLDER.',
  )
