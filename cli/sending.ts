import { parseArgs } from 'node:util'
import { readSending, setSending } from '../shared/storage/checkpoints'
import type { ExplainIo } from './explain'
import type { StorageAtHand } from './storage-at-hand'

export const SENDING_USAGE = 'sending on|off|status [--by NAME]'

/**
 * The one switch that stops all sending at once, and who set it.
 * @param user who sits here, where `--by` does not say otherwise
 * @returns the exit code: 0 done, 2 the command line makes no sense
 */
export async function runSending(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
  user: string,
  now: () => Date = () => new Date(),
): Promise<number> {
  const asked = readOptions(args)
  if (asked === undefined) {
    io.err(`Usage: ${SENDING_USAGE}`)
    return 2
  }
  const { storage, name } = open()
  if (asked.word !== 'status') await setSending(storage, asked.word === 'off', asked.by ?? user, now())
  const { isOff, by, at } = await readSending(storage)
  const who = by === undefined ? '' : `, set by ${by}`
  const when = at === undefined ? '' : ` at ${at.toISOString()}`
  io.out(`sending is ${isOff ? 'off' : 'on'} in ${name}${who}${when}`)
  return 0
}

function readOptions(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { by: { type: 'string' } },
      allowPositionals: true,
    })
    const word = (['on', 'off', 'status'] as const).find((one) => one === positionals[0])
    return word === undefined || positionals.length > 1 ? undefined : { word, by: values.by?.slice(0, 100) }
  } catch {
    return undefined
  }
}
