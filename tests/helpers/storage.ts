import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accountName } from './start-azurite'
import { azureStorage, type Storage } from '../../shared/storage/storage'

let taken = 0

/** Connection string of an empty storage account in the run's Azurite, never handed out twice. */
export function freshAccount(): string {
  const { blob, queue, table, key } = JSON.parse(process.env.TEST_STORAGE ?? '') as Record<string, string>
  const account = freeAccount()
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    `AccountKey=${String(key)}`,
    `BlobEndpoint=http://127.0.0.1:${String(blob)}/${account}`,
    `QueueEndpoint=http://127.0.0.1:${String(queue)}/${account}`,
    `TableEndpoint=http://127.0.0.1:${String(table)}/${account}`,
  ].join(';')
}

/** Every file runs with a memory of its own, so what is taken is remembered on disk. */
function freeAccount(): string {
  for (;;) {
    const account = accountName(taken++)
    const made = mkdirSync(join(process.env.TEST_TAKEN_ACCOUNTS ?? '', account), { recursive: true })
    if (made !== undefined) return account
  }
}

export const freshStorage = (): Storage => azureStorage({ connectionString: freshAccount() })
