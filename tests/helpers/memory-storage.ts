import { RestError } from '@azure/data-tables'
import type { ContainerClient } from '@azure/storage-blob'
import type { QueueClient } from '@azure/storage-queue'
import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { azureBlobs } from '../../shared/storage/blobs'
import { azureQueue } from '../../shared/storage/queue'
import type { Storage } from '../../shared/storage/storage'
import { azureTable } from '../../shared/storage/table'
import { memoryTable } from './memory-table'

/**
 * Storage in memory, without a server: our own code over clients that answer and refuse as
 * the service does. `tests/storage/storage.test.ts` holds both to the same rules.
 */
export function memoryStorage(waitCapInSeconds?: number): Storage {
  const queueClient = kept(memoryQueue)
  const storage: Storage = {
    table: kept(() => azureTable(memoryTable())),
    queue: kept((name) => azureQueue(async () => queueClient(name), waitCapInSeconds)),
    blobs: kept(() => {
      const client = memoryContainer()
      return azureBlobs(async () => client)
    }),
  }
  queueClients.set(storage, queueClient)
  return storage
}

const queueClients = new WeakMap<Storage, (name: string) => QueueClient>()

/** Whoever puts messages there and takes them is not the app. Undefined for storage that is not in memory. */
export const memoryQueueOf = (storage: Storage, name: string): QueueClient | undefined =>
  queueClients.get(storage)?.(name)

function kept<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>()
  return (name) => {
    const one = made.get(name) ?? make(name)
    made.set(name, one)
    return one
  }
}

const refusal = (statusCode: number, code: string) => new RestError(code, { statusCode, code })

type Blob = { readonly bytes: Buffer; readonly etag: string; readonly lastModified: Date }
type Conditions = {
  readonly conditions?: { readonly ifNoneMatch?: string; readonly ifUnmodifiedSince?: Date }
}
let version = 0
const secondOf = (date: Date) => new Date(Math.floor(date.getTime() / 1000) * 1000)

function memoryContainer(): ContainerClient {
  let blobs: Map<string, Blob> | undefined
  const there = (): Map<string, Blob> => {
    if (!blobs) throw refusal(404, 'ContainerNotFound')
    return blobs
  }
  const found = (name: string): Blob => {
    const blob = there().get(name)
    if (!blob) throw refusal(404, 'BlobNotFound')
    return blob
  }
  const blobClient = (name: string) => ({
    uploadData: async (bytes: Buffer, { conditions }: Conditions) => {
      await nextTurn()
      if (conditions?.ifNoneMatch === '*' && there().has(name)) throw refusal(409, 'BlobAlreadyExists')
      version += 1
      const blob = { bytes: Buffer.from(bytes), etag: `"0x${version}"`, lastModified: secondOf(new Date()) }
      there().set(name, blob)
    },
    download: async () => {
      await nextTurn()
      const { bytes, etag } = found(name)
      return { etag, readableStreamBody: [bytes] }
    },
    getProperties: async () => {
      await nextTurn()
      return { etag: found(name).etag }
    },
    delete: async ({ conditions }: Conditions) => {
      await nextTurn()
      const { lastModified } = found(name)
      const until = conditions?.ifUnmodifiedSince
      if (until && lastModified > secondOf(until)) throw refusal(412, 'ConditionNotMet')
      there().delete(name)
    },
  })
  const client = {
    create: async () => {
      await nextTurn()
      if (blobs) throw refusal(409, 'ContainerAlreadyExists')
      blobs = new Map()
    },
    getBlobClient: blobClient,
    getBlockBlobClient: blobClient,
    listBlobsFlat: async function* () {
      await nextTurn()
      const names = [...there().keys()].sort((a, b) => (a < b ? -1 : 1))
      for (const name of names) yield { name, properties: { lastModified: found(name).lastModified } }
    },
  }
  return client as unknown as ContainerClient
}

type Message = {
  readonly messageId: string
  readonly popReceipt: string
  readonly messageText: string
  readonly insertedOn: Date
  seenFrom: number
}
type Waiting = { readonly visibilityTimeout?: number }
type Some = { readonly numberOfMessages: number }
/** How long a message is hidden from others that one has received. */
const hiddenInMs = 30_000
const largestMessage = 64 * 1024

function memoryQueue(): QueueClient {
  let messages: Message[] | undefined
  const there = (): Message[] => {
    if (!messages) throw refusal(404, 'QueueNotFound')
    return messages
  }
  const seen = () => there().filter(({ seenFrom }) => seenFrom <= Date.now())
  const client = {
    create: async () => {
      await nextTurn()
      if (messages) throw refusal(409, 'QueueAlreadyExists')
      messages = []
    },
    exists: async () => {
      await nextTurn()
      return messages !== undefined
    },
    createIfNotExists: async () => {
      await nextTurn()
      messages ??= []
    },
    sendMessage: async (messageText: string, { visibilityTimeout = 0 }: Waiting = {}) => {
      await nextTurn()
      if (Buffer.byteLength(messageText) > largestMessage) throw refusal(413, 'RequestBodyTooLarge')
      const [messageId, popReceipt] = [randomUUID(), randomUUID()]
      const insertedOn = secondOf(new Date())
      const seenFrom = Date.now() + visibilityTimeout * 1000
      there().push({ messageId, popReceipt, messageText, insertedOn, seenFrom })
    },
    receiveMessages: async ({ numberOfMessages }: Some) => {
      await nextTurn()
      const receivedMessageItems = seen().slice(0, numberOfMessages)
      for (const message of receivedMessageItems) message.seenFrom = Date.now() + hiddenInMs
      return { receivedMessageItems }
    },
    deleteMessage: async (messageId: string) => {
      await nextTurn()
      messages = there().filter((message) => message.messageId !== messageId)
    },
    getProperties: async () => {
      await nextTurn()
      return { approximateMessagesCount: there().length }
    },
    peekMessages: async ({ numberOfMessages }: Some) => {
      await nextTurn()
      return { peekedMessageItems: seen().slice(0, numberOfMessages) }
    },
  }
  return client as unknown as QueueClient
}
