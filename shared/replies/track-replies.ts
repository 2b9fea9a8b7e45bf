import type { Blobs } from '../storage/blobs'
import type { Checkpoints } from '../storage/checkpoints'
import type { Aside } from './aside-position'
import { asideKeyOf, asideMail, isDue, isOver, letGo, mostAside, setAside, triesBeforeTold } from './aside'
import {
  type Mailbox,
  type MailboxCursor,
  mailboxCursorSchema,
  MailboxError,
  type SkippedMail,
  type StoredMail,
} from './mailbox'
import type { Reading } from './mail-row'
import type { Tracked } from './track-mail'

export type TrackRepliesDeps = {
  readonly mailbox: Mailbox
  readonly checkpoints: Checkpoints
  /** Where mails are kept that could not be dealt with yet. */
  readonly aside: Blobs
  /** Applies one mail, once. */
  readonly track: (mail: StoredMail) => Promise<Tracked>
  readonly onReading: (reading: Reading) => void
  readonly onHeldBack: (mail: Extract<Tracked, { kind: 'held-back' }>) => void
  /** A mail that failed at every try so far. */
  readonly onSetAside: (mail: StoredMail, aside: Aside) => Promise<void>
  readonly onSkipped: (mail: SkippedMail) => void
  readonly onNotMoved: (fault: MailboxError) => void
  /** After this long the rest is left to the next run. */
  readonly budgetInMs: number
  /** The process is to end: no other mail is begun. */
  readonly isStopping?: () => boolean
  readonly now: () => Date
}

export const cursorName = 'mailbox-cursor'
/** So many mails at most are read again after a run that was killed. */
const mailsBetweenSaves = 100

/**
 * Reads what has arrived since the last run. The cursor is saved after the mails it stands behind: one that was
 * applied and not saved is recognised by its row. A mail that cannot be dealt with yet is kept beside the cursor and
 * tried again, so that none keeps the others waiting.
 * @returns how many mails were read
 * @throws MailboxError when the mailbox cannot be read; what was read before that is done with
 */
export async function trackReplies(deps: TrackRepliesDeps): Promise<number> {
  const cursor = await heldCursor(deps.checkpoints)
  const endAt = deps.now().getTime() + deps.budgetInMs
  const count = { read: 0, saved: 0 }
  try {
    await tryAgain(deps, cursor)
    await deps.mailbox.readSince(cursor.held, {
      take: (mail) => {
        count.read += 1
        return take(deps, cursor, mail)
      },
      reached: async (at) => {
        cursor.moveTo(at)
        if (count.read - count.saved >= mailsBetweenSaves) {
          count.saved = count.read
          // Somebody else reads the same mailbox, and got further.
          if (!(await cursor.save())) return false
        }
        return deps.now().getTime() < endAt && deps.isStopping?.() !== true
      },
      skipped: deps.onSkipped,
      notMoved: deps.onNotMoved,
    })
  } catch (error) {
    if (error instanceof MailboxError) await cursor.save()
    throw error
  }
  await cursor.save()
  return count.read
}

async function tryAgain(deps: TrackRepliesDeps, cursor: HeldCursor): Promise<void> {
  for (const [key, aside] of cursor.listAside()) {
    if (!isDue(aside, deps.now())) continue
    const mail = isOver(aside, deps.now()) ? undefined : await asideMail(deps.aside, key, aside)
    if (mail) await take(deps, cursor, mail, aside)
    else cursor.settle(key)
    if (mail === undefined) await letGo(deps.aside, key)
  }
}

async function take(
  deps: TrackRepliesDeps,
  cursor: HeldCursor,
  mail: StoredMail,
  before?: Aside,
): Promise<'handled' | 'left'> {
  const key = asideKeyOf(mail)
  const tracked = await trackOrKeep(deps, cursor, mail, before)
  if (tracked === undefined) return 'left'
  if (tracked.kind === 'held-back') {
    if (tracked.isNew) deps.onHeldBack(tracked)
    // It is known why, and for how long: each run asks the name servers again.
    const kept = await setAside(deps.aside, key, mail, before, 'no name server answered', deps.now())
    cursor.setAside(key, { ...kept, tries: 1, nextAt: deps.now().toISOString() })
    return 'left'
  }
  if (tracked.kind === 'read') deps.onReading(tracked.reading)
  if (before) {
    cursor.settle(key)
    await letGo(deps.aside, key)
  }
  return tracked.isOurs ? 'handled' : 'left'
}

/** Undefined where it failed, and is kept for later. What keeps nothing, as storage that is down, ends the run. */
async function trackOrKeep(
  deps: TrackRepliesDeps,
  cursor: HeldCursor,
  mail: StoredMail,
  before: Aside | undefined,
): Promise<Tracked | undefined> {
  try {
    return await deps.track(mail)
  } catch (error) {
    if (!before && cursor.listAside().length >= mostAside) throw error
    const why = error instanceof Error ? error.message : String(error)
    const key = asideKeyOf(mail)
    const kept = await setAside(deps.aside, key, mail, before, why, deps.now()).catch(() => {
      throw error
    })
    cursor.setAside(key, kept)
    if (kept.tries === triesBeforeTold) await deps.onSetAside(mail, kept)
    return undefined
  }
}

type HeldCursor = Awaited<ReturnType<typeof heldCursor>>

/** The cursor as it was saved, and as it moves on. Once somebody else has saved theirs, ours is saved no more. */
async function heldCursor(checkpoints: Checkpoints) {
  const row = await checkpoints.load<MailboxCursor>(cursorName, mailboxCursorSchema)
  const all = Object.entries(row?.value ?? {})
  const aside = new Map(all.flatMap(([key, one]) => ('nextAt' in one ? [[key, one] as const] : [])))
  const held: MailboxCursor = Object.fromEntries(all.filter(([key]) => !aside.has(key)))
  let at = held
  let saved = { text: JSON.stringify(row?.value ?? {}), etag: row?.etag, isOurs: true }
  return {
    held,
    listAside: (): readonly (readonly [string, Aside])[] => [...aside],
    setAside: (key: string, one: Aside) => void aside.set(key, one),
    settle: (key: string) => void aside.delete(key),
    moveTo: (cursor: MailboxCursor) => {
      at = cursor
    },
    save: async (): Promise<boolean> => {
      const value = { ...at, ...Object.fromEntries(aside) }
      const text = JSON.stringify(value)
      if (!saved.isOurs || text === saved.text) return saved.isOurs
      const etag = await checkpoints.save(cursorName, value, saved.etag)
      saved = { text, etag, isOurs: etag !== undefined }
      return saved.isOurs
    },
  }
}
