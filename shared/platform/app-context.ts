import type { TokenCredential } from '@azure/identity'
import type { LoadKey } from '../alerts/seal'
import type { OwnershipHolder } from '../ownership/ownership-holder'
import { hostResolver, type ResolveHost } from '../ownership/resolve-host'
import { systemDns } from '../ownership/system-dns'
import type { ResolveTxt } from '../replies/dkim'
import { observedStorage } from '../storage/observed-storage'
import { azureStorage, type Storage, type StorageAccount } from '../storage/storage'
import { processEnvironment } from '../settings/environment'
import { replacedFixedValues } from '../settings/fixed-values'
import { countStorageOperation } from '../telemetry/invocation'
import { lineLog } from '../telemetry/log'
import { keyNamed } from '../alerts/key-named'
import { loginBy } from './login'
import { ownershipInUse } from '../ownership/ownership-in-use'
import { ownAssetsInUse, type OwnAssetsInUse } from '../ownership/own-assets-in-use'
import type { Telemetry } from '../telemetry/telemetry'
import { type TenantInUse, tenantInUse } from '../alerts/tenant-in-use'
import { telemetryInUse } from './telemetry-in-use'
import { readSettings, type Config, type Settings } from '../settings/settings'

/** What every function is built from: made once per process, each part at its first use. */
export type AppContext = {
  readonly settings: Settings
  readonly storage: () => Storage
  /** What our messages on the queue are sealed with. */
  readonly envelopeKey: LoadKey
  /** What the secrets in the mails that leave are made with. */
  readonly replyKey: LoadKey
  /** Logs in to Graph, where our identity could be of several tenants to this one. */
  readonly credential: (tenantId: string | undefined) => TokenCredential
  /** Whose an address or a host is; picks up a new snapshot without a restart. */
  readonly ownership: () => OwnershipHolder
  /** What is ours; picks up a new list of our addresses without a restart. */
  readonly ownAssets: OwnAssetsInUse
  /** Which tenant an alert's case is kept under. */
  readonly tenant: TenantInUse
  /** Addresses of a host, remembered for minutes; undefined where the settings want no questions asked. */
  readonly resolveHost: (dns: Config['dns']) => ResolveHost | undefined
  /** Opened at its first use; undefined where it is switched off. */
  readonly telemetry: () => Promise<Telemetry | undefined>
  /** Where a test answers in place of the name servers. */
  readonly resolveTxt?: ResolveTxt
  readonly now: () => Date
}

let context: AppContext | undefined

/** The context of this process. Never throws: a fault in the settings shows only to the function that needs them. */
export function appContext(): AppContext {
  return (context ??= started(readSettings(processEnvironment(), replacedFixedValues())))
}

/** Says at the start what nobody reads. */
function started(settings: Settings): AppContext {
  const log = lineLog((line) => console.warn(line), settings.secrets)
  for (const cause of settings.warnings) log('setting unknown', { cause, remedy: 'Rename it, or remove it.' })
  return createContext(settings)
}

/** @param overrides parts that a test puts in place of the real ones */
export function createContext(settings: Settings, overrides: Partial<AppContext> = {}): AppContext {
  const storage = overrides.storage ?? once(() => openStorage(settings))
  const now = overrides.now ?? (() => new Date())
  const log = lineLog((line) => console.warn(line), settings.secrets)
  let login: TokenCredential | undefined
  let resolver: ResolveHost | undefined
  return {
    settings,
    // Kept for the life of the process: it caches its tokens.
    credential: (tenantId) => (login ??= loginBy(identityOf(settings, tenantId))),
    // Kept for the life of the process: the key is read once.
    envelopeKey: keyNamed('envelope', storage),
    replyKey: keyNamed('replies', storage),
    ownership: once(() => ownershipInUse(storage(), now, (line) => log('ownership', { line }))),
    ownAssets: ownAssetsInUse(storage, now),
    tenant: tenantInUse(storage, now),
    // Kept for the life of the process: it remembers answers.
    resolveHost: (dns) => (resolver ??= resolverOf(dns, now)),
    telemetry: once(() => telemetryInUse(settings)),
    ...overrides,
    storage,
    now,
  }
}

function resolverOf({ asksOwners, servers }: Config['dns'], now: () => Date): ResolveHost | undefined {
  if (!asksOwners) return undefined
  return hostResolver({
    resolveDns: systemDns({ timeoutInMs: 2_000, tries: 2, ...(servers && { servers }) }),
    now,
  })
}

function openStorage(settings: Settings): Storage {
  const { longestWaitInSeconds } = settings.need('storage').storage
  const storage = azureStorage(storageAccountOf(settings), longestWaitInSeconds)
  return observedStorage(storage, countStorageOperation)
}

/** The account that the settings name, and how to log in to it. @throws SettingsError */
export function storageAccountOf(settings: Settings): StorageAccount {
  const { storage } = settings.need('storage')
  if ('connectionString' in storage) return storage
  const { clientId, ...urls } = storage
  return { ...urls, credential: loginBy(clientIdOption(clientId)) }
}

const clientIdOption = (clientId: string | undefined) =>
  clientId === undefined ? {} : { managedIdentityClientId: clientId }

/** The same user-assigned identity as for storage, where one is named; else AZURE_CLIENT_ID, which the SDK reads itself. */
function identityOf(settings: Settings, tenantId: string | undefined) {
  const { storage } = settings.need('storage')
  const clientId = 'clientId' in storage ? storage.clientId : undefined
  return { ...clientIdOption(clientId), ...(tenantId !== undefined && { tenantId }) }
}

/** Made at the first call, kept for the next. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
