import type { ReportMail } from './report-mail'

const maxRows = 10_000

/** Sightings, then connections, as CSV (RFC 4180): times in UTC and the remote port. Nothing that names a system of ours. */
export function sightingsCsv({ sightings, connections }: ReportMail): string {
  const rows = [...sightings, ...(connections?.listed ?? [])]
    .slice(0, maxRows)
    .map(({ firstActivityAt, lastActivityAt, port }) => {
      return [firstActivityAt?.toISOString() ?? '', lastActivityAt?.toISOString() ?? '', port ?? ''].join(',')
    })
  return ['first_activity_utc,last_activity_utc,remote_port', ...rows, ''].join('\r\n')
}
