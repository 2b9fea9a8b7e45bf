import type { ContainerClient } from '@azure/storage-blob'
import { isThereAlready, orWhenMissing, withContainer } from './missing-container'

export type Blob = { readonly bytes: Buffer; readonly etag: string }

export type Blobs = {
  readonly get: (name: string) => Promise<Blob | undefined>
  /** The current version's ETag, without its content. */
  readonly getEtag: (name: string) => Promise<string | undefined>
  /** Names, in alphabetical order. */
  readonly list: () => Promise<readonly string[]>
  readonly put: (name: string, bytes: Uint8Array, contentType: string) => Promise<void>
  /** False, and nothing is changed, where there is a blob of that name already. */
  readonly insert: (name: string, bytes: Uint8Array, contentType: string) => Promise<boolean>
}

export function azureBlobs(container: ContainerClient): Blobs {
  const create = () => container.create().then(() => undefined)
  const upload = (name: string, bytes: Uint8Array, contentType: string, conditions = {}) =>
    withContainer(async () => {
      const options = { blobHTTPHeaders: { blobContentType: contentType }, conditions }
      await container.getBlockBlobClient(name).uploadData(Buffer.from(bytes), options)
    }, create)
  return {
    get: (name) =>
      orWhenMissing(async () => {
        const answer = await container.getBlobClient(name).download()
        const chunks = await Array.fromAsync(answer.readableStreamBody ?? [])
        const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))
        return { bytes, etag: answer.etag ?? '' }
      }, undefined),
    getEtag: (name) =>
      orWhenMissing(async () => (await container.getBlobClient(name).getProperties()).etag ?? '', undefined),
    list: () =>
      orWhenMissing(
        async () => (await Array.fromAsync(container.listBlobsFlat())).map(({ name }) => name),
        [],
      ),
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
