import { decideAgain, type DecideAgain } from '../cases/decide-again'
import { heldUntilOwnListIsRead } from '../cases/own-list-unread'
import type { PolicySettings } from '../cases/policy-settings'
import type { OwnershipIndex } from '../ownership/ownership'
import type { AppContext } from './app-context'

/** What decisions rest on besides the alert. */
export type Known = {
  readonly ownership: OwnershipIndex
  readonly policy: PolicySettings
  /** The list of our own addresses is named, and has not been read yet. */
  readonly isListUnread: boolean
}

/** @throws when nobody can say now whose an address is, or what is ours */
export async function knownNow(app: AppContext): Promise<Known> {
  const holder = app.ownership()
  if (!(await holder.ready())) {
    const { lastError = 'no answer' } = holder.status()
    throw new Error(`The ownership data cannot be read, so it is decided later: ${lastError}`)
  }
  const { own: settings, reporting } = app.settings.need('own', 'reporting')
  const { own, isListUnread } = await app.ownAssets(settings)
  return { ownership: holder.current(), policy: { own, minSeverity: reporting.minSeverity }, isListUnread }
}

/** What policy says now about an alert that counts already; the data are read at the first question. */
export function decideAgainBy(app: AppContext): DecideAgain {
  let known: Promise<Known> | undefined
  return async (sighting) => {
    const { ownership, policy, isListUnread } = await (known ??= knownNow(app))
    const ruling = decideAgain(sighting, ownership, policy)
    return isListUnread ? heldUntilOwnListIsRead(ruling) : ruling
  }
}
