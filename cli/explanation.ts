import type { UnreadablePart } from '../shared/alerts/alert'
import type { Decision, Endpoint } from '../shared/cases/decision'
import type { Observable } from '../shared/observables/observable'
import type { Ownership, OwnershipIndex } from '../shared/ownership/ownership'

/** What the program sees in one alert and would do with it; one line of `explain --json`. */
export type Explanation = {
  /** The path as it was given. */
  readonly file: string
  readonly format: string
  readonly alertId: string
  readonly observables: readonly (Observable & { readonly ownership: Ownership | null })[]
  readonly decisions: readonly (Omit<Decision, 'endpoint'> & {
    readonly endpoint: string
    readonly kind: Endpoint['kind']
  })[]
  readonly unreadable?: readonly UnreadablePart[]
  /** Paths of members that name something public which was not read. */
  readonly unread?: readonly string[]
}

/** Whose the value is; of a link, whose its host is. Nobody hosts a mail address. */
export function ownershipOfObservable(
  { type, value }: Observable,
  ownership: OwnershipIndex,
): Ownership | null {
  switch (type) {
    case 'ip':
      return ownership.ofAddress(value)
    case 'host':
      return ownership.ofHost(value)
    case 'url':
      return ownership.ofHost(new URL(value).hostname)
    case 'email':
      return null
  }
}
