import type { DeskStep } from '../world/desk'
import type { AlertJson } from '../world/graph-alerts'

/** What a story may do to the world. Times are minutes from its beginning. */
export type Stage = {
  readonly at: (minutes: number) => Date
  /** Defender raises an alert. */
  readonly raise: (minutes: number, alert: (at: Date) => AlertJson) => void
  /** Somebody changes fields of an alert in Defender. */
  readonly change: (minutes: number, alertId: string, what: string, fields: Record<string, unknown>) => void
  /** A SIEM puts a message on the queue. */
  readonly enqueue: (minutes: number, text: string) => void
  /** A host is taken down: its name vanishes from the DNS. */
  readonly vanish: (minutes: number, name: string) => void
  /** A person writes this under the question about the endpoint, as soon as there is one; `{report}` is its id there. */
  readonly answer: (minutes: number, endpoint: string, text: string) => void
}

/** Stories that are played together, and judged when their time is over. */
export type Act = { readonly name: string; readonly lengthInDays: number; readonly stories: readonly Story[] }

/** How a story has to end, and how it did; compared member by member. */
export type Ending = {
  /** Rows in Reports about the endpoint. */
  readonly reports: number
  readonly status?: string
  readonly outcome?: string
  readonly sightings?: number
  readonly caseNumber?: string
  readonly takedown?: string
  /** Purposes of the mails counted at the receiving server. */
  readonly mails: readonly string[]
  /** What the app decided about the endpoint, where that is all there is to see. */
  readonly decision?: string
  /** Rows in Quarantine; looked at only where a story is about them. */
  readonly quarantined?: number
}

export type Story = {
  readonly name: string
  /** As column Endpoint has it; empty for a story that never gets that far. */
  readonly endpoint: string
  /** Left out where an earlier act has begun it. */
  readonly begin?: (stage: Stage) => void
  /** What the abuse desk does once the report has come; nothing: it keeps silent. */
  readonly desk?: readonly DeskStep[]
  readonly expected: Ending
}
