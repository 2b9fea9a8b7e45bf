import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accountName } from './start-azurite'
import { azureStorage, type Storage } from '../../shared/storage/storage'
import { memoryStorage } from './memory-storage'

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

/** @param waitCapInSeconds shortens every wait of a message */
export const azuriteStorage = (waitCapInSeconds?: number): Storage =>
  azureStorage({ connectionString: freshAccount() }, waitCapInSeconds)

/** Whether every test runs on Azurite (`npm run test:azurite`), or those in memory that can. */
export const areOnAzurite = (): boolean => process.env.TEST_ON_AZURITE === 'yes'

/** Empty storage: in memory, or in Azurite. */
export const freshStorage = (waitCapInSeconds?: number): Storage =>
  areOnAzurite() ? azuriteStorage(waitCapInSeconds) : memoryStorage(waitCapInSeconds)
