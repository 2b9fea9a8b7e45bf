import type { Wording } from '../../reports/wordings'
import type { deskOutcomes, Status, takedownStates } from '../../reports/report'
import type { Filters } from './routes'

/**
 * What the pages show. All text is taken for hostile: the pages escape it and make visible what cannot be seen, so
 * models hold it as it came. Nothing here may be withheld by the page: what a reader may not see is not in the model.
 */

/** What every page needs. */
export type Frame = {
  readonly viewer: { readonly name: string; readonly mayAct: boolean }
  /** Goes with every form; bound to the viewer by whoever made it. */
  readonly csrf: string
  readonly now: Date
  /** How many questions are open, for the navigation. */
  readonly waiting: { readonly total: number; readonly mails: number; readonly quarantine: number }
  readonly sending: SendingView
  /** Shown at the top, so that nobody takes a world on one machine for the real one. */
  readonly isSandbox: boolean
  /** What became of the action that led here. */
  readonly notice?: { readonly kind: 'done' | 'refused'; readonly text: string }
  /** Path and query of this page, for the way back after an action. */
  readonly here: string
}

/** Days, over the reports that got that far. */
export type Spread = { readonly count: number; readonly median?: number; readonly p90?: number }

/** Endpoints so many days after their report left. */
export type Standing = {
  readonly of: number
  readonly gone: number
  readonly up: number
  readonly unknown: number
}

export type SendingView = { readonly isOff: boolean; readonly by?: string; readonly at?: Date }

/** A question, as the overview lists it and as a report shows it. */
export type WaitingView = {
  /** A report's id, a mail's key or a quarantined message's key. */
  readonly subject: string
  readonly change: number
  readonly kind: 'report' | 'mail' | 'quarantine'
  /** Of a report's question: decides which buttons there are. */
  readonly status?: Status
  /** Without the answers in brackets. */
  readonly question: string
  readonly endpoint: string
  readonly reason: string
  readonly since: Date
}

export type HealthState = 'fine' | 'warning' | 'failed' | 'unknown'

/** One thing that the machine rests on: last poll, cursor, snapshot, doors, sender check, breaker, settings. */
export type HealthLine = {
  readonly what: string
  readonly state: HealthState
  readonly says: string
  readonly at?: Date
  /** What to do, where it is not fine. */
  readonly remedy?: string
}

/** Reports opened in a week or month, as they stand now. */
export type PeriodCounts = {
  /** `2026-W47` or `2026-11`. */
  readonly period: string
  readonly counts: Partial<Readonly<Record<Status, number>>>
}

/** One month of the kept statistics. */
export type MonthFigures = {
  /** `2026-11` */
  readonly month: string
  readonly sent: number
  readonly daysToAcknowledgement: Spread
  readonly daysToTakedown: Spread
  /** How endpoints stood 30 days after their report left. */
  readonly after30Days: Standing
}

/** Figures of one service or region over all months that are kept. */
export type GroupFigures = {
  readonly name: string
  readonly sent: number
  readonly unanswered: number
  readonly stillUp: number
}

export type OverviewModel = {
  readonly frame: Frame
  /** The oldest first, as many as the page should show. */
  readonly waiting: readonly WaitingView[]
  /** Absent until it is counted for the first time. */
  readonly owed?: {
    /** Left, and not even a receipt came. */
    readonly unacknowledged: number
    /** A receipt came, and no decision. */
    readonly undecided: number
    /** Of both: past the time in which an answer was to be expected. */
    readonly overdue: number
    /** Not closed, and at work as far as is known. */
    readonly stillUp: number
    readonly oldestSentAt?: Date
  }
  /** Open reports by age, youngest first: `under a day` … */
  readonly openByAge: readonly { readonly age: string; readonly open: number; readonly overdue: number }[]
  readonly health: readonly HealthLine[]
  /** Oldest first. */
  readonly periods: readonly PeriodCounts[]
  readonly months: readonly MonthFigures[]
  /** Most reports first. */
  readonly services: readonly GroupFigures[]
  readonly regions: readonly GroupFigures[]
  /** When the statistics were last computed; absent before the first time. */
  readonly statisticsAt?: Date
}

export type ReportRow = {
  readonly id: string
  readonly status: Status
  /** Follows from the clock. */
  readonly isOverdue: boolean
  readonly isTrial: boolean
  readonly endpoint: string
  readonly address?: string
  /** In the list one word, `AppService`; of one report all service tags, where it has some. */
  readonly service?: string
  readonly region?: string
  readonly kind: string
  readonly grade: string
  readonly openedAt: Date
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly sightings: number
  readonly sentAt?: Date
  readonly acknowledgedAt?: Date
  readonly caseNumber?: string
  readonly closedAt?: Date
  readonly outcome?: string
  readonly deskSays?: (typeof deskOutcomes)[number]
  readonly takedown: (typeof takedownStates)[number]
  readonly takedownAt?: Date
}

export type Choice = { readonly value: string; readonly label: string }

export type ReportsModel = {
  readonly frame: Frame
  /** As they were asked for and understood. */
  readonly filters: Filters
  /** What there is to choose from; the fixed ones (status, kind, age, takedown) the page knows itself. */
  readonly choices: {
    readonly services: readonly string[]
    readonly regions: readonly string[]
  }
  readonly rows: readonly ReportRow[]
  readonly isFirstPage: boolean
  /** Where the next page begins; absent at the end. */
  readonly next?: { readonly from: string }
  /** A short page: how far back it has looked, so that the reader knows what "nothing found" means. */
  readonly lookedBackTo?: Date
}

export type EventView = {
  readonly change?: number
  readonly at: Date
  readonly cause: string
  readonly from: string
  readonly to: string
  readonly by: string
  readonly why: string
}

export type SightingView = {
  readonly source: string
  readonly stands: boolean
  readonly classification: string
  readonly addedAt: Date
  readonly firstActivityAt?: Date
  readonly lastActivityAt?: Date
  /** Remote side: host, address, port, actor … */
  readonly remote: readonly Fact[]
  /** What leads to devices and users of ours. Absent, not empty, for readers who may not see it. */
  readonly ours?: readonly Fact[]
}

export type Fact = { readonly name: string; readonly value: string }

export type MessageView = {
  /** `initial`, `reminder-1` … */
  readonly purpose: string
  readonly door: string
  readonly state: string
  readonly at: Date
  readonly response?: string
  readonly hash?: string
  /** Path of the file with the exact bytes. */
  readonly file?: string
  /** The exact bytes, read as UTF-8; absent when they are not kept any more. */
  readonly text?: string
  /** Only the beginning is shown. */
  readonly isCut: boolean
}

export type MailView = {
  readonly key: string
  readonly from: string
  readonly subject: string
  readonly writtenAt?: Date
  readonly readAt: Date
  /** What it was taken for, and how far it is believed. */
  readonly meaning: string
  readonly trust: string
  readonly text: string
}

export type RelatedReport = {
  readonly id: string
  readonly status?: string
  readonly outcome?: string
  readonly sentAt?: Date
}

export type ReportModel = {
  readonly frame: Frame
  readonly report: ReportRow & {
    readonly change: number
    readonly reason?: string
    readonly note: string
    readonly lastError?: string
    /** What else is known of it: prefix, ownership, severity, techniques, actor … */
    readonly facts: readonly Fact[]
    readonly nextStepAt?: Date
  }
  readonly waiting?: WaitingView
  /** The question has this answer already, which is carried out within minutes. */
  readonly answered?: string
  /** Oldest first. */
  readonly events: readonly EventView[]
  /** Newest first, as many as the page should show. */
  readonly sightings: readonly SightingView[]
  readonly messages: readonly MessageView[]
  readonly replies: readonly MailView[]
  /** Of the same endpoint, opened before and after. */
  readonly earlier: readonly RelatedReport[]
  readonly later: readonly RelatedReport[]
}

export type MailsModel = {
  readonly frame: Frame
  /** Mails that wait for a person, oldest first, with the reports that they may be about. */
  readonly mails: readonly (MailView & {
    readonly change: number
    readonly reason: string
    readonly reports: readonly string[]
    /** The reading that is likely. */
    readonly suggests?: string
    /** Its words may be confirmed for good. */
    readonly isWording?: true
  })[]
  /** What is confirmed, and not revoked. */
  readonly wordings?: readonly Pick<
    Wording,
    'key' | 'meaning' | 'state' | 'sender' | 'by' | 'at' | 'sentences'
  >[]
}

export type QuarantineModel = {
  readonly frame: Frame
  readonly messages: readonly {
    readonly subject: string
    readonly change: number
    readonly source: string
    readonly reason: string
    readonly receivedAt: Date
    readonly sizeInBytes: number
    readonly text: string
    readonly isCut: boolean
  }[]
}

/** Instead of a page. Without a frame for whoever could not be let in. */
export type ProblemModel = {
  readonly frame?: Frame
  readonly status: number
  readonly title: string
  readonly detail: string
  /** What to do now. */
  readonly remedy?: string
  /** Path at which one logs in. */
  readonly login?: string
  /** Path of the page on which the person was. */
  readonly back?: string
  /** The report that it is about. */
  readonly report?: { readonly id: string; readonly path: string }
}
