import { noteBounce } from '../delivery/bounced'
import type { DeliveryStore } from '../delivery/delivery'
import type { ReportId } from '../model/report-id'
import type { Agenda } from '../reports/agenda'
import { changeReport } from '../reports/change-report'
import { parseMessageId } from '../reports/message-ids'
import { toQuestionRow } from '../reports/question'
import type { Report, Sent } from '../reports/report'
import type { ReportStore } from '../reports/report-store'
import type { Storage } from '../storage/storage'
import { classify, type Classification } from './classify'
import type { Mail } from './mail'
import { mailKey, toMailRow, type Reading } from './mail-row'
import { match, type MatchLookups } from './match'
import type { CompiledPatterns } from './patterns'
import { readMail } from './read-mail'
import { bounceCause, replyCause } from './reply-cause'
import { effectOf } from './reply-effect'
import { trust, type TrustSettings } from './trust'

export type TrackMailDeps = {
  readonly storage: Storage
  readonly store: ReportStore
  readonly agenda: Agenda
  readonly deliveries: DeliveryStore
  readonly lookups: MatchLookups
  readonly patterns: CompiledPatterns
  readonly trust: TrustSettings
  /** What is known to have left, or would be, were it proven now. */
  readonly proofOf: (report: Report, at: Date) => Sent
  readonly now: () => Date
}

/** Applies one mail, once: the reports first, each noting the mail's key, and the mail's own row last. */
export async function trackMail(deps: TrackMailDeps, raw: Uint8Array): Promise<Reading | undefined> {
  const mail = await readMail(raw)
  const mails = deps.storage.table('Mails')
  if (await mails.get(mailKey(mail))) return undefined
  const classification = classify(mail, deps.patterns)
  if (classification.kind === 'own-copy') return noteOwnCopy(deps, mail)
  const reading = await readReading(deps, mail, classification)
  if (reading.effect === 'status') await applyToReports(deps, mail, reading)
  if (reading.effect === 'person') await askPerson(deps, mail, reading)
  await mails.insert(toMailRow(mail, reading, deps.now()))
  return reading
}

async function readReading(
  deps: TrackMailDeps,
  mail: Mail,
  classification: Classification,
): Promise<Reading> {
  const named = await match(mail, classification.caseNumbers, deps.lookups)
  const reports = await existing(deps, named.reportIds)
  const found = reports.length > 0 ? named : { ...named, reportIds: [], by: 'none' as const }
  const level = trust(mail, classification, found, deps.trust)
  const effect = effectOf(classification, found, level, looksLikeTheDesk(deps, mail, classification))
  return { classification, match: found, trust: level, effect, reports }
}

async function existing(deps: TrackMailDeps, ids: readonly ReportId[]): Promise<ReportId[]> {
  const found: ReportId[] = []
  for (const id of ids) if (await deps.store.get(id)) found.push(id)
  return found
}

/** Tied to no report, and yet not to be lost: by its sender, or by what it says. */
function looksLikeTheDesk(deps: TrackMailDeps, { from }: Mail, { kind }: Classification): boolean {
  const domain = from.slice(from.lastIndexOf('@') + 1)
  const isKnown = deps.trust.trustedSenders.includes(from) || deps.trust.trustedDomains.includes(domain)
  return isKnown || kind === 'acknowledgement' || kind === 'decision'
}

async function applyToReports(deps: TrackMailDeps, mail: Mail, reading: Reading): Promise<void> {
  const at = deps.now()
  const isBounce = reading.classification.kind === 'bounce'
  const isForEverybody = isBounce && (await isBouncedForAll(deps, mail, reading))
  for (const id of reading.match.reportIds) {
    await changeReport(
      deps.store,
      id,
      (report) => {
        const proof = deps.proofOf(report, at)
        return isBounce ? bounceCause(mail, isForEverybody, proof, at) : replyCause(mail, reading, proof, at)
      },
      at,
    )
    await deps.agenda.askForLook(id, { chaseAt: at, fileAt: at })
  }
}

async function isBouncedForAll(
  deps: TrackMailDeps,
  { dsn }: Mail,
  { match: { bounced } }: Reading,
): Promise<boolean> {
  if (!bounced || !dsn) return false
  const failed = dsn.recipients.filter(({ action }) => action === 'failed')
  const recipients = failed.flatMap(({ recipient, originalRecipient }) =>
    [recipient, originalRecipient]
      .filter((address) => address !== undefined)
      .map((address) => address.toLowerCase()),
  )
  const isForAll = await noteBounce(deps.deliveries, { ...bounced, recipients })
  return isForAll && bounced.purpose === 'initial'
}

/** A report that waits for a proof finds it in our own copy; every other knows already, or will look it up itself. */
async function noteOwnCopy(deps: TrackMailDeps, { messageId }: Mail): Promise<undefined> {
  const ours = parseMessageId(messageId ?? '')
  if (ours?.purpose !== 'initial') return undefined
  const at = deps.now()
  const origin = { by: 'trackReplies', why: 'own copy found in the mailbox' }
  await changeReport(
    deps.store,
    ours.reportId,
    (report) =>
      report.status === 'unconfirmed'
        ? { kind: 'found-sent', sent: deps.proofOf(report, at), ...origin }
        : undefined,
    at,
  )
  return undefined
}

async function askPerson(
  deps: TrackMailDeps,
  mail: Mail,
  { reports, classification }: Reading,
): Promise<void> {
  const about = reports.length > 0 ? `about ${reports.join(', ')}` : 'tied to no report'
  const words = 'dismiss · <report id> acknowledged | question | taken down | no action | rejected'
  const row = toQuestionRow({
    subject: mail.key,
    change: 0,
    kind: 'mail',
    question: `What does this mail say? (${words})`,
    endpoint: mail.from,
    reason: `${classification.kind}, ${about}: ${mail.subject.slice(0, 200)} | ${mail.newText.slice(0, 1000)}`,
    since: deps.now(),
    reports,
  })
  await deps.storage.table('Questions').insert(row)
}
