import { randomBytes } from 'node:crypto'
import { type EnvelopeKey, keyLengthInBytes, type LoadKey } from './seal'
import type { Storage } from '../storage/storage'

/** `envelope` seals our messages on the queue, `replies` makes the secrets in the mails that leave. */
type KeyName = 'envelope' | 'replies'

/**
 * A key of ours, made by whoever needs it first and read once per process. Who may write to the queue needs no right
 * to this container.
 */
export function keyNamed(blobName: KeyName, storage: () => Storage): LoadKey {
  let loading: Promise<EnvelopeKey> | undefined
  return async () => {
    loading ??= loadOrMake(blobName, storage())
    try {
      return await loading
    } catch (error) {
      loading = undefined
      throw error
    }
  }
}

async function loadOrMake(blobName: KeyName, storage: Storage): Promise<EnvelopeKey> {
  const blobs = storage.blobs('keys')
  const key = (await blobs.get(blobName))?.bytes
  if (key !== undefined) return checked(blobName, key)
  await blobs.insert(blobName, randomBytes(keyLengthInBytes), 'application/octet-stream')
  // Read back: of two processes that made one, only the first has.
  return checked(blobName, (await blobs.get(blobName))?.bytes)
}

/** A key that somebody could guess would be worse than none. */
function checked(blobName: KeyName, key: Buffer | undefined): EnvelopeKey {
  if (key?.length === keyLengthInBytes) return key
  throw new Error(
    `The blob keys/${blobName} holds no key of ${keyLengthInBytes} bytes. Remove it and restart the app: a new one is made.`,
  )
}
