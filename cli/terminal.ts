import { hostname, userInfo } from 'node:os'
import type { Environment } from '../shared/doctor/examine-settings'
import type { Person } from '../shared/review/access/person'
import type { ExplainIo } from './explain'
import { barsOn, type StartBar } from './progress'
import { type StorageAtHand, storageAtHand, withLocalSettings } from './storage-at-hand'

/** What a command is run with, besides its arguments. */
export type Terminal = {
  readonly io: ExplainIo
  readonly environment: Environment
  /** @throws SettingsError when no setting says where storage is */
  readonly open: () => StorageAtHand
  /** Who sits here. */
  readonly user: string
  /** Characters a line; undefined where nobody looks, and nothing is to be cut. */
  readonly width: number | undefined
  readonly hasColour: boolean
  /** Absent where nobody waits. */
  readonly startBar?: StartBar
  readonly now: () => Date
}

/** Colours only where a person looks: not in a pipe, and not where NO_COLOR (no-color.org) is set to anything. */
export const wantsColour = (environment: Environment, isTty: boolean): boolean =>
  isTty && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'

export function terminalOf(environment: Environment): Terminal {
  const { stdout, stderr } = process
  return {
    io: { out: (line) => console.log(line), err: (line) => console.error(line) },
    environment,
    open: () => storageAtHand(withLocalSettings(environment)),
    user: `${userInfo().username} at ${hostname()}`,
    width: stdout.isTTY ? stdout.columns : undefined,
    hasColour: wantsColour(environment, stdout.isTTY),
    ...(stderr.isTTY && { startBar: barsOn(stderr) }),
    now: () => new Date(),
  }
}

/** A person as the acts of the review page want one; whoever reaches the storage may do anything to it. */
export const personAt = ({ user }: Pick<Terminal, 'user'>, by: string | undefined): Person => ({
  id: user,
  name: (by ?? user).slice(0, 100),
  mayAct: true,
})
