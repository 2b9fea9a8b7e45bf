import type { ImapFlow, SearchObject } from 'imapflow'
import { mailboxError } from './imap-error'
import { imapMover, type MoveImapMail, pathOf, preparedFolder } from './imap-handled-folder'
import type { ImapSettings } from './imap-settings'
import {
  type ImapPosition,
  type Mailbox,
  type MailboxCursor,
  MailboxError,
  type MailReader,
  type StoredMail,
} from './mailbox'

/** Mails fetched in one go: bounds memory, and keeps the server from waiting while a mail is dealt with. */
const batchSize = 20
/** A mail longer than this is read up to here; what an answer says stands at its beginning. */
const maxMailInBytes = 5 * 1024 * 1024

/** A mailbox over IMAP. Every call is one connection of its own, so that an outage ends with the next call. */
export function openImapMailbox(settings: ImapSettings): Mailbox {
  const { handledFolder } = settings
  return {
    readSince: (cursor, reader) =>
      connected(settings, async (client) => {
        const move =
          handledFolder === undefined ? undefined : imapMover(client, handledFolder, reader.notMoved)
        let before: MailboxCursor = cursor
        for (const folder of settings.folders) {
          const read = await readFolder({ client, reader, ...(move && { move }) }, folder, before)
          if (!read.goOn) return
          before = { ...before, [folder]: read.at }
        }
      }),
    findByMessageId: (messageId) =>
      connected(settings, async (client) => {
        for (const folder of await foldersToSearch(client, settings)) {
          if (await holds(client, folder, messageId)) return true
        }
        return false
      }),
    ...(handledFolder !== undefined && {
      prepareHandledFolder: () =>
        connected(settings, async (client) => {
          await step(() => preparedFolder(client, handledFolder), handledFolder)
        }),
    }),
  }
}

/** Our own copies are moved, too. */
async function foldersToSearch(
  client: ImapFlow,
  { folders, handledFolder }: ImapSettings,
): Promise<readonly string[]> {
  if (handledFolder === undefined) return folders
  const handled = await step(() => pathOf(client, handledFolder))
  return handled === undefined ? folders : [...folders, handled]
}

async function connected<T>(settings: ImapSettings, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  // Loaded by whoever reads: with its tables of character sets it is the largest of all libraries here.
  const { ImapFlow } = await import('imapflow')
  const client = new ImapFlow(await optionsOf(settings))
  // The same fault rejects the step that was under way; without a listener it would end the process as well.
  client.on('error', () => undefined)
  try {
    await step(() => client.connect())
    return await work(client)
  } finally {
    await client.logout().catch(() => client.close())
  }
}

/** Only the mailbox's own faults become a MailboxError; those of `take` go through as they are. */
async function step<T>(act: () => Promise<T>, folder?: string): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw mailboxError(error, folder)
  }
}

type Reading = {
  readonly client: ImapFlow
  readonly reader: MailReader
  /** Absent where handled mails stay where they are. */
  readonly move?: MoveImapMail
}

async function readFolder(
  { client, reader, move }: Reading,
  folder: string,
  before: MailboxCursor,
): Promise<{ readonly at: ImapPosition; readonly goOn: boolean }> {
  const { take, reached, skipped } = reader
  const uidValidity = await openFolder(client, folder, move === undefined)
  const known = before[folder]
  const from = known !== undefined && 'uid' in known && known.uidValidity === uidValidity ? known.uid : 0
  const left = known !== undefined && 'uid' in known && from > 0 ? (known.unread ?? {}) : {}
  let at: ImapPosition = { uidValidity, uid: from, ...(isSome(left) && { unread: left }) }
  const uids = [...Object.keys(left).map(Number), ...(await step(() => newUids(client, from), folder))]
  for (let start = 0; start < uids.length; start += batchSize) {
    const range = uids.slice(start, start + batchSize)
    const fetched = await step(() => fetchBatch(client, range), folder)
    for (const uid of range) {
      const mail = fetched.get(uid)
      if (mail !== undefined && (await take({ folder, ...mail })) === 'handled') await move?.(uid)
      const isThere = mail === undefined && (await step(() => isStillThere(client, uid), folder))
      at = movedOn(at, uid, isThere, (tries) =>
        skipped({ folder, id: String(uid), cause: notHandedOver(tries) }),
      )
      if (!(await reached({ ...before, [folder]: at }))) return { at, goOn: false }
    }
  }
  return { at, goOn: await reached({ ...before, [folder]: at }) }
}

/** An hour of runs, so that an outage skips nothing. */
const triesForOneMail = 12
const notHandedOver = (tries: number) => `the server did not hand it over, asked ${tries} times`
const isSome = (unread: object): boolean => Object.keys(unread).length > 0

/** Behind this mail; one that was not handed over is asked for again, and keeps no other waiting. */
function movedOn(
  { uidValidity, uid: before, unread = {} }: ImapPosition,
  uid: number,
  isThere: boolean,
  giveUp: (tries: number) => void,
): ImapPosition {
  const { [String(uid)]: tries = 0, ...others } = unread
  const isOver = isThere && tries + 1 >= triesForOneMail
  if (isOver) giveUp(tries + 1)
  const left = isThere && !isOver ? { ...others, [String(uid)]: tries + 1 } : others
  return { uidValidity, uid: Math.max(before, uid), ...(isSome(left) && { unread: left }) }
}

/** Moved or deleted since it was listed: nothing to read, nothing lost. */
const isStillThere = async (client: ImapFlow, uid: number): Promise<boolean> =>
  (await found(client, { uid: String(uid) })).length > 0

async function openFolder(client: ImapFlow, folder: string, readOnly = true): Promise<string> {
  const opened = await step(() => client.mailboxOpen(folder, { readOnly }), folder)
  // Some servers show what has arrived only after the next command.
  await step(() => client.noop(), folder)
  return opened.uidValidity.toString()
}

/** `n:*` always names the last mail too, even where its UID is below n. */
async function newUids(client: ImapFlow, after: number): Promise<readonly number[]> {
  return (await found(client, { uid: `${after + 1}:*` })).filter((uid) => uid > after).sort((a, b) => a - b)
}

/** The library answers a refusal with `false`, which is not the same as no mail. */
async function found(client: ImapFlow, query: SearchObject): Promise<readonly number[]> {
  const uids = await client.search(query, { uid: true })
  if (Array.isArray(uids)) return uids
  throw new MailboxError('protocol', 'the server refused to search the mailbox', searchedAgain)
}

const searchedAgain = 'Reading is tried again; if this stays, look at what the server logs.'

type Fetched = Pick<StoredMail, 'raw' | 'receivedAt'>

/** Sizes first: mails of usual size come together and whole, a giant by itself and only its beginning. */
async function fetchBatch(client: ImapFlow, uids: readonly number[]): Promise<ReadonlyMap<number, Fetched>> {
  const sizes = await client.fetchAll(uids.join(','), { uid: true, size: true }, { uid: true })
  const isGiant = (size: number | undefined) => (size ?? 0) > maxMailInBytes
  const usual = sizes.filter(({ size }) => !isGiant(size)).map(({ uid }) => uid)
  const mails = new Map<number, Fetched>()
  const fetch = async (range: string, source: true | { maxLength: number }) => {
    const query = { uid: true, internalDate: true, source }
    for (const { uid, source: raw, internalDate } of await client.fetchAll(range, query, { uid: true })) {
      const receivedAt = internalDate === undefined ? undefined : new Date(internalDate)
      if (raw !== undefined && !isStandIn(raw)) mails.set(uid, { raw, ...(receivedAt && { receivedAt }) })
    }
  }
  if (usual.length > 0) await fetch(usual.join(','), true)
  for (const { uid, size } of sizes)
    if (isGiant(size)) await fetch(String(uid), { maxLength: maxMailInBytes })
  return mails
}

/** Exchange hands this over in place of a mail that it cannot convert for now. */
const isStandIn = (raw: Buffer): boolean => {
  const beginning = raw.toString('latin1', 0, 2_000)
  return (
    /^From: \"?Microsoft Exchange Server\b/im.test(beginning) &&
    /^Subject: Retrieval using the IMAP4 protocol failed\b/im.test(beginning)
  )
}

async function holds(client: ImapFlow, folder: string, messageId: string): Promise<boolean> {
  await openFolder(client, folder)
  for (const header of ['message-id', 'x-microsoft-original-message-id']) {
    const uids = await step(() => found(client, { header: { [header]: messageId } }), folder)
    if (uids.length > 0) return true
  }
  return false
}

async function optionsOf(settings: ImapSettings): Promise<ConstructorParameters<typeof ImapFlow>[0]> {
  const { host, port, security, credentials, ca, timeoutInMs } = settings
  if (security === 'none' && !/^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host)) {
    throw new MailboxError(
      'encryption',
      'IMAP without encryption is configured for another machine',
      'Set the IMAP security to tls or starttls; none is for 127.0.0.1 only.',
    )
  }
  const auth =
    'password' in credentials
      ? { user: credentials.user, pass: credentials.password }
      : { user: credentials.user, accessToken: await tokenFrom(credentials.accessToken) }
  return {
    host,
    port,
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    auth,
    logger: false,
    disableAutoIdle: true,
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: timeoutInMs,
    greetingTimeout: timeoutInMs,
    socketTimeout: timeoutInMs,
  }
}

async function tokenFrom(accessToken: () => Promise<string>): Promise<string> {
  try {
    return await accessToken()
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw mailboxError({ message: `no token: ${said}`, authenticationFailed: true })
  }
}
