import { TableClient, type TableServiceClientOptions } from '@azure/data-tables'
import type { TokenCredential } from '@azure/identity'
import type { StoragePipelineOptions } from '@azure/storage-queue'
import { azureBlobs, type Blobs } from './blobs'
import { patientClient, usualPatience, type Patience } from './patient-client'
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
  | 'Wordings'
  | 'Statistics'
  | 'Checkpoints'
  | 'Quarantine'

export type QueueName = 'alerts' | 'alerts-poison'

/**
 * `alerts`: bodies too large for a queue. `collected`: marks of what was queued from Graph. `messages`: mails as they
 * left. `keys`: for nobody but the program.
 */
export type ContainerName =
  'alerts' | 'collected' | 'messages' | 'mails' | 'quarantine' | 'ownership' | 'keys' | 'templates'

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

/**
 * Azure Storage, or Azurite behind the same connection string. Opens no connection before it is used.
 * @param waitCapInSeconds shortens every wait of a message, for a clock that jumps
 */
export function azureStorage(
  account: StorageAccount,
  waitCapInSeconds?: number,
  patience: Patience = usualPatience,
): Storage {
  const httpClient = patientClient(patience.attemptInMs)
  // Every function uses tables, not every one queues or blobs: those libraries are loaded with their first use.
  const options = kept(async () => {
    const { inEarlierShape } = await import('./earlier-shape')
    return { httpClient: inEarlierShape(httpClient), ...triesOf(patience) }
  })
  const queues = kept(async () => openQueues(account, await options()))
  const containers = kept(async () => openContainers(account, await options()))
  return {
    table: remember((name) => azureTable(openTable(account, name, { httpClient, ...retriesOf(patience) }))),
    queue: remember((name) =>
      azureQueue(async () => (await queues()).getQueueClient(name), waitCapInSeconds),
    ),
    blobs: remember((name) => azureBlobs(async () => (await containers()).getContainerClient(name))),
  }
}

/** The same in the words of the library for tables, … */
const retriesOf = ({ attempts, firstWaitInMs }: Patience) => ({
  retryOptions: { maxRetries: attempts - 1, retryDelayInMs: firstWaitInMs },
})

/** … and of those for queues and blobs. */
const triesOf = ({ attempts, firstWaitInMs }: Patience) => ({
  retryOptions: { maxTries: attempts, retryDelayInMs: firstWaitInMs },
})

function openTable(account: StorageAccount, name: string, options: TableServiceClientOptions): TableClient {
  return 'connectionString' in account
    ? TableClient.fromConnectionString(account.connectionString, name, {
        ...options,
        allowInsecureConnection: true,
      })
    : new TableClient(account.tableUrl, name, account.credential, options)
}

async function openQueues(account: StorageAccount, options: StoragePipelineOptions) {
  const { QueueServiceClient } = await import('@azure/storage-queue')
  return 'connectionString' in account
    ? QueueServiceClient.fromConnectionString(account.connectionString, options)
    : new QueueServiceClient(account.queueUrl, account.credential, options)
}

async function openContainers(account: StorageAccount, options: StoragePipelineOptions) {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  return 'connectionString' in account
    ? BlobServiceClient.fromConnectionString(account.connectionString, options)
    : new BlobServiceClient(account.blobUrl, account.credential, options)
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
