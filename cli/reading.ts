import { parseReportId } from '../shared/model/report-id'
import { classify } from '../shared/replies/classify'
import { parseMessageId } from '../shared/reports/message-ids'
import { domainOf, verifyDkim, type ResolveTxt } from '../shared/replies/dkim'
import { match } from '../shared/replies/match'
import type { Mail } from '../shared/replies/mail'
import type { CompiledPatterns } from '../shared/replies/patterns'
import { readMail } from '../shared/replies/read-mail'
import { type Effect, effectOf } from '../shared/replies/reply-effect'
import { isStale } from '../shared/replies/stale'
import { canBeTrusted, trust, type Trust, type TrustSettings } from '../shared/replies/trust'
import { listedLookups, listedNumbersIn, type ListedReport } from './reports-file'

export type ReadingDeps = {
  readonly patterns: CompiledPatterns
  readonly trust: TrustSettings
  readonly reports: readonly ListedReport[]
  /** Absent where no name server may be asked. */
  readonly resolveTxt?: ResolveTxt
  readonly now: () => Date
}

/** What the program would make of a mail. */
export type MailReading = {
  readonly file: string
  readonly kind: 'bounce' | 'auto-reply' | 'acknowledgement' | 'information-request' | 'decision' | 'other'
  readonly final?: boolean
  readonly outcome?: 'takedown' | 'no-action' | 'rejected'
  readonly caseNumber?: string
  readonly trust: Trust
  readonly reportIds: readonly string[]
  readonly effect: Effect
  readonly rules: readonly string[]
}

/** Reads a mail as the mailbox's reader would, except that its reports are those of a list. */
export async function readingOf(deps: ReadingDeps, file: string, raw: Uint8Array): Promise<MailReading> {
  const mail = await verified(deps, await readMail(raw), raw)
  const said = classify(mail, deps.patterns)
  const listed = listedNumbersIn(deps.reports, `${mail.subject}\n${mail.newText}`)
  const found = await match(mail, [...said.caseNumbers, ...listed], listedLookups(deps.reports))
  const settings = {
    ...deps.trust,
    ownAddresses: [...deps.trust.ownAddresses, ...ownAmong(deps.reports, mail)],
  }
  const proven = trust(mail, said, found, settings, mail.receivedAt ?? mail.date ?? deps.now())
  const isOld = proven.level > 1 && found.reportIds.some((id) => isOlderThan(mail, id))
  const level = isOld ? 1 : proven.level
  const caseNumber = said.caseNumbers[0] ?? listed[0]
  return {
    file,
    kind: said.kind,
    ...(said.kind === 'bounce' && { final: said.final }),
    ...(said.kind === 'decision' && { outcome: said.outcome }),
    ...(caseNumber !== undefined && { caseNumber }),
    trust: level,
    reportIds: found.reportIds,
    effect: effectOf(mail, said, found, level, deps.trust),
    rules: [
      ...said.rules,
      ...(found.by === 'none' ? [] : [`matched-by-${found.by}`]),
      ...proven.rules,
      ...(isOld ? ['older-than-report'] : []),
    ],
  }
}

async function verified({ resolveTxt, trust, now }: ReadingDeps, mail: Mail, raw: Uint8Array): Promise<Mail> {
  if (!resolveTxt || !canBeTrusted(mail, trust)) return mail
  return { ...mail, dkim: await verifyDkim({ resolveTxt, now }, mail, raw) }
}

/** Whom a mail is to, if in a domain that mails of a report of the list left from. */
const ownAmong = (reports: readonly ListedReport[], { to, cc }: Mail): readonly string[] => {
  const domains = reports.flatMap(({ messageIds }) =>
    messageIds.filter((id) => parseMessageId(id) !== undefined).map((id) => domainOf(id.replace(/>$/, ''))),
  )
  const bare = [...to, ...cc].map((address) => address.replace(/\+[^@]*@/, '@'))
  return bare.filter((address) => domains.includes(domainOf(address)))
}

/** No list says when a report left; but its id says in which month it was opened. */
function isOlderThan(mail: Mail, reportId: string): boolean {
  const [year, month] =
    /-(\d{2})(\d{2})-[^-]+$/
      .exec(parseReportId(reportId) ?? '')
      ?.slice(1)
      .map(Number) ?? []
  return (
    year !== undefined && month !== undefined && isStale(mail, new Date(Date.UTC(2000 + year, month - 1)))
  )
}
