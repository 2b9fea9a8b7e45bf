import { TableServiceClient, TableClient } from '@azure/data-tables'
import { BlobServiceClient } from '@azure/storage-blob'
import { QueueServiceClient } from '@azure/storage-queue'
import * as z from 'zod'
import type { StorageAccount } from './storage'

export const storageServices = ['tables', 'queues', 'blobs'] as const
export type StorageService = (typeof storageServices)[number]

/** What a service of the account refuses, in its own words. */
export type StorageFault = {
  readonly status?: number
  /** `AuthorizationPermissionMismatch`, `ENOTFOUND`, or whatever else the service or the network calls it. */
  readonly code?: string
  readonly message: string
}

/**
 * Makes a table, queue or container of its own, writes, reads and removes one row, message or blob in it, and removes
 * it again. Nothing of the program is touched.
 * @param name 3 to 40 small letters and digits, a letter first, never used before: what was removed may not be made
 * again for a while
 * @returns what was refused first; undefined where everything went well
 */
export async function probeStorage(
  account: StorageAccount,
  service: StorageService,
  name: string,
  timeoutInMs: number,
): Promise<StorageFault | undefined> {
  try {
    await probes[service](account, name, { abortSignal: AbortSignal.timeout(timeoutInMs) })
    return undefined
  } catch (error) {
    return faultOf(error)
  }
}

type Options = { readonly abortSignal: AbortSignal }
type Probe = (account: StorageAccount, name: string, options: Options) => Promise<void>

const probes: Readonly<Record<StorageService, Probe>> = {
  tables: async (account, name, options) => {
    const { service, table } = tables(account, name)
    await service.createTable(name, options)
    await removing(
      () => service.deleteTable(name, options),
      async () => {
        await table.createEntity({ partitionKey: 'probe', rowKey: 'probe', Word: name }, options)
        same((await table.getEntity<{ Word: string }>('probe', 'probe', options)).Word, name)
        await table.deleteEntity('probe', 'probe', options)
      },
    )
  },
  queues: async (account, name, options) => {
    const queue = queues(account).getQueueClient(name)
    await queue.create(options)
    await removing(
      () => queue.delete(options),
      async () => {
        await queue.sendMessage(name, { ...options, messageTimeToLive: 60 })
        const [message] = (await queue.receiveMessages(options)).receivedMessageItems
        same(message?.messageText, name)
        if (message) await queue.deleteMessage(message.messageId, message.popReceipt, options)
      },
    )
  },
  blobs: async (account, name, options) => {
    const container = blobs(account).getContainerClient(name)
    await container.create(options)
    await removing(
      () => container.delete(options),
      async () => {
        const blob = container.getBlockBlobClient('probe')
        await blob.upload(name, Buffer.byteLength(name), options)
        same((await blob.downloadToBuffer(0, undefined, options)).toString(), name)
        await blob.delete(options)
      },
    )
  },
}

/** The fault of the work counts, not that of the tidying up after it. */
async function removing(remove: () => Promise<unknown>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await remove().catch(() => undefined)
    throw error
  }
  await remove()
}

function same(read: string | undefined, written: string): void {
  if (read !== written) throw new Error('what was read is not what was written')
}

/** A probe is tried once: it wants to know, not to succeed. */
const once = { retryOptions: { maxRetries: 0, maxTries: 1 } }

function tables(account: StorageAccount, name: string) {
  if ('connectionString' in account) {
    const options = { ...once, allowInsecureConnection: true }
    return {
      service: TableServiceClient.fromConnectionString(account.connectionString, options),
      table: TableClient.fromConnectionString(account.connectionString, name, options),
    }
  }
  return {
    service: new TableServiceClient(account.tableUrl, account.credential, once),
    table: new TableClient(account.tableUrl, name, account.credential, once),
  }
}

const queues = (account: StorageAccount) =>
  'connectionString' in account
    ? QueueServiceClient.fromConnectionString(account.connectionString, once)
    : new QueueServiceClient(account.queueUrl, account.credential, once)

const blobs = (account: StorageAccount) =>
  'connectionString' in account
    ? BlobServiceClient.fromConnectionString(account.connectionString, once)
    : new BlobServiceClient(account.blobUrl, account.credential, once)

const refusal = z.object({
  message: z.string().catch(''),
  name: z.string().catch(''),
  statusCode: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  details: z
    .object({
      odataError: z.object({ code: z.string() }).optional().catch(undefined),
      errorCode: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})

function faultOf(error: unknown): StorageFault {
  const { data } = refusal.safeParse(error)
  if (!data) return { message: String(error) }
  const code = data.details?.odataError?.code ?? data.details?.errorCode ?? data.code ?? data.name
  const [message = ''] = data.message.split('\n')
  return {
    ...(data.statusCode !== undefined && { status: data.statusCode }),
    ...(code !== '' && { code }),
    message: message.slice(0, 200),
  }
}
