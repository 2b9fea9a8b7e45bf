import { existsSync } from 'node:fs'
import { unpackMessage } from '../../shared/alerts/message'
import { parseAlert, splitAlerts } from '../../shared/alerts/parse-alerts'
import { caseKeyOf } from '../../shared/cases/case'
import type { Decision } from '../../shared/cases/decision'
import { endpointText } from '../../shared/cases/endpoint'
import { decide } from '../../shared/cases/policy'
import type { PolicySettings } from '../../shared/cases/policy-settings'
import { sightingKeyOf } from '../../shared/cases/sighting'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { openEmbeddedSnapshot } from '../../shared/ownership/embedded-snapshot'
import { openFeedFolder } from '../../shared/ownership/feed-folder'
import type { OwnershipIndex } from '../../shared/ownership/ownership'

/** What came of one message, and in which dialect its alerts were. */
export type Outcome = {
  readonly formats: readonly string[]
  readonly observables: number
  readonly decisions: readonly Decision[]
}

const own = parseOwnAssets({
  addresses: ['198.51.100.16/28', '2001:db8:ac::/48'],
  domains: ['own.example'],
  mailboxes: ['abuse-reports@own.example'],
  resources: ['darreporter'],
})
const policy: PolicySettings = { own, minSeverity: 'low' }
const tenantId = 'b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c'

/** Real lists where they are at hand, else what ships with the program. */
export function ownershipData(folder: string): { readonly what: string; readonly index: OwnershipIndex } {
  const embedded = openEmbeddedSnapshot()
  if (!existsSync(folder))
    return { what: 'the embedded snapshot (no feed folder at hand)', index: embedded.index }
  return { what: folder, index: openFeedFolder(folder, embedded, new Date()).snapshot.index }
}

/** No message here refers to a blob, and the seal of none is looked at. */
const noBlobs = {
  loadBlob: () => Promise.resolve(undefined),
  loadKey: () => Promise.reject(new Error('no message of the bench is sealed')),
}

/** All that openCase does with a message before it first asks the storage, the keys it asks for included. */
export async function untilStorage(message: string, ownership: OwnershipIndex): Promise<Outcome> {
  const { body, source } = await unpackMessage(message, noBlobs)
  const alerts = splitAlerts(body).map((part) => parseAlert(part, source))
  let count = 0
  const decisions = alerts.flatMap((alert) => {
    const observables = extractObservables(alert, own)
    count += observables.length
    const decided = decide(alert, observables, ownership, policy)
    for (const { endpoint, evidence } of decided) {
      if (evidence === undefined) continue
      caseKeyOf(alert.tenantId ?? tenantId, endpoint, endpointText(endpoint))
      sightingKeyOf(alert)
    }
    return decided
  })
  return { formats: alerts.map(({ format }) => format), observables: count, decisions }
}
