import { parseArgs } from 'node:util'
import { createContext } from '../shared/platform/app-context'
import type { Diagnosis } from '../shared/doctor/diagnosis'
import type { Environment } from '../shared/doctor/examine-settings'
import { runDoctor } from '../shared/doctor/run-doctor'
import { replacedFixedValues } from '../shared/settings/fixed-values'
import { readSettings } from '../shared/settings/settings'
import type { ExplainIo } from './explain'

export const DOCTOR_USAGE = 'doctor [--json] [--offline]'

/**
 * Examines rights, settings and reachability from here, one line each. Sends nothing.
 * @param overrides parts that a test puts in place of the real ones
 * @returns the exit code: 0 nothing failed, 1 something did, 2 the command line makes no sense
 */
export async function runDoctorCommand(
  args: readonly string[],
  io: ExplainIo,
  environment: Environment,
  overrides: Parameters<typeof createContext>[1] = {},
): Promise<number> {
  const asked = readOptions(args)
  if (asked === undefined) {
    io.err(`Usage: ${DOCTOR_USAGE}`)
    return 2
  }
  const { json, offline } = asked
  const app = createContext(readSettings(environment, replacedFixedValues()), overrides)
  const found = await runDoctor(app, environment, offline, (one) => {
    if (!json) io.out(lineOf(one))
  })
  const count = (result: Diagnosis['result']) => found.filter((one) => one.result === result).length
  const isWell = count('fail') === 0
  if (json) io.out(JSON.stringify({ at: app.now().toISOString(), ok: isWell, checks: found }))
  else io.out(`${count('ok')} ok, ${count('warn')} warn, ${count('fail')} fail, ${count('skipped')} skipped`)
  return isWell ? 0 : 1
}

const lineOf = ({ check, result, says, remedy }: Diagnosis): string =>
  `${result.padEnd(7)} ${check}: ${says}${remedy === undefined ? '' : ` → ${remedy}`}`

function readOptions(args: readonly string[]) {
  try {
    const flag = { type: 'boolean', default: false } as const
    return parseArgs({ args: [...args], options: { json: flag, offline: flag } }).values
  } catch {
    return undefined
  }
}
