import { findPerson } from '../shared/retention/find-person'
import type { ExplainIo } from './explain'
import { jsonText } from './one-line'
import { readPerson } from './person-options'
import type { StorageAtHand } from './storage-at-hand'

export const EXPORT_USAGE = 'export PERSON…'

/**
 * Prints as JSON everything that is kept and names this person, who may be given by several names: mail address, object
 * id, device, address.
 * @returns the exit code: 0 whether or not there is anything, 2 the command line makes no sense
 */
export async function runExport(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
): Promise<number> {
  const asked = readPerson(args)
  if (asked === undefined || asked.yes) {
    io.err(`Usage: ${EXPORT_USAGE}, each of three characters or more`)
    return 2
  }
  const { storage } = open()
  const found = await Array.fromAsync(findPerson(storage, asked.person), (one) =>
    one.kind === 'row'
      ? { table: one.table, ...one.row.key, mentions: one.mentions }
      : { container: one.container, blob: one.name, mentions: one.mentions },
  )
  io.out(jsonText(found, 2))
  return 0
}
