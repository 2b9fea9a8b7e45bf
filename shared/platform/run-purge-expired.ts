import { purgeExpired } from '../retention/purge-expired'
import { checkpointsOf } from '../storage/checkpoints'
import type { AppContext } from './app-context'
import type { Log } from '../telemetry/log'

/** Well within functionTimeout, so that what was begun can end. */
const budgetInMs = 4 * 60_000

/** Removes what is older than the settings want it kept. */
export async function runPurgeExpired(app: AppContext, log: Log): Promise<void> {
  const { retention } = app.settings.need('retention')
  const storage = app.storage()
  const { ended, removed, left } = await purgeExpired({
    storage,
    checkpoints: checkpointsOf(storage),
    kept: retention,
    now: app.now,
    budgetInMs,
  })
  if (left.count > 0) {
    const remedy =
      'Nothing of it was removed, and it is looked at again tomorrow. Rows of a newer version wait for that version.'
    log('expired data kept', { count: left.count, first: left.first, remedy })
  }
  log('expired data purged', { ended, removed })
}
