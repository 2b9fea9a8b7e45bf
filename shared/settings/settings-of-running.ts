import { httpsUrl, someText, valueOf, wholeNumber } from './setting-values'
import { optional, type RawSettings, type SettingFault, settingGroup, withDefault } from './setting-group'

const days = (byDefault: string, what: string, who: string) =>
  withDefault(wholeNumber(1, 365), byDefault, { what, who, values: 'days, 1 to 365' })

export const chaseSettings = settingGroup({
  title: 'Patience',
  neededBy: ['openCase', 'fileReports', 'chaseReports', 'trackReplies', 'watchTakedowns', 'reviewReports'],
  fields: {
    REMINDER_AFTER_DAYS: days(
      '7',
      'From the last mail of either side to the first reminder, from there to the second, and from there to the one escalation.',
      'a team that wants to press harder, or less hard',
    ),
    GIVE_UP_AFTER_DAYS: days(
      '14',
      'From there to closing the report as unanswered.',
      'a team that wants reports off its list sooner, or later',
    ),
    EXPIRE_AFTER_DAYS: withDefault(wholeNumber(2, 365), '30', {
      what: 'When a report that still waits for approval is closed as expired. It is put before a person once more when half of that is nearly over.',
      values: 'days, 2 to 365',
      who: 'a team that looks less often than once a month',
    }),
  },
  config: (values) => ({
    reminderAfterDays: values.REMINDER_AFTER_DAYS,
    secondReminderAfterDays: values.REMINDER_AFTER_DAYS,
    escalateAfterDays: values.REMINDER_AFTER_DAYS,
    giveUpAfterDays: values.GIVE_UP_AFTER_DAYS,
    // Just before half of it is over.
    askAgainAfterDays: Math.max(1, Math.ceil(values.EXPIRE_AFTER_DAYS / 2) - 1),
    expireAfterDays: values.EXPIRE_AFTER_DAYS,
  }),
})

/** Azure Functions reads the same names for its triggers, hence their unlike spelling. */
export const storageSettings = settingGroup({
  title: 'Storage',
  neededBy: ['every function'],
  fields: {
    AzureWebJobsStorage: optional(connectionString(), {
      what: 'Connection string of the storage account, for a desk. In Azure use the names below, without a key.',
      values: 'a connection string, or `UseDevelopmentStorage=true`',
      secret: true,
      who: 'whoever runs it on a desk',
    }),
    AzureWebJobsStorage__accountName: optional(accountName(), {
      what: 'The storage account, reached with a managed identity.',
      values: 'the name of a storage account',
      who: 'every deployment, once; the template sets it',
    }),
    AzureWebJobsStorage__tableServiceUri: serviceUri('table'),
    AzureWebJobsStorage__queueServiceUri: serviceUri('queue'),
    AzureWebJobsStorage__blobServiceUri: serviceUri('blob'),
    AzureWebJobsStorage__clientId: optional(someText, {
      what: 'Which user-assigned identity it is. The host also wants `AzureWebJobsStorage__credential` at `managedidentity` then.',
      values: 'a client id',
      who: 'a deployment with a user-assigned identity; the template sets it',
    }),
  },
  check: oneStorageAccount,
  config: (values, raw, fixed): StorageSettings => {
    const longestWaitInSeconds = fixed.storageWaitMaxInSeconds
    if (values.AzureWebJobsStorage !== undefined)
      return { connectionString: values.AzureWebJobsStorage, longestWaitInSeconds }
    return {
      longestWaitInSeconds,
      tableUrl: serviceAddress(raw, 'table'),
      queueUrl: serviceAddress(raw, 'queue'),
      blobUrl: serviceAddress(raw, 'blob'),
      clientId: values.AzureWebJobsStorage__clientId,
    }
  },
})

export type StorageSettings = { readonly longestWaitInSeconds: number | undefined } & (
  | { readonly connectionString: string }
  | {
      readonly tableUrl: string
      readonly queueUrl: string
      readonly blobUrl: string
      /** Of a user-assigned identity; without it the system-assigned one. */
      readonly clientId: string | undefined
    }
)

const services = ['table', 'queue', 'blob'] as const
type Service = (typeof services)[number]

function serviceUri(service: Service) {
  return optional(httpsUrl, {
    what: `Address of its ${service} service, where the account's name does not say it (private DNS, another cloud).`,
    values: `an address such as \`https://example.${service}.core.windows.net\``,
    who: 'a deployment with private DNS, or in another cloud; the template sets it',
  })
}

function serviceAddress(raw: RawSettings, service: Service): string {
  const account = raw['AzureWebJobsStorage__accountName'] ?? ''
  return raw[`AzureWebJobsStorage__${service}ServiceUri`] ?? `https://${account}.${service}.core.windows.net`
}

function oneStorageAccount(raw: RawSettings): SettingFault[] {
  if (raw['AzureWebJobsStorage'] !== undefined || raw['AzureWebJobsStorage__accountName'] !== undefined)
    return []
  const missing = services.filter((service) => raw[`AzureWebJobsStorage__${service}ServiceUri`] === undefined)
  if (missing.length === 0) return []
  const fault = 'is not set, and no other setting says where the storage account is'
  const remedy =
    missing.length === 3
      ? 'Set AzureWebJobsStorage__accountName, or on a desk AzureWebJobsStorage to UseDevelopmentStorage=true.'
      : `Set ${missing.map((service) => `AzureWebJobsStorage__${service}ServiceUri`).join(' and ')} too.`
  return [{ setting: 'AzureWebJobsStorage', fault, remedy }]
}

function accountName() {
  return valueOf('is no name of a storage account', (text) =>
    /^[a-z0-9]{3,24}$/.test(text) ? text : undefined,
  )
}

function connectionString() {
  const pattern = /^UseDevelopmentStorage=true|(?:^|;)(?:AccountName|BlobEndpoint)=/i
  return valueOf('is no connection string', (text) => (pattern.test(text) ? text : undefined))
}
