import type { ObservableRole, ObservableType } from '../alerts/alert'

export type Side = 'remote' | 'own' | 'reference' | 'unroutable' | 'unknown'

/** A bare address, host, URL or mail address that an alert names, in canonical spelling, with its side of the story. */
export type Observable = {
  readonly type: ObservableType
  readonly value: string
  readonly role: ObservableRole
  readonly side: Side
  /** Every field it was found in: `evidence[2].ipAddress`, `title`. */
  readonly from: readonly string[]
  readonly verdict?: 'suspicious' | 'malicious' | 'noThreatsFound' | 'unknown'
  readonly port?: number
  readonly protocol?: 'tcp' | 'udp'
  readonly at?: Date
  /** Records (connection, DNS answer, URL and its host) it stands in; equal numbers prove a pair. */
  readonly records: readonly number[]
  /** Ends of connections that it was; a value may be both. */
  readonly ends?: readonly ('source' | 'destination')[]
  /** No field states the role. */
  readonly isRoleAssumed?: true
  /** Accusing role that prose gives it; fields may say nothing of the kind. */
  readonly roleInWords?: ObservableRole
  /** Only prose names it. */
  readonly inWords?: true
  /** Why it is ours, or may be, as a sentence ends after "because". */
  readonly because?: string
  /** Why naming it tells of us: a name of ours is a part of it that cannot be cut out. */
  readonly telling?: string
  /** Only DNS answers name it, which the owner of the name writes. */
  readonly isAnswer?: true
  /** Only mentioned in what a machine of ours ran; nothing in the alert points at it. */
  readonly mention?: true
}
