import { z } from 'zod'
import type { Checkpoints } from '../storage/checkpoints'
import type { Mailbox, MailboxCursor } from './mailbox'
import type { Reading } from './mail-row'

export type TrackRepliesDeps = {
  readonly mailbox: Mailbox
  readonly checkpoints: Checkpoints
  /** Applies one mail, once; undefined when there was nothing to do about it. */
  readonly track: (raw: Uint8Array) => Promise<Reading | undefined>
  readonly onReading: (reading: Reading) => void
}

const cursorName = 'mailbox-cursor'
const cursorSchema = z.record(z.string(), z.object({ uidValidity: z.string(), uid: z.number() }))

/**
 * Reads what has arrived since the last run. The cursor is saved last, after the mails: one that was applied and not
 * saved is recognised by its row.
 * @returns how many mails were read
 * @throws MailboxError when the mailbox cannot be read
 */
export async function trackReplies({
  mailbox,
  checkpoints,
  track,
  onReading,
}: TrackRepliesDeps): Promise<number> {
  const held = await checkpoints.load<MailboxCursor>(cursorName, cursorSchema)
  let count = 0
  const reached = await mailbox.readSince(held?.value ?? {}, async ({ raw }) => {
    count += 1
    const reading = await track(raw)
    if (reading) onReading(reading)
  })
  if (JSON.stringify(reached) !== JSON.stringify(held?.value))
    await checkpoints.save(cursorName, reached, held?.etag)
  return count
}
