import {
  type RawSettings,
  settingDoc,
  type SettingDoc,
  type SettingFault,
  type SettingField,
} from './setting-group'
import { fixedValues, type FixedValues } from './fixed-values'
import { formerSettings } from './former-settings'
import { misspelledSettings } from './misspelled-settings'
import { platformFacts } from './own-resources'
import { digestSettings } from './settings-of-digest'
import { feedSettings } from './settings-of-feeds'
import { enrichmentSettings } from './settings-of-enrichment'
import { mailSettings, smtpSettings } from './settings-of-mail'
import { mailboxSettings } from './settings-of-mailbox'
import { msrcSettings } from './settings-of-msrc'
import { ownSettings, reportingSettings } from './settings-of-reporting'
import { pageSettings } from './settings-of-page'
import { retentionSettings } from './settings-of-retention'
import { secretParts } from './secret-parts'
import { sendingSettings } from './settings-of-sending'
import { chaseSettings, storageSettings } from './settings-of-running'
import { collectSettings, dnsSettings, graphSettings } from './settings-of-sources'
import { telemetrySettings } from './settings-of-telemetry'
import { watchSettings } from './settings-of-watch'

/** Every setting there is, in the order of the documentation. */
export const settingGroups = {
  reporting: reportingSettings,
  sending: sendingSettings,
  own: ownSettings,
  mail: mailSettings,
  smtp: smtpSettings,
  msrc: msrcSettings,
  mailbox: mailboxSettings,
  graph: graphSettings,
  collect: collectSettings,
  feeds: feedSettings,
  dns: dnsSettings,
  enrichment: enrichmentSettings,
  chase: chaseSettings,
  watch: watchSettings,
  digest: digestSettings,
  page: pageSettings,
  retention: retentionSettings,
  telemetry: telemetrySettings,
  storage: storageSettings,
} as const

type Groups = typeof settingGroups
export type GroupName = keyof Groups
type ConfigOf<Group> = Group extends { read: (raw: RawSettings) => infer Answer }
  ? Extract<Answer, { config: unknown }>['config']
  : never

/** What a function asks for, in words of the program: `config.smtp.host`. */
export type Config = { readonly [Name in GroupName]: ConfigOf<Groups[Name]> }

export type Settings = {
  /** @throws SettingsError that lists every fault of these groups, and of no other. */
  readonly need: <Name extends GroupName>(...names: readonly Name[]) => Pick<Config, Name>
  /** Every fault of every group, for the page and the start-up line. */
  readonly faults: readonly SettingFault[]
  /** Names in the environment that look like ours but are not. */
  readonly warnings: readonly string[]
  /** Values that must not be seen in a log. */
  readonly secrets: readonly string[]
}

/** The caller stops this one function and says so; the others go on. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'

  constructor(readonly faults: readonly SettingFault[]) {
    const lines = faults.map(({ setting, fault, remedy }) => `${setting} ${fault}. ${remedy}`)
    super(`${faults.length} fault(s) in the settings: ${lines.join(' | ')}`)
  }
}

const groupEntries = Object.entries(settingGroups)

const allFields = new Map(groupEntries.flatMap(([, group]) => Object.entries<SettingField>(group.fields)))

/** All names, in the environment's spelling. */
export const settingNames: readonly string[] = [...allFields.keys()]

/**
 * Throws nothing: a fault shows only when somebody needs the setting.
 * @param replaced what tests and the sandbox put in place of fixed values
 */
export function readSettings(environment: RawSettings, replaced: Partial<FixedValues> = {}): Settings {
  const fixed = { ...fixedValues, ...replaced }
  const raw = rawSettings(environment)
  const answers = new Map(groupEntries.map(([name, group]) => [name, group.read(raw, fixed)]))
  const faultsOf = (names: Iterable<string>) =>
    [...names].flatMap((name) => {
      const answer = answers.get(name)
      return answer !== undefined && 'faults' in answer ? answer.faults : []
    })
  return {
    need: <Name extends GroupName>(...names: readonly Name[]) => {
      const faults = faultsOf(new Set(names))
      if (faults.length > 0) throw new SettingsError(faults)
      const configs = names.map((name) => [name, configIn(answers.get(name))])
      return Object.fromEntries(configs) as Pick<Config, Name>
    },
    faults: faultsOf(answers.keys()),
    warnings: unknownSettings(Object.keys(environment)),
    secrets: settingNames.flatMap((name) =>
      docOf(name)?.secret === true ? secretParts(raw[name] ?? '').filter((part) => part !== '') : [],
    ),
  }
}

/** What is set and read by nobody: misspelt, or no setting any more. */
function unknownSettings(given: readonly string[]): string[] {
  const former = given.flatMap((name) => {
    const instead = Object.hasOwn(formerSettings, name) ? formerSettings[name] : undefined
    return instead === undefined ? [] : [{ name, text: `${name} is no setting any more: ${instead}.` }]
  })
  const others = given.filter((name) => !former.some((one) => one.name === name))
  return [...former.map(({ text }) => text), ...misspelledSettings(others, settingNames)]
}

/** What the documentation says about a setting. */
export function docOf(name: string): SettingDoc | undefined {
  return settingDoc(allFields.get(name))
}

/** Ours only, without blanks around them. An empty value is an absent one, unless it says something of its own. */
function rawSettings(environment: RawSettings): RawSettings {
  const names = [...settingNames, ...platformFacts]
  const given = names.map((name) => [name, environment[name]?.trim()] as const)
  return Object.fromEntries(
    given.filter(([name, text]) => text !== '' || docOf(name)?.emptySays !== undefined),
  )
}

function configIn(answer: object | undefined): unknown {
  return answer !== undefined && 'config' in answer ? answer.config : undefined
}
