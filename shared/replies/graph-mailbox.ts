import type { Refused } from '../alerts/graph-request'
import { retryAt } from '../delivery/graph-answer'
import {
  type DeltaPage,
  graphInbox,
  type GraphInbox,
  type GraphMailboxSettings,
  type ListedMail,
} from './graph-inbox'
import { graphMover, type HandledFolderSettings, preparedFolder } from './graph-handled-folder'
import { graphMailboxError, isAboutOneMail } from './graph-mailbox-error'
import {
  type GraphPosition,
  type Mailbox,
  type MailboxCursor,
  MailboxError,
  type MailReader,
} from './mailbox'

/** Both, because an answer that quotes a phishing address easily counts as junk. */
const folders = ['inbox', 'junkemail'] as const

/** An hour of runs, so that an outage skips nothing. */
const triesForOneMail = 12
const longestWaitInMs = 60 * 60_000

type Reading = {
  readonly inbox: GraphInbox
  readonly mailbox: string
  readonly reader: MailReader
  readonly now: () => Date
  readonly move: (id: string) => Promise<void>
  /** The whole cursor; what is read moves it on. */
  cursor: MailboxCursor
}

/** A mailbox of Exchange Online, read by what has changed in its folders since the last time. */
export function openGraphMailbox(
  settings: GraphMailboxSettings & HandledFolderSettings,
  now: () => Date,
): Mailbox {
  const inbox = graphInbox(settings)
  const { handledFolder } = settings
  return {
    readSince: async (cursor, reader) => {
      const move = graphMover(settings, reader.notMoved)
      const reading: Reading = { inbox, mailbox: settings.mailbox, reader, now, move, cursor }
      respectWait(reading)
      for (const folder of folders) {
        if (!(await readFolder(reading, folder))) return
      }
    },
    findByMessageId: async (messageId) => {
      const found = await inbox.find(messageId)
      if (found.kind === 'refused') throw graphMailboxError(found)
      return found.kind === 'found'
    },
    ...(handledFolder !== undefined && {
      prepareHandledFolder: async () => {
        await preparedFolder(settings, handledFolder)
      },
    }),
  }
}

const keyOf = (folder: string): string => `graph:${folder}`

/** A new one where none was kept of this folder of this mailbox. */
function positionOf({ cursor, mailbox }: Reading, folder: string): GraphPosition {
  const kept = cursor[keyOf(folder)]
  return kept !== undefined && 'mailbox' in kept && kept.mailbox === mailbox ? kept : { mailbox }
}

async function moveTo(reading: Reading, folder: string, position: Omit<GraphPosition, 'mailbox'>) {
  const { mailbox, reader, cursor } = reading
  reading.cursor = { ...cursor, [keyOf(folder)]: { mailbox, ...position } }
  return reader.reached(reading.cursor)
}

/** No longer than an hour, so that a clock that was wrong does no harm. */
function respectWait(reading: Reading): void {
  const now = reading.now().getTime()
  const waits = folders.map((folder) => Date.parse(positionOf(reading, folder).notBefore ?? ''))
  const until = waits.find((at) => at > now && at <= now + longestWaitInMs)
  if (until === undefined) return
  const message = `Exchange Online asked to be left alone until ${new Date(until).toISOString()}`
  throw new MailboxError('throttled', message, 'Reading goes on by itself.')
}

/** @returns whether to go on */
async function readFolder(reading: Reading, folder: string): Promise<boolean> {
  const kept = positionOf(reading, folder).link
  const first = reading.inbox.firstLink(folder)
  let link = kept ?? first
  let canStartAnew = kept !== undefined
  for (;;) {
    const page = await reading.inbox.page(link)
    if (page.kind === 'expired' && canStartAnew) {
      // Everything comes again; what is known has its row.
      canStartAnew = false
      link = first
      continue
    }
    if (page.kind !== 'page') return endWith(reading, folder, page)
    await takePage(reading, folder, page)
    const isEndless = !page.isLast && page.link === link
    link = page.link
    const goOn = await moveTo(reading, folder, { link })
    if (isEndless) throw new MailboxError('protocol', 'a page names itself as the next one', triedAgain)
    if (page.isLast || !goOn) return goOn
  }
}

const triedAgain = 'Reading is tried again; if this stays, look at the health of Exchange Online.'

/** Keeps how long Exchange wants to be left alone, and says what is wrong. */
async function endWith(reading: Reading, folder: string, end: Refused | { kind: 'expired' }): Promise<never> {
  if (end.kind === 'expired')
    throw new MailboxError('protocol', 'the first page of a folder is said to be too old', triedAgain)
  const until = end.cause === 'throttled' ? retryAt(end.retryAfter, reading.now()) : undefined
  if (until !== undefined) {
    const { mailbox: _, ...position } = positionOf(reading, folder)
    await moveTo(reading, folder, { ...position, notBefore: until.toISOString() })
  }
  throw graphMailboxError(end)
}

/** Oldest first, as far as a page goes. The next mail is fetched while one is dealt with, and no further one. */
async function takePage(reading: Reading, folder: string, { mails }: DeltaPage): Promise<void> {
  const byAge = mails.toSorted((a, b) => (a.receivedAt?.getTime() ?? 0) - (b.receivedAt?.getTime() ?? 0))
  const fetchNth = async (n: number) => {
    const id = byAge[n]?.id
    return id === undefined ? undefined : reading.inbox.mime(id)
  }
  let next = fetchNth(0)
  try {
    for (const [n, listed] of byAge.entries()) {
      const mail = await next
      next = fetchNth(n + 1)
      if (mail?.kind === 'mime') await takeMail(reading, folder, listed, mail.raw)
      if (mail?.kind === 'refused') await skipOrEnd(reading, folder, listed, mail)
    }
  } finally {
    await next
  }
}

async function takeMail(
  { reader, move }: Reading,
  folder: string,
  { id, conversationId, receivedAt }: ListedMail,
  raw: Buffer,
): Promise<void> {
  const known = {
    ...(conversationId !== undefined && { conversationId }),
    ...(receivedAt && { receivedAt }),
  }
  const taken = await reader.take({ folder, raw, ...known })
  if (taken === 'handled') await move(id)
}

async function skipOrEnd(
  reading: Reading,
  folder: string,
  { id, receivedAt }: ListedMail,
  refusal: Refused,
): Promise<void> {
  if (!(await isToBeSkipped(reading, folder, id, refusal))) return endWith(reading, folder, refusal)
  reading.reader.skipped({ folder, id, cause: refusal.detail, ...(receivedAt && { receivedAt }) })
}

/** One that Exchange will not hand over must not keep all later ones away for ever. */
async function isToBeSkipped(
  reading: Reading,
  folder: string,
  id: string,
  refusal: Refused,
): Promise<boolean> {
  if (!isAboutOneMail(refusal)) return false
  const { mailbox: _, ...position } = positionOf(reading, folder)
  const times = 1 + (position.stuck?.[id] ?? 0)
  if (times > triesForOneMail) return true
  await moveTo(reading, folder, { ...position, stuck: { ...position.stuck, [id]: times } })
  return false
}
