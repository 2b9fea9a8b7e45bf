import { sha256 } from '../model/hash'
import { after, dayInMs } from '../model/time'
import type { Blobs } from '../storage/blobs'
import type { Aside } from './aside-position'
import type { StoredMail } from './mailbox'

/** After so many runs people are told, and it is tried once a day. */
export const triesBeforeTold = 3
/** Then it is let go: what cannot be read in a month is read by a person, in the mailbox. */
const keptForMs = 30 * dayInMs
/** As many find room beside the cursor. */
export const mostAside = 100

/** Names it in the cursor; the blob bears the hash alone. */
export const asideKeyOf = ({ raw }: Pick<StoredMail, 'raw'>): string => `aside/${sha256(raw).slice(0, 32)}`
const blobOf = (key: string): string => key.slice('aside/'.length)

/** Keeps the raw mail. @returns what the cursor is to remember of it */
export async function setAside(
  blobs: Blobs,
  key: string,
  mail: StoredMail,
  before: Aside | undefined,
  why: string,
  at: Date,
): Promise<Aside> {
  if (!before) await blobs.put(blobOf(key), mail.raw, 'message/rfc822')
  const tries = (before?.tries ?? 0) + 1
  const { folder, receivedAt, conversationId } = mail
  return {
    folder,
    ...(receivedAt && { receivedAt: receivedAt.toISOString() }),
    ...(conversationId !== undefined && { conversationId }),
    since: before?.since ?? at.toISOString(),
    tries,
    nextAt: (tries < triesBeforeTold ? at : after(at, dayInMs)).toISOString(),
    why: why.slice(0, 300),
  }
}

/** The mail as it was; undefined where it is not there any more. */
export async function asideMail(blobs: Blobs, key: string, aside: Aside): Promise<StoredMail | undefined> {
  const raw = (await blobs.get(blobOf(key)))?.bytes
  const { folder, receivedAt, conversationId } = aside
  return (
    raw && {
      folder,
      raw,
      ...(receivedAt !== undefined && { receivedAt: new Date(receivedAt) }),
      ...(conversationId !== undefined && { conversationId }),
    }
  )
}

export const isOver = ({ since }: Aside, at: Date): boolean => after(new Date(since), keptForMs) <= at
export const isDue = ({ nextAt }: Aside, at: Date): boolean => new Date(nextAt) <= at
export const letGo = (blobs: Blobs, key: string): Promise<unknown> => blobs.remove(blobOf(key))
