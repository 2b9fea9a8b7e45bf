import { mailAddress } from './mail-address'
import type { MailSettings, ReportMail } from './report-mail'

export type Recipients = { readonly to: readonly string[]; readonly cc: readonly string[] }

/**
 * Who gets a report: those its kind of abuse is routed to, else everybody's default, and the copies. A trial goes to one
 * address instead, whatever else is set.
 * @throws Error when an address is malformed, nobody is left, or a trial has nowhere to go but the real desk
 */
export function recipientsOf(report: ReportMail, settings: MailSettings): Recipients {
  if (settings.redirectAllTo !== undefined) return { to: [mailAddress(settings.redirectAllTo)], cc: [] }
  if (report.trial) throw new Error(`Report ${report.reportId} is a trial, and REDIRECT_ALL_TO is not set`)
  const wanted = wantedFor(report, settings)
  const to = [...new Set(wanted.to.map(mailAddress))]
  const cc = [...new Set(wanted.cc.map(mailAddress))].filter((address) => !to.includes(address))
  if (to.length === 0) throw new Error('No recipient is configured for reports')
  return { to, cc }
}

function wantedFor({ fallback, onlyTo, evidence }: ReportMail, settings: MailSettings): Recipients {
  if (onlyTo !== undefined) return { to: onlyTo, cc: [] }
  const { to, cc, routes, fallbackTo } = settings
  if (fallback && fallbackTo !== undefined) return { to: fallbackTo, cc: [] }
  return { to: routes?.[evidence.abuse] ?? to, cc }
}

/** Everybody a report of ours may go to. */
export function everyRecipient({
  redirectAllTo,
  to,
  cc,
  routes,
  fallbackTo,
}: MailSettings): readonly string[] {
  if (redirectAllTo !== undefined) return [redirectAllTo]
  return [...new Set([...to, ...cc, ...Object.values(routes ?? {}).flat(), ...(fallbackTo ?? [])])]
}
