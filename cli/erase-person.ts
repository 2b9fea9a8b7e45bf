import { erasureOf } from '../shared/retention/erase-person'
import { type Found, findPerson } from '../shared/retention/find-person'
import type { ExplainIo } from './explain'
import { oneLine } from './one-line'
import { readPerson } from './person-options'
import type { StorageAtHand } from './storage-at-hand'

export const ERASE_USAGE = 'erase PERSON… [--yes]'

const elsewhere = [
  'Not looked into, and not changed by this command:',
  '  mails that have left, and what their recipients keep of them',
  '  the mailboxes themselves, the alerts in Defender and in whatever else sends them',
  '  Application Insights: docs/privacy.md says how to purge it',
  '  messages that are on a queue just now: ask again when the queues are empty',
]

/**
 * Says what it would take to forget a person, and with `--yes` does it. Doing it twice is once.
 * @returns the exit code: 0 done, or nothing to do; 1 something changed meanwhile, ask again; 2 the command line makes no sense
 */
export async function runErase(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
  now: () => Date = () => new Date(),
): Promise<number> {
  const asked = readPerson(args)
  if (asked === undefined) {
    io.err(`Usage: ${ERASE_USAGE}, each of three characters or more`)
    return 2
  }
  const { storage, name } = open()
  const deps = { storage, person: asked.person, now }
  let missed = 0
  for (const found of await Array.fromAsync(findPerson(storage, asked.person))) {
    const erasure = await erasureOf(deps, found)
    const isDone = asked.yes && 'act' in erasure ? await erasure.act() : undefined
    if (isDone === false) missed += 1
    const says = 'stays' in erasure ? `stays: ${erasure.stays}` : erasure.does
    io.out(oneLine(`${placeOf(found)}: ${isDone === false ? 'has just changed, ask again' : says}`))
  }
  for (const line of elsewhere) io.out(line)
  io.out(asked.yes ? `done in ${name}` : `nothing is changed in ${name} yet: add --yes`)
  return missed > 0 ? 1 : 0
}

const placeOf = (found: Found): string =>
  found.kind === 'row'
    ? `${found.table} ${found.row.key.partitionKey} · ${found.row.key.rowKey}`
    : `${found.container}/${found.name}`
