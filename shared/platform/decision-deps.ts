import { problem, type Problem } from '../model/problem'
import type { DecisionDeps } from '../decisions/decision-deps'
import type { AppContext } from './app-context'
import { replay } from './replay'
import { proofOf, reportContext } from './report-context'
import { SettingsError } from '../settings/settings'

/** What a person's decisions are carried out with. @throws SettingsError */
export function decisionDeps(app: AppContext): DecisionDeps {
  const { storage, store, agenda, dryRunBy } = reportContext(app)
  return {
    storage,
    store,
    agenda,
    dryRunBy,
    proofOf: (report, at) => proofOf(app, report, at),
    replay: (hash, since) => replay(app, hash, since),
    now: app.now,
  }
}

/** The same; or which settings are missing for it, while reading goes on. */
export function decisionDepsOrProblem(app: AppContext): DecisionDeps | Problem {
  try {
    return decisionDeps(app)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return problem(503, error.message, { settings: error.faults })
  }
}
