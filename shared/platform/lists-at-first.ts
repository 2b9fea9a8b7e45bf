import { setTimeout } from 'node:timers/promises'
import { minuteInMs } from '../model/time'
import { firstLists } from '../ownership/first-lists'
import { checkpointsOf } from '../storage/checkpoints'
import { deadline } from '../telemetry/deadline'
import type { Log } from '../telemetry/log'
import type { Settings } from '../settings/settings'
import type { AppContext } from './app-context'

/** The lists about Microsoft, where a fresh deployment has none yet: fetched by the first that needs them. */
export function listsAtFirst(app: AppContext, log: Log): Promise<void> {
  const { storage, settings, now } = app
  return firstLists({
    holder: app.ownership(),
    wantsTags: () => feedsIn(settings)?.['service-tags'].length !== 0,
    checkpoints: checkpointsOf(storage()),
    fetchLists: async () => {
      const { runRefreshOwnership } = await import('./run-refresh-ownership')
      await runRefreshOwnership(app, log, deadline(now, minuteInMs))
    },
    onFault: (cause) =>
      log('first lists not fetched', {
        cause,
        remedy:
          'The coarse data that ship with the program decide; what they hold is judged again once refreshOwnership has run.',
      }),
    sleep: (ms) => setTimeout(ms, undefined, { ref: false }),
    isTimeUp: deadline(now),
    now,
  })
}

/** A fault in FEEDS is told by the fetch, and stops no alert. */
function feedsIn(settings: Settings) {
  try {
    return settings.need('feeds').feeds
  } catch {
    return undefined
  }
}
