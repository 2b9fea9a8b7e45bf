import type { Agenda } from './agenda'
import type { Outcome, Report, Sent } from './report'

/** Closed so, a report was right about its endpoint, and what becomes of that is still of interest. */
const watchedOutcomes: ReadonlySet<Outcome> = new Set([
  'takedown',
  'no-action',
  'rejected',
  'gone',
  'unanswered',
])

/** Whether the fate of the endpoint is watched, and what was sent about it; undefined where it is not. */
export function watchedSince(report: Report): Sent | undefined {
  if (!('sent' in report)) return undefined
  return report.status === 'closed' && !watchedOutcomes.has(report.outcome) ? undefined : report.sent
}

/** Begins the watch of a report that has left; asked again until the watch has looked for the first time. */
export async function beginWatch(agenda: Agenda, report: Report, now: Date): Promise<void> {
  if (watchedSince(report) && !report.takedown) await agenda.askForWatch(report.id, now)
}
