import type { Checkpoints } from '../storage/checkpoints'
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
  /** Applies one mail, once. */
  readonly track: (mail: StoredMail) => Promise<Tracked>
  readonly onReading: (reading: Reading) => void
  readonly onHeldBack: (mail: Extract<Tracked, { kind: 'held-back' }>) => void
  readonly onSkipped: (mail: SkippedMail) => void
  readonly onNotMoved: (fault: MailboxError) => void
  /** After this long the rest is left to the next run. */
  readonly budgetInMs: number
  /** The process is to end: no other mail is begun. */
  readonly isStopping?: () => boolean
  readonly now: () => Date
}

const cursorName = 'mailbox-cursor'
/** So many mails at most are read again after a run that was killed. */
const mailsBetweenSaves = 100

/**
 * Reads what has arrived since the last run. The cursor is saved after the mails it stands behind: one that was
 * applied and not saved is recognised by its row. It stays before the first mail that is held back, so that this one
 * comes again.
 * @returns how many mails were read
 * @throws MailboxError when the mailbox cannot be read; what was read before that is done with
 */
export async function trackReplies(deps: TrackRepliesDeps): Promise<number> {
  const cursor = await heldCursor(deps.checkpoints)
  const endAt = deps.now().getTime() + deps.budgetInMs
  const count = { read: 0, saved: 0 }
  try {
    await deps.mailbox.readSince(cursor.held, {
      take: async (mail) => {
        count.read += 1
        const tracked = await deps.track(mail)
        if (tracked.kind === 'read') deps.onReading(tracked.reading)
        if (tracked.kind !== 'held-back') return tracked.isOurs ? 'handled' : 'left'
        cursor.stay()
        if (tracked.isNew) deps.onHeldBack(tracked)
        return 'left'
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

/** The cursor as it was saved, and as it moves on. Once somebody else has saved theirs, ours is saved no more. */
async function heldCursor(checkpoints: Checkpoints) {
  const row = await checkpoints.load<MailboxCursor>(cursorName, mailboxCursorSchema)
  const held = row?.value ?? {}
  let at = held
  let stays = false
  let saved = { text: JSON.stringify(held), etag: row?.etag, isOurs: true }
  return {
    held,
    moveTo: (cursor: MailboxCursor) => {
      if (!stays) at = cursor
    },
    stay: () => {
      stays = true
    },
    save: async (): Promise<boolean> => {
      const text = JSON.stringify(at)
      if (!saved.isOurs || text === saved.text) return saved.isOurs
      const etag = await checkpoints.save(cursorName, at, saved.etag)
      saved = { text, etag, isOurs: etag !== undefined }
      return saved.isOurs
    },
  }
}
