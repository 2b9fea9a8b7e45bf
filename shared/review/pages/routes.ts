import type { DecisionName } from '../../decisions/decision'

/** Where the pages are. Everything lies under `/api`, where Azure Functions puts it unless told otherwise. */
export const paths = {
  overview: '/api/page',
  reports: '/api/page/reports',
  mails: '/api/page/mails',
  quarantine: '/api/page/quarantine',
  assets: '/api/page/assets',
  csv: '/api/reports.csv',
  json: '/api/reports.json',
} as const

export const reportPath = (id: string): string => `${paths.reports}/${encodeURIComponent(id)}`
export const actionPath = (action: DecisionName): string => `${paths.overview}/actions/${action}`

/** Names of the fields in the forms. */
export const fields = {
  csrf: 'csrf',
  /** A report's id, a mail's key or a quarantined message's key; absent for the switch that stops sending. */
  subject: 'subject',
  /** The change of the report that the person saw; 0 for a mail or a message. */
  change: 'change',
  /** decline: a day as `2026-12-31`, or empty. */
  mutedUntil: 'mutedUntil',
  /** close: one of closeOutcomes. */
  outcome: 'outcome',
  note: 'note',
  /** link-mail: the report that the mail is about. */
  reportId: 'reportId',
  /** link-mail: one of mailMeanings. */
  says: 'says',
  /** link-mail: `true` for whenever they write these words. */
  always: 'always',
  /** Where the person was; {@link safeReturn} makes it safe to go to. */
  back: 'back',
} as const

/** The filters of the list, as they stand in its address; the downloads and the API take the same. */
export const filterNames = ['q', 'status', 'kind', 'service', 'region', 'age', 'takedown'] as const
export type FilterName = (typeof filterNames)[number]
export type Filters = Partial<Readonly<Record<FilterName, string>>>

/** The opaque place where a page of the list begins. */
export const pageToken = 'from'

/** Where what became of an action travels to the page that follows. */
export const noticeToken = 'notice'

/** Ages of a report since it was opened, in days: at most, or more than. */
export const ages = {
  'within-1': 'opened within a day',
  'within-7': 'opened within a week',
  'within-30': 'opened within 30 days',
  'over-7': 'opened more than a week ago',
  'over-30': 'opened more than 30 days ago',
  'over-90': 'opened more than 90 days ago',
} as const

/** The address of a list with these filters, and nothing that is empty. */
export function withFilters(path: string, filters: Filters, from?: string): string {
  const query = new URLSearchParams()
  for (const name of filterNames) if (filters[name]) query.set(name, filters[name])
  if (from) query.set(pageToken, from)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** A page of ours to go back to after an action; the overview for anything else, so that no form leads elsewhere. */
export function safeReturn(asked: string | undefined): string {
  return asked !== undefined && /^\/api\/page(?:\/[\w-]+)*(?:\?[\w%=&.+~*-]*)?$/.test(asked)
    ? asked
    : paths.overview
}
