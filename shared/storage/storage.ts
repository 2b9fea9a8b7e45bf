import { TableClient } from '@azure/data-tables'
import type { TokenCredential } from '@azure/identity'
import { BlobServiceClient } from '@azure/storage-blob'
import { QueueServiceClient } from '@azure/storage-queue'
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
  const clients =
    'connectionString' in account ? byConnectionString(account.connectionString) : byIdentity(account)
  return {
    table: remember((name) => azureTable(clients.table(name))),
    queue: remember((name) => azureQueue(clients.queues.getQueueClient(name), waitCapInSeconds)),
    blobs: remember((name) => azureBlobs(clients.blobs.getContainerClient(name))),
  }
}

function byConnectionString(text: string) {
  return {
    table: (name: string) => TableClient.fromConnectionString(text, name, { allowInsecureConnection: true }),
    queues: QueueServiceClient.fromConnectionString(text),
    blobs: BlobServiceClient.fromConnectionString(text),
  }
}

function byIdentity(account: {
  tableUrl: string
  queueUrl: string
  blobUrl: string
  credential: TokenCredential
}) {
  return {
    table: (name: string) => new TableClient(account.tableUrl, name, account.credential),
    queues: new QueueServiceClient(account.queueUrl, account.credential),
    blobs: new BlobServiceClient(account.blobUrl, account.credential),
  }
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
