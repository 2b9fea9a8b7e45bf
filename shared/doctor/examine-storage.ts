import { randomBytes } from 'node:crypto'
import { probeStorage, type StorageFault, type StorageService, storageServices } from '../storage/probe'
import type { StorageAccount } from '../storage/storage'
import { type Diagnosis, fail, ok } from './diagnosis'

const timeoutInMs = 20_000

/** What the identity of the app needs at least; the host of the Functions needs the one for blobs, too. */
const roles: Readonly<Record<StorageService, string>> = {
  tables: 'Storage Table Data Contributor',
  queues: 'Storage Queue Data Contributor',
  blobs: 'Storage Blob Data Owner',
}

/** Writes, reads and removes something in each of the three services. */
export async function examineStorage(account: StorageAccount): Promise<readonly Diagnosis[]> {
  const by = 'connectionString' in account ? 'with a connection string' : 'with an identity'
  return Promise.all(
    storageServices.map(async (service) => {
      const check = `storage ${service}`
      const fault = await probeStorage(
        account,
        service,
        `doctor${randomBytes(8).toString('hex')}`,
        timeoutInMs,
      )
      if (fault === undefined) return ok(check, `made, written, read and removed, ${by}`)
      return fail(check, wordsOf(fault), remedyFor(fault, service, account))
    }),
  )
}

const wordsOf = ({ status, code, message }: StorageFault): string =>
  [status === undefined ? '' : `HTTP ${status}`, code ?? '', message].filter((part) => part !== '').join(', ')

const byCode: readonly (readonly [RegExp, string])[] = [
  [
    /^KeyBasedAuthenticationNotPermitted$/,
    'The account takes no keys: set AzureWebJobsStorage__accountName in place of AzureWebJobsStorage.',
  ],
  [
    /^(?:AuthorizationFailure|NetworkAclsAccessDenied|IpAuthorizationRuleViolation)$/,
    'The key is wrong, or the firewall of the account lets this network not in: look at Networking of the storage account, and at the keys.',
  ],
  [
    /^(?:AuthenticationFailed|InvalidAuthenticationInfo|NoAuthenticationInformation)$/,
    'The key or the token is not of this account or has run out, or the clock here is wrong: compare the keys, GRAPH_TENANT_ID or the tenant of the identity, and the line about the clock.',
  ],
  [/^AccountIsDisabled$/, 'The storage account is disabled: enable its subscription.'],
  [
    /^(?:CredentialUnavailableError|AggregateAuthenticationError|AuthenticationRequiredError|ChainedTokenCredentialAuthenticationError)$/,
    'No login was possible: give the app a managed identity, or log in with az login on a desk.',
  ],
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    'There is no such account, or its name does not resolve here: check AzureWebJobsStorage__accountName, and private DNS zones.',
  ],
  [
    /^(?:E[A-Z]+|REQUEST_SEND_ERROR|AbortError|TimeoutError)$/,
    'Nothing answers there: check the address, the network and firewalls on the way; on a desk, start Azurite.',
  ],
]

function remedyFor(
  { status, code = '' }: StorageFault,
  service: StorageService,
  account: StorageAccount,
): string {
  const known = byCode.find(([pattern]) => pattern.test(code))?.[1]
  if (known !== undefined) return known
  if (status !== 403 && code !== 'AuthorizationPermissionMismatch')
    return 'Look the code up in the documentation of Azure Storage; if it lasts, report it.'
  if ('connectionString' in account && code !== 'AuthorizationPermissionMismatch')
    return 'The signature allows too little: use an identity, or a key of the account on a desk.'
  return `Assign the role, which takes some minutes to count: az role assignment create --assignee-object-id <object id of the identity> --assignee-principal-type ServicePrincipal --role "${roles[service]}" --scope <resource id of the storage account>`
}
