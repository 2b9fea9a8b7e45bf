import { settingNames, type Settings } from '../settings/settings'
import { type Diagnosis, fail, ok, warn } from './diagnosis'

export type Environment = Readonly<Record<string, string | undefined>>

const vaultRemedy =
  'Give the identity of the app the role "Key Vault Secrets User" on the vault, and see that the secret exists, is enabled and can be reached from the app’s network.'

/** Faults, names that nobody reads, references that were not resolved, and what does not belong where it runs. */
export function examineSettings(settings: Settings, environment: Environment): readonly Diagnosis[] {
  const found = [
    ...settings.faults.map(({ setting, fault, remedy }) => fail(`setting ${setting}`, fault, remedy)),
    ...settings.warnings.map((says) => warn('setting', says, 'Rename it, or remove it.')),
    ...settingNames.filter((name) => isUnresolved(environment[name])).map(unresolved),
    ...switchedOff(environment),
    ...misplaced(environment),
  ]
  const isWhole = found.every(({ result }) => result !== 'fail')
  return isWhole ? [ok('settings', `no fault in any of ${settingNames.length}`), ...found] : found
}

/** Where the platform cannot read the vault, the app gets the reference itself for a value. */
const isUnresolved = (value: string | undefined): boolean =>
  value?.trim().startsWith('@Microsoft.KeyVault(') === true

const unresolved = (name: string): Diagnosis =>
  fail(`setting ${name}`, 'its Key Vault reference was not resolved', vaultRemedy)

/** `AzureWebJobs.NAME.Disabled`, or with `_` for the dots, where dots are not allowed. */
function switchedOff(environment: Environment): readonly Diagnosis[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const found = /^AzureWebJobs[._](\w+)[._]Disabled$/.exec(name)?.[1]
    if (found === undefined || !/^(?:true|1)$/i.test(value ?? '')) return []
    return [warn(`function ${found}`, `is switched off by ${name}`, 'Remove that setting to let it run.')]
  })
}

function misplaced(environment: Environment): readonly Diagnosis[] {
  const isInAzure = environment['WEBSITE_SITE_NAME'] !== undefined
  if (!isInAzure)
    return environment['WEBSITE_AUTH_ENABLED'] === undefined
      ? []
      : [
          fail(
            'setting WEBSITE_AUTH_ENABLED',
            'is set by hand: only the platform may say that its login is on',
            'Remove it.',
          ),
        ]
  const storage = 'a connection string holds the key to everything'
  return [
    ...(environment['AzureWebJobsStorage'] === undefined
      ? []
      : [
          warn(
            'setting AzureWebJobsStorage',
            storage,
            'Set AzureWebJobsStorage__accountName and use an identity.',
          ),
        ]),
  ]
}
