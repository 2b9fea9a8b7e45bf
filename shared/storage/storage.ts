import { TableClient } from '@azure/data-tables'
import type { TokenCredential } from '@azure/identity'
import { azureBlobs, type Blobs } from './blobs'
import { azureQueue, type Queue } from './queue'
import { azureTable, type Table } from './table'

export type TableName =
  | 'Reports'
  | 'Agenda'
  | 'Deliveries'
  | 'Cases'
  | 'Pairs'
  | 'Sightings'
  | 'Events'
  | 'Questions'
  | 'Mails'
  | 'Statistics'
  | 'Checkpoints'
  | 'Quarantine'

export type QueueName = 'alerts' | 'alerts-poison'

/** `alerts`: bodies too large for a queue. `messages`: mails as they left. `keys`: for nobody but the program. */
export type ContainerName = 'alerts' | 'messages' | 'quarantine' | 'ownership' | 'keys' | 'templates'

/** Everything that lasts. */
export type Storage = {
  readonly table: (name: TableName) => Table
  readonly queue: (name: QueueName) => Queue
  readonly blobs: (name: ContainerName) => Blobs
}

export type StorageAccount =
  | { readonly connectionString: string }
  | {
      readonly tableUrl: string
      readonly queueUrl: string
      readonly blobUrl: string
      readonly credential: TokenCredential
    }

/** Azure Storage, or Azurite behind the same connection string. Opens no connection before it is used. */
export function azureStorage(account: StorageAccount, waitCapInSeconds?: number): Storage {
  // Every function uses tables, not every one queues or blobs: those libraries are loaded with their first use.
  const queues = kept(() => openQueues(account))
  const containers = kept(() => openContainers(account))
  return {
    table: remember((name) => azureTable(openTable(account, name))),
    queue: remember((name) =>
      azureQueue(async () => (await queues()).getQueueClient(name), waitCapInSeconds),
    ),
    blobs: remember((name) => azureBlobs(async () => (await containers()).getContainerClient(name))),
  }
}

function openTable(account: StorageAccount, name: string): TableClient {
  return 'connectionString' in account
    ? TableClient.fromConnectionString(account.connectionString, name, { allowInsecureConnection: true })
    : new TableClient(account.tableUrl, name, account.credential)
}

async function openQueues(account: StorageAccount) {
  const { QueueServiceClient } = await import('@azure/storage-queue')
  return 'connectionString' in account
    ? QueueServiceClient.fromConnectionString(account.connectionString)
    : new QueueServiceClient(account.queueUrl, account.credential)
}

async function openContainers(account: StorageAccount) {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  return 'connectionString' in account
    ? BlobServiceClient.fromConnectionString(account.connectionString)
    : new BlobServiceClient(account.blobUrl, account.credential)
}

/** Made at the first call, kept for the next. */
function kept<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** One client per name, so that connections are reused. */
function remember<Name extends string, T>(open: (name: Name) => T): (name: Name) => T {
  const opened = new Map<Name, T>()
  return (name) => {
    const known = opened.get(name) ?? open(name)
    opened.set(name, known)
    return known
  }
}
