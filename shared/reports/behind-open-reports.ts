import type { RecheckStop } from '../alerts/recheck-alerts'
import type { RecheckPosition } from '../alerts/recheck-cursor'
import { listAlertsBehind } from '../cases/alerts-behind'
import { listOpenReports } from './list-open'
import type { Storage } from '../storage/storage'

/** Report by report, each with its beginning and then its alerts, from this position on. */
export async function* behindOpenReports(
  storage: Storage,
  from: RecheckPosition | undefined,
): AsyncIterable<RecheckStop> {
  for await (const { id, caseKey } of listOpenReports(storage, from?.reportId)) {
    const afterKey = id === from?.reportId ? from.sightingKey : ''
    if (afterKey === '') yield { position: { reportId: id, sightingKey: '' } }
    for await (const { sightingKey, alertId } of listAlertsBehind(storage, caseKey, id, afterKey))
      yield { position: { reportId: id, sightingKey }, alertId }
  }
}
