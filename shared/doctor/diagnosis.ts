import { messageOf } from '../alerts/graph-request'
import { SettingsError } from '../settings/settings'

/** What an examination found out about one thing, in one line each. */
export type Diagnosis = {
  readonly check: string
  /** `fail`: something does not work. `warn`: it works, and should be otherwise. `skipped`: nobody could tell. */
  readonly result: 'ok' | 'warn' | 'fail' | 'skipped'
  readonly says: string
  /** What a person can do. */
  readonly remedy?: string
}

export const ok = (check: string, says: string): Diagnosis => ({ check, result: 'ok', says })
export const warn = (check: string, says: string, remedy: string): Diagnosis => ({
  check,
  result: 'warn',
  says,
  remedy,
})
export const fail = (check: string, says: string, remedy: string): Diagnosis => ({
  check,
  result: 'fail',
  says,
  remedy,
})
export const skipped = (check: string, says: string, remedy?: string): Diagnosis => ({
  check,
  result: 'skipped',
  says,
  ...(remedy !== undefined && { remedy }),
})

export type Examine = () => Promise<readonly Diagnosis[]>

/** Examines; what cannot be examined for a fault in the settings is passed over, since that fault has its own line. */
export async function examine(check: string, look: Examine): Promise<readonly Diagnosis[]> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof SettingsError) {
      const names = [...new Set(error.faults.map(({ setting }) => setting))]
      return [skipped(check, `not before ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} mended`)]
    }
    return [fail(check, messageOf(error), 'Mend what the message names; if it means nothing, report it.')]
  }
}

/** What settings say; `otherwise` where they are faulty. */
export function unlessFaulty<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SettingsError) return otherwise
    throw error
  }
}
