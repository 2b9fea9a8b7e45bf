import { problem, type Problem } from '../model/problem'
import type { ActsDeps } from '../review/api/acts'
import type { AppContext } from './app-context'
import { replay } from './replay'
import { proofOf, reportContext } from './report-context'
import { SettingsError } from '../settings/settings'

/** What acts of a person are carried out with; or which settings are missing for it, while reading goes on. */
export function reviewActs(app: AppContext): ActsDeps | Problem {
  try {
    const { storage, store, agenda, dryRunBy } = reportContext(app)
    return {
      storage,
      store,
      agenda,
      dryRunBy,
      proofOf: (report, at) => proofOf(app, report, at),
      replay: (hash, since) => replay(app, hash, since),
      where: 'on the review page',
      now: app.now,
    }
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return problem(503, error.message, { settings: error.faults })
  }
}
