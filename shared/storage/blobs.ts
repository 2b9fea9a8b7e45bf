import type { ContainerClient } from '@azure/storage-blob'
import { orWhenMissing, withContainer } from './missing-container'

export type Blob = { readonly bytes: Buffer; readonly etag: string }

export type Blobs = {
  readonly get: (name: string) => Promise<Blob | undefined>
  /** The current version's ETag, without its content. */
  readonly getEtag: (name: string) => Promise<string | undefined>
  readonly put: (name: string, bytes: Uint8Array, contentType: string) => Promise<void>
}

export function azureBlobs(container: ContainerClient): Blobs {
  const create = () => container.create().then(() => undefined)
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
    put: async (name, bytes, contentType) => {
      const options = { blobHTTPHeaders: { blobContentType: contentType } }
      const body = Buffer.from(bytes)
      await withContainer(() => container.getBlockBlobClient(name).uploadData(body, options), create)
    },
  }
}
