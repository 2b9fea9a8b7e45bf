import { BlobServiceClient } from '@azure/storage-blob'
import { QueueServiceClient } from '@azure/storage-queue'
import * as z from 'zod'
import { orWhenMissing } from './missing-container'
import type { QueueName, StorageAccount } from './storage'

/** Where the Functions host keeps when its timers ran: `timers/HOST ID/Host.Functions.NAME/status`, as JSON. */
const hostContainer = 'azure-webjobs-hosts'
const statusBlob = /^timers\/[^/]+\/(?:Host\.Functions\.)?(\w+)\/status$/
const instant = z.coerce.date().optional().catch(undefined)
const status = z.object({ Last: instant, LastUpdated: instant })

/**
 * When each timer function ran last, as the Functions host has noted it. The host notes nothing of timers that come
 * more than once a minute; where no host has run yet, nothing is there.
 */
export async function lastTimerRuns(account: StorageAccount): Promise<ReadonlyMap<string, Date>> {
  const container = openBlobs(account).getContainerClient(hostContainer)
  const names = await orWhenMissing(
    async () =>
      (await Array.fromAsync(container.listBlobsFlat({ prefix: 'timers/' }))).map(({ name }) => name),
    [],
  )
  const runs = new Map<string, Date>()
  for (const name of names) {
    const timer = statusBlob.exec(name)?.[1]
    if (timer === undefined) continue
    const text = await orWhenMissing(
      async () => (await container.getBlobClient(name).downloadToBuffer()).toString(),
      '{}',
    )
    const at = latest(text)
    // Several apps may share an account, and an app that was renamed leaves its old notes behind.
    if (at && at > (runs.get(timer) ?? new Date(0))) runs.set(timer, at)
  }
  return runs
}

function latest(text: string): Date | undefined {
  const { data } = status.safeParse(parsed(text))
  // Before its first run the host writes the year 1.
  const times = [data?.Last, data?.LastUpdated].filter((at) => at !== undefined && at.getUTCFullYear() > 1)
  return times.reduce((a, b) => (a && b && a > b ? a : b), undefined)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What waits in a queue; undefined where there is no such queue yet. */
export type QueueState = {
  /** About how many there are, those that are being worked on or rest for a while included. */
  readonly messages: number
  /** When the first of those that can be seen now was sent. */
  readonly oldestSentAt?: Date
}

export async function queueState(account: StorageAccount, name: QueueName): Promise<QueueState | undefined> {
  const queue = openQueues(account).getQueueClient(name)
  return orWhenMissing(async () => {
    const { approximateMessagesCount: messages = 0 } = await queue.getProperties()
    const [first] = (await queue.peekMessages({ numberOfMessages: 1 })).peekedMessageItems
    return { messages, ...(first && { oldestSentAt: first.insertedOn }) }
  }, undefined)
}

const openQueues = (account: StorageAccount) =>
  'connectionString' in account
    ? QueueServiceClient.fromConnectionString(account.connectionString)
    : new QueueServiceClient(account.queueUrl, account.credential)

const openBlobs = (account: StorageAccount) =>
  'connectionString' in account
    ? BlobServiceClient.fromConnectionString(account.connectionString)
    : new BlobServiceClient(account.blobUrl, account.credential)
