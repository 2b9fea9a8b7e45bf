import type { ContainerClient } from '@azure/storage-blob'
import {
  isMissingContainer,
  isNotFound,
  isThereAlready,
  isUnmetCondition,
  orWhenMissing,
  withContainer,
} from './missing-container'

export type Blob = { readonly bytes: Buffer; readonly etag: string }

export type Blobs = {
  readonly get: (name: string) => Promise<Blob | undefined>
  /** The current version's ETag, without its content. */
  readonly getEtag: (name: string) => Promise<string | undefined>
  /** Names, in alphabetical order. */
  readonly list: () => Promise<readonly string[]>
  /** Names of what was last written at or before this instant, by the clock of the service. */
  readonly listWrittenUntil: (until: Date) => AsyncIterable<string>
  readonly put: (name: string, bytes: Uint8Array, contentType: string) => Promise<void>
  /** False, and nothing is changed, where there is a blob of that name already. */
  readonly insert: (name: string, bytes: Uint8Array, contentType: string) => Promise<boolean>
  /** Removes a blob; where an instant is given only if it was last written by then, to the second. */
  readonly remove: (name: string, writtenUntil?: Date) => Promise<'removed' | 'missing' | 'written since'>
}

/** Goes on where a body broke off. */
const onceMore = { maxRetryRequests: 1 }

export function azureBlobs(open: () => Promise<ContainerClient>): Blobs {
  const create = async () => {
    await (await open()).create()
  }
  const upload = (name: string, bytes: Uint8Array, contentType: string, conditions = {}) =>
    withContainer(async () => {
      const options = { blobHTTPHeaders: { blobContentType: contentType }, conditions }
      await (await open()).getBlockBlobClient(name).uploadData(Buffer.from(bytes), options)
    }, create)
  return {
    get: (name) =>
      orWhenMissing(async () => {
        const answer = await (await open()).getBlobClient(name).download(0, undefined, onceMore)
        const chunks = await Array.fromAsync(answer.readableStreamBody ?? [])
        const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))
        return { bytes, etag: answer.etag ?? '' }
      }, undefined),
    getEtag: (name) =>
      orWhenMissing(
        async () => (await (await open()).getBlobClient(name).getProperties()).etag ?? '',
        undefined,
      ),
    list: () =>
      orWhenMissing(
        async () => (await Array.fromAsync((await open()).listBlobsFlat())).map(({ name }) => name),
        [],
      ),
    listWrittenUntil: (until) => listWrittenUntil(open, until),
    remove: async (name, writtenUntil) => {
      try {
        const conditions = writtenUntil && { ifUnmodifiedSince: writtenUntil }
        await (await open()).getBlobClient(name).delete({ ...(conditions && { conditions }) })
        return 'removed'
      } catch (error) {
        if (isUnmetCondition(error)) return 'written since'
        if (isNotFound(error)) return 'missing'
        throw error
      }
    },
    put: (name, bytes, contentType) => upload(name, bytes, contentType),
    insert: async (name, bytes, contentType) => {
      try {
        await upload(name, bytes, contentType, { ifNoneMatch: '*' })
        return true
      } catch (error) {
        if (isThereAlready(error)) return false
        throw error
      }
    },
  }
}

async function* listWrittenUntil(open: () => Promise<ContainerClient>, until: Date): AsyncIterable<string> {
  try {
    for await (const { name, properties } of (await open()).listBlobsFlat())
      if (properties.lastModified <= until) yield name
  } catch (error) {
    if (!isMissingContainer(error)) throw error
  }
}
