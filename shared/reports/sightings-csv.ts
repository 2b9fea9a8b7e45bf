import { inOrder, type ReportMail } from './report-mail'

const maxRows = 10_000

/**
 * Sightings and connections, oldest first, as CSV (RFC 4180): times in UTC and the remote port, and how many are not listed.
 * Nothing that names a system of ours.
 */
export function sightingsCsv({ sightings, unlistedSightings = 0, connections }: ReportMail): string {
  const all = inOrder([...sightings, ...(connections?.listed ?? [])])
  const rows = all
    .slice(0, maxRows)
    .map(({ firstActivityAt, lastActivityAt, port }) =>
      [firstActivityAt?.toISOString() ?? '', lastActivityAt?.toISOString() ?? '', port ?? ''].join(','),
    )
  const unlisted = all.length - rows.length + unlistedSightings
  const note = unlisted > 0 ? [`${unlisted} more are not listed,,`] : []
  return ['first_activity_utc,last_activity_utc,remote_port', ...rows, ...note, ''].join('\r\n')
}
