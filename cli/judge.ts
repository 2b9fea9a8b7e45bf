import type { Alert } from '../shared/alerts/alert'
import { askDns } from '../shared/cases/confirm-pair'
import type { Decision } from '../shared/cases/decision'
import { ownAttackerOf } from '../shared/cases/own-attack'
import { decideRead, readAlert } from '../shared/cases/policy'
import type { PolicySettings } from '../shared/cases/policy-settings'
import { extractObservables } from '../shared/observables/extract-observables'
import type { Observable } from '../shared/observables/observable'
import { unreadMembers } from '../shared/observables/unread-members'
import type { OwnershipIndex } from '../shared/ownership/ownership'
import { hostResolver, type ResolveHost } from '../shared/ownership/resolve-host'
import { systemDns } from '../shared/ownership/system-dns'

/** What the program sees in an alert, and would do about it. */
export type Judged = {
  readonly alert: Alert
  readonly observables: readonly Observable[]
  readonly decisions: readonly Decision[]
  /** Paths of members that name something public which was not read. */
  readonly unread: readonly string[]
  /** The machine of ours that attacks others, where one does. */
  readonly ownAttacker?: string
}

/** As the app decides. @param resolveHost absent where no name server may be asked */
export async function judge(
  { alert, body }: { readonly alert: Alert; readonly body: unknown },
  ownership: OwnershipIndex,
  policy: PolicySettings,
  resolveHost?: ResolveHost,
): Promise<Judged> {
  const observables = extractObservables(alert, policy.own)
  const read = readAlert(alert, observables, ownership)
  const confirmation = resolveHost && read.openPair && (await askDns(resolveHost, read.openPair))
  return {
    alert,
    observables,
    decisions: decideRead(read, ownership, policy, confirmation),
    unread: unreadMembers(alert, body),
    ...(read.facts.isOwnAttack && { ownAttacker: ownAttackerOf(alert) }),
  }
}

/** Asks the name servers of this machine. */
export const hostsByDns = (): ResolveHost =>
  hostResolver({ resolveDns: systemDns({ timeoutInMs: 5_000, tries: 2 }), now: () => new Date() })
