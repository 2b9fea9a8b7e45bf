import type { Alert } from '../alerts/alert'
import { caseKeyOf } from '../cases/case'
import { confirmPair } from '../cases/confirm-pair'
import type { Endpoint } from '../cases/decision'
import { endpointText } from '../cases/endpoint'
import type { OpenCaseDeps } from '../cases/open-case'
import { heldUntilOwnListIsRead } from '../cases/own-list-unread'
import { decideRead, readAlert } from '../cases/policy'
import { marksOf } from '../observables/known-ours'
import { extractObservables } from '../observables/extract-observables'
import type { AppContext } from './app-context'
import { knownNow } from './known-now'

/** What decides about one alert looks at the same stores as what opens its cases. */
export type PolicyInUse = (
  stores: Pick<OpenCaseDeps, 'sightings' | 'cases' | 'tenantId'>,
) => OpenCaseDeps['decide']

/**
 * Policy by the ownership data, the lists and the settings as they are now.
 * @param tellOwnAttack called for an alert about a machine of ours that attacks others
 * @throws when nobody can say now whose an address is, or what is ours: then nothing may be decided
 */
export async function policyInUse(
  app: AppContext,
  tellOwnAttack?: (alert: Alert) => Promise<unknown>,
): Promise<PolicyInUse> {
  const { ownership, policy, isListUnread } = await knownNow(app)
  const { dns } = app.settings.need('dns')
  const resolveHost = app.resolveHost(dns)
  const confirm = (tenantId: string | undefined) => ({
    resolveHost,
    caseKeyOf: (alert: Alert, endpoint: Endpoint) =>
      caseKeyOf(alert.tenantId ?? tenantId, endpoint, endpointText(endpoint)),
  })
  return (stores) => async (alert) => {
    const observables = extractObservables(alert, policy.own)
    const read = readAlert(alert, observables, ownership)
    const ours = marksOf(observables)
    if (read.facts.isOwnAttack) await tellOwnAttack?.(alert)
    const confirmation =
      read.openPair && (await confirmPair({ ...confirm(stores.tenantId), ...stores }, alert, read.openPair))
    const decided = decideRead(read, ownership, policy, confirmation)
    const decisions = decided.map((decision) => ({ ...decision, ours }))
    return isListUnread ? decisions.map(heldUntilOwnListIsRead) : decisions
  }
}
