import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { createContext } from '../shared/platform/app-context'
import { readSettings, type Settings } from '../shared/settings/settings'
import type { Storage } from '../shared/storage/storage'

const localSettings = z.object({ Values: z.record(z.string(), z.string()).default({}) })

/**
 * The environment, and below it what local.settings.json says, as the Functions host has it on a desk.
 * @throws when the file is there and is not what it should be
 */
export function withLocalSettings(
  environment: Readonly<Record<string, string | undefined>>,
  file = 'local.settings.json',
): Readonly<Record<string, string | undefined>> {
  if (!existsSync(file)) return environment
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
  // Half of one account and half of another would be no account at all.
  const isNamed = Object.keys(environment).some((name) => name.startsWith('AzureWebJobsStorage'))
  const values = Object.entries(localSettings.parse(json).Values)
  const below = values.filter(([name]) => !isNamed || !name.startsWith('AzureWebJobsStorage'))
  return { ...Object.fromEntries(below), ...environment }
}

/** Where the state lies that a command speaks of. */
export type StorageAtHand = {
  readonly settings: Settings
  readonly storage: Storage
  /** The account, without its key. */
  readonly name: string
}

/** @throws SettingsError when no setting says where storage is */
export function storageAtHand(environment: Readonly<Record<string, string | undefined>>): StorageAtHand {
  const settings = readSettings(environment)
  const { storage } = settings.need('storage')
  const text = 'connectionString' in storage ? storage.connectionString : storage.tableUrl
  const name = /AccountName=([^;]+)/i.exec(text)?.[1] ?? text
  return { settings, storage: createContext(settings).storage(), name }
}
