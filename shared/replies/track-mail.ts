import { hasHadFallback, noteBounce } from '../delivery/bounced'
import type { DeliveryStore } from '../delivery/delivery'
import type { ReportId } from '../model/report-id'
import { earlier } from '../model/time'
import type { Agenda } from '../reports/agenda'
import { changeReport } from '../reports/change-report'
import { parseMessageId } from '../reports/message-ids'
import { isInForce, type Template, wordingStore } from '../reports/wordings'
import type { SecretOf } from '../reports/mail-secrets'
import type { Report, Sent } from '../reports/report'
import type { ReportStore } from '../reports/report-store'
import type { Checkpoints } from '../storage/checkpoints'
import type { Storage } from '../storage/storage'
import { classify, type Classification } from './classify'
import { noteSignatures, signaturesAre } from './broken-signatures'
import { bouncedMail, bouncedRecipients } from './bounced-mail'
import { holdBack, type HeldBack } from './held-back'
import type { CheckedSignature, Mail } from './mail'
import { isOurs, mailKey, saysRow, toMailRow, type Reading } from './mail-row'
import type { StoredMail } from './mailbox'
import { match } from './match'
import { domainOf } from './dkim'
import { isStale } from './stale'
import { reportLookups, type ReportLookupsDeps } from './report-lookups'
import type { CompiledPatterns } from './patterns'
import { readMail } from './read-mail'
import { probeNewsIn, type ProbeNews } from './sender-probe'
import { bounceCause, replyCause } from './reply-cause'
import { effectOf } from './reply-effect'
import { inConversation, noteConversations, reportsOfConversation } from './conversations'
import { noteBounced, noteHeard } from './all-bounce'
import { askAboutDoor, askAboutMailbox, askPerson, whatIsAsked } from './ask-about-mail'
import { inWords } from './in-words'
import { templateOf } from './template-of'
import type { OurMail } from './written-anew'
import { canBeTrusted, mayYetBeProven, trust, type TrustSettings } from './trust'

export type TrackMailDeps = {
  readonly storage: Storage
  readonly checkpoints: Checkpoints
  readonly store: ReportStore
  readonly agenda: Agenda
  readonly deliveries: DeliveryStore
  readonly lookups: Omit<ReportLookupsDeps, 'exists' | 'byConversation'>
  readonly patterns: CompiledPatterns
  readonly trust: TrustSettings
  /** Looks at a mail's signatures; absent where no name server may be asked. */
  readonly verifyDkim?: (mail: Mail, raw: Uint8Array) => Promise<readonly CheckedSignature[]>
  /** What is known to have left, or would be, were it proven now. */
  readonly proofOf: (report: Report, at: Date) => Sent
  /** Somebody else gets what came back from everybody it was meant for. */
  readonly hasFallback: boolean
  /** Told of a mail that we sent to ourselves; it concerns no report. */
  readonly noteProbe: (news: ProbeNews) => Promise<void>
  readonly secretOf?: SecretOf
  /** The mails of ours that an answer about this report may quote. */
  readonly sentMails: (report: Report) => Promise<readonly OurMail[]>
  readonly now: () => Date
}

/** What became of a mail. */
export type Tracked =
  | { readonly kind: 'read'; readonly reading: Reading; readonly isOurs: boolean }
  /** Read before, or of our own making; `isOurs` where it is about a report, or asks a person. */
  | { readonly kind: 'nothing-new'; readonly isOurs: boolean }
  /** Nothing is decided: no name server could be asked about its signature. It has to come again. */
  | ({ readonly kind: 'held-back'; readonly reading: Reading } & HeldBack)

/** Applies one mail, once: the reports first, each noting the mail's key, and the mail's own row last. */
export async function trackMail(
  deps: TrackMailDeps,
  { raw, conversationId, receivedAt }: Pick<StoredMail, 'raw' | 'conversationId' | 'receivedAt'>,
): Promise<Tracked> {
  const mail = {
    ...(await verified(deps, inConversation(await readMail(raw), conversationId), raw)),
    receivedAt: earlier(receivedAt, deps.now()) ?? deps.now(),
  }
  const probe = probeNewsIn(mail)
  if (probe) {
    await deps.noteProbe(probe)
    return { kind: 'nothing-new', isOurs: true }
  }
  const mails = deps.storage.table('Mails')
  const known = await mails.get(mailKey(mail))
  if (known) return { kind: 'nothing-new', isOurs: saysRow(known) }
  if (await isOwnCopy(deps, mail)) {
    await noteOwnCopy(deps, mail)
    return { kind: 'nothing-new', isOurs: true }
  }
  await noteMailbox(deps, mail)
  const classification = classify(mail, deps.patterns)
  const reading = await readReading(deps, mail, classification)
  const held = await heldBack(deps, mail, reading)
  if (held) return { kind: 'held-back', reading, ...held }
  if (reading.effect === 'status' || isDeskSaying(reading)) await applyToReports(deps, mail, reading)
  await noteReach(deps, reading)
  if (reading.effect === 'person')
    await askPerson(deps, mail, whatIsAsked(reading, mail), namedIn(reading.match), reading)
  if (reading.effect === 'status' && reading.wording && reading.rules.includes('known-wording'))
    await wordingStore(deps.storage).noteUse(reading.wording.key, deps.now())
  await noteConversations(deps.storage, mail, reading.match, deps.now())
  await mails.insert(toMailRow(mail, reading, deps.now()))
  return { kind: 'read', reading, isOurs: isOurs(reading) }
}

/** Whether anybody gets our mails: told where everything through a door comes back, whatever the bounces look like. */
async function noteReach(deps: TrackMailDeps, reading: Reading): Promise<void> {
  const { classification: said, match: found, effect } = reading
  if (said.kind !== 'bounce') return effect === 'status' ? noteHeard(deps.checkpoints) : undefined
  if (!said.final || found.reportIds.length === 0) return
  const door = await noteBounced(deps, found.reportIds, deps.now())
  if (door !== undefined) await askAboutDoor(deps.storage, door, deps.now())
}

/** A mailbox whose banners break every signature is told of once. */
async function noteMailbox({ storage, checkpoints, trust, now }: TrackMailDeps, mail: Mail): Promise<void> {
  const are = signaturesAre(mail, trust)
  if (are && (await noteSignatures(checkpoints, mail, are, now()))) await askAboutMailbox(storage, now())
}

/** What would move a report, could its signature be looked at, does not go to a person while that may still come. */
async function heldBack(
  { checkpoints, now, trust: settings }: TrackMailDeps,
  mail: ReceivedMail,
  { classification, match: found, trust: level, rules }: Reading,
): Promise<HeldBack | undefined> {
  if (level === 3 || rules.includes(olderThanReport)) return undefined
  if (!mayYetBeProven(mail, classification, found, settings, mail.receivedAt)) return undefined
  const couldMove =
    classification.kind === 'decision' || effectOf(mail, classification, found, 3, settings) === 'status'
  if (!couldMove) return undefined
  return holdBack(checkpoints, mail.key, now())
}

/** A person is asked, and the report says meanwhile what the desk does. */
const isDeskSaying = ({ classification: { kind }, trust }: Reading): boolean =>
  kind === 'decision' && trust >= 2

const namedIn = ({ reportIds, also = [] }: Reading['match']): readonly ReportId[] => [...reportIds, ...also]

const olderThanReport = 'older-than-report'

type ReceivedMail = Mail & { readonly receivedAt: Date }

/**
 * Only where the outcome can matter: what a stranger signs is worth no question to a name server. A long mail is read
 * to its end once its sender is known to be true.
 */
async function verified({ verifyDkim, trust }: TrackMailDeps, mail: Mail, raw: Uint8Array): Promise<Mail> {
  if (!verifyDkim || !canBeTrusted(mail, trust)) return mail
  const dkim = await verifyDkim(mail, raw)
  const isTrue = dkim.some(({ result, coversBody }) => result === 'pass' && coversBody)
  const read = mail.doubt === 'too-long' && isTrue ? await readMail(raw, true) : mail
  return { ...read, conversations: mail.conversations, dkim }
}

async function readReading(
  deps: TrackMailDeps,
  mail: ReceivedMail,
  classification: Classification,
): Promise<Reading> {
  const exists = async (id: ReportId) => (await deps.store.get(id)) !== undefined
  const byConversation = (one: string) => reportsOfConversation(deps.storage, one)
  const found = await match(
    mail,
    classification.caseNumbers,
    reportLookups({ ...deps.lookups, exists, byConversation }),
  )
  const proven = trust(mail, classification, found, deps.trust, mail.receivedAt)
  const isOld = proven.level > 1 && (await isOlderThan(deps, mail, found.reportIds))
  const level = isOld ? 1 : proven.level
  const template = level === 3 ? await templateIn(deps, mail, found, proven.signer) : undefined
  const wording = template && (await wordingStore(deps.storage).find(template.key))
  const isKnown = wording !== undefined && isInForce(wording, deps.now())
  const read = isKnown ? inWords(wording, classification) : classification
  return {
    classification: read,
    match: found,
    trust: level,
    rules: [...read.rules, ...proven.rules, ...(isOld ? [olderThanReport] : [])],
    effect: effectOf(mail, read, found, level, deps.trust, isKnown),
    ...(template && { template }),
    ...(wording && { wording }),
  }
}

/** Only of a mail about one report that is believed in full, and is no bounce. */
async function templateIn(
  deps: TrackMailDeps,
  mail: Mail,
  { reportIds: [id, ...more], also, conflicting }: Reading['match'],
  signer: string | undefined,
): Promise<Template | undefined> {
  const report =
    id && more.length === 0 && also === undefined && !conflicting
      ? (await deps.store.get(id))?.report
      : undefined
  if (!report || signer === undefined) return undefined
  const { patterns, trust } = deps
  const ours = await deps.sentMails(report)
  return templateOf(mail, { report, ours, signer, patterns, ownAddresses: trust.ownAddresses })
}

/** An answer that was written before its question is an old one, sent again. */
async function isOlderThan(deps: TrackMailDeps, mail: Mail, ids: readonly ReportId[]): Promise<boolean> {
  for (const id of ids) {
    const report = (await deps.store.get(id))?.report
    const sent = report && 'sent' in report ? report.sent : undefined
    if (report && isStale(mail, sent?.sentAt ?? report.openedAt)) return true
  }
  return false
}

async function applyToReports(deps: TrackMailDeps, mail: Mail, reading: Reading): Promise<void> {
  const at = deps.now()
  const isBounce = reading.classification.kind === 'bounce'
  const isFor = isBounce ? await whomItBouncedFor(deps, mail) : 'some'
  for (const id of reading.match.reportIds) {
    await changeReport(
      deps.store,
      id,
      (report) => {
        const proof = deps.proofOf(report, at)
        return isBounce ? bounceCause(mail, isFor, proof, at) : replyCause(mail, reading, proof, at)
      },
      at,
    )
    await deps.agenda.askForLook(id, { chaseAt: at, fileAt: at })
  }
}

type BouncedFor = 'some' | 'everybody' | 'last'

async function whomItBouncedFor(deps: TrackMailDeps, mail: Mail): Promise<BouncedFor> {
  const bounced = bouncedMail(mail, deps.secretOf)
  if (!bounced) return 'some'
  const recipients = bouncedRecipients(mail)
  const isForAll = await noteBounce(deps.deliveries, { ...bounced, recipients })
  if (!isForAll) return 'some'
  if (bounced.purpose !== 'initial') {
    // The report is where it was, and people should know that nobody hears of it any more.
    await askPerson(deps, mail, `a ${bounced.purpose} came back from everybody`, [bounced.reportId])
    return 'some'
  }
  const mayTryAnother = deps.hasFallback && !(await hasHadFallback(deps.deliveries, bounced.reportId))
  return mayTryAnother ? 'everybody' : 'last'
}

/**
 * A copy of a mail of ours: from our own domain, under the very id that one of our attempts was given. Whoever did not
 * get that mail cannot know the id.
 */
async function isOwnCopy({ deliveries, trust }: TrackMailDeps, mail: Mail): Promise<boolean> {
  const ours = parseMessageId(mail.messageId ?? '')
  const domains = trust.ownAddresses.map(domainOf)
  if (ours === undefined || !domains.includes(domainOf(mail.from))) return false
  const attempts = await deliveries.list(ours.reportId, ours.purpose)
  return attempts.some(({ delivery }) => delivery.messageId === mail.messageId)
}

/** A report that waits for a proof finds it in our own copy; every other knows already, or will look it up itself. */
async function noteOwnCopy(deps: TrackMailDeps, { messageId }: Mail): Promise<void> {
  const ours = parseMessageId(messageId ?? '')
  if (ours?.purpose !== 'initial') return
  const at = deps.now()
  const origin = { by: 'trackReplies', why: 'own copy found in the mailbox' }
  const changed = await changeReport(
    deps.store,
    ours.reportId,
    (report) => {
      if (report.status === 'unconfirmed')
        return { kind: 'found-sent', sent: deps.proofOf(report, at), ...origin }
      return isWithdrawnUnsent(report)
        ? { kind: 'accepted', sent: deps.proofOf(report, at), ...origin }
        : undefined
    },
    at,
  )
  // A withdrawal may be due now, and whoever closed the report has struck it off.
  if (changed?.status === 'closed' && changed.withdrawal === 'due')
    await deps.agenda.askForLook(ours.reportId, { fileAt: at })
}

/** Withdrawn while nobody knew whether it had left: if it has, Microsoft is to hear of the withdrawal. */
const isWithdrawnUnsent = (report: Report): boolean =>
  report.status === 'closed' && report.outcome === 'withdrawn' && report.sent === undefined
