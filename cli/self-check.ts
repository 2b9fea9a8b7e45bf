import { runCheckSender } from '../shared/platform/run-check-sender'
import { createContext } from '../shared/platform/app-context'
import { askForCheck } from '../shared/review/sender-check'
import { checkpointsOf } from '../shared/storage/checkpoints'
import type { ExplainIo } from './explain'
import type { StorageAtHand } from './storage-at-hand'

export const SELF_CHECK_USAGE = 'self-check [--ask]'

/**
 * Checks the sender with the settings at hand, and keeps the result where the app keeps its own. With `--ask` the
 * app does it, with its settings, within five minutes.
 * @returns the exit code: 0 nothing failed, 1 something did, 2 the command line makes no sense
 */
export async function runSelfCheck(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
  now: () => Date = () => new Date(),
): Promise<number> {
  if (args.length > 1 || (args.length === 1 && args[0] !== '--ask')) {
    io.err(`Usage: ${SELF_CHECK_USAGE}`)
    return 2
  }
  const { settings, storage, name } = open()
  if (args.length === 1) {
    await askForCheck(checkpointsOf(storage), now())
    io.out(`asked for in ${name}; GET /api/health will tell`)
    return 0
  }
  const app = createContext(settings, { storage: () => storage, now })
  const check = await runCheckSender(app, () => undefined, { isAsked: true })
  for (const { what, result, says, remedy } of check?.findings ?? []) {
    io.out(`${result}: ${what}: ${says}${remedy === undefined ? '' : ` → ${remedy}`}`)
  }
  if (!check) io.err('Somebody else is checking just now.')
  return check?.findings.every(({ result }) => result !== 'failed') === true ? 0 : 1
}
