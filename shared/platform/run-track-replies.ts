import { type Checkpoints, checkpointsOf } from '../storage/checkpoints'
import { allBounceRow } from '../replies/all-bounce'
import { brokenSignaturesRow } from '../replies/broken-signatures'
import type { ReportId } from '../model/report-id'
import type { Aside } from '../replies/aside-position'
import type { Reading } from '../replies/mail-row'
import { MailboxError, type SkippedMail, type StoredMail } from '../replies/mailbox'
import { trackMail, type Tracked, type TrackMailDeps } from '../replies/track-mail'
import { cursorName, trackReplies } from '../replies/track-replies'
import { noteProbe } from '../review/sender-check'
import type { Storage } from '../storage/storage'
import type { AppContext } from './app-context'
import { budgetInMs } from '../telemetry/deadline'
import type { Log } from '../telemetry/log'
import { mailSecrets, type SecretOf } from '../reports/mail-secrets'
import { reportsNamed } from '../reports/given-names'
import { questionStore } from '../reports/question-store'
import { sentMailsOf } from './sent-mails-of'
import { everyRecipient } from '../reports/recipients'
import { mailSettingsOf } from '../settings/mail-settings-of'
import { dkimOf, mailboxOf, patternsOf, trustOf } from './mailbox-settings-of'
import { proofOf, reportContext, type ReportContext } from './report-context'
import { isStopping } from '../telemetry/stopping'

/** Reads the reply mailbox once. A mailbox that is down costs one log line; the next run reads on. */
export async function runTrackReplies(app: AppContext, log: Log): Promise<void> {
  const context = reportContext(app)
  const checkpoints = checkpointsOf(context.storage, [cursorName, brokenSignaturesRow, allBounceRow])
  const depsOf = trackMailDeps(app, context, checkpoints)
  try {
    const count = await trackReplies({
      mailbox: mailboxOf(app),
      checkpoints,
      aside: context.storage.blobs('mails'),
      track: async (mail) => trackMail(depsOf(mailSecrets(await app.replyKey())), mail),
      ...tellings(context, log),
      budgetInMs,
      isStopping,
      now: app.now,
    })
    log('mailbox read', { count })
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    log('mailbox not read', { fault: error.fault, cause: error.message, remedy: error.remedy })
  }
}

/** What applies a mail; our secrets are read with the first one. */
function trackMailDeps(app: AppContext, context: ReportContext, checkpoints: Checkpoints) {
  const { mailbox } = app.settings.need('mailbox')
  const mail = mailSettingsOf(app.settings)
  const verifyDkim = dkimOf(app)
  const trust = trustOf(mailbox, everyRecipient(mail), [mail.from.address, mail.replyTo])
  const byServerId = (messageId: string) => reportsNamed(context.storage, 'server-id', messageId)
  const byCaseNumber = (caseNumber: string) => findByCaseNumber(context.storage, caseNumber)
  return (secretOf: SecretOf): TrackMailDeps => ({
    ...context,
    checkpoints,
    ...(verifyDkim && { verifyDkim }),
    lookups: { secretOf, byServerId, byCaseNumber },
    patterns: patternsOf(mailbox),
    trust,
    hasFallback: mail.fallbackTo !== undefined && mail.redirectAllTo === undefined,
    noteProbe: (news) => noteProbe(checkpoints, news),
    proofOf: (report, at) => proofOf(app, report, at, secretOf),
    secretOf,
    sentMails: (report) => sentMailsOf(context, report),
  })
}

const tellings = ({ storage, now }: ReportContext, log: Log) => ({
  onReading: ({ classification: { kind }, trust, effect, match }: Reading) =>
    log('mail read', { kind, reports: match.reportIds, trust, effect, matchedBy: match.by }),
  onHeldBack: ({ reading: { match }, until }: Extract<Tracked, { kind: 'held-back' }>) =>
    log('mail held back', { reports: match.reportIds, until, remedy: dnsRemedy }),
  onSetAside: async ({ folder }: StoredMail, { why, since }: Aside) => {
    log('mail set aside', { folder, since, cause: why, remedy: asideRemedy })
    await questionStore(storage).ask({
      subject: `aside-${since.replace(/[^0-9]/g, '')}`,
      change: 0,
      kind: 'mail',
      question: 'A mail cannot be processed. Please read it in the mailbox. (dismiss)',
      endpoint: folder,
      reason: why,
      since: now(),
    })
  },
  onNotMoved: ({ fault, message, remedy }: MailboxError) =>
    log('mails not moved', { fault, cause: message, remedy }),
  onSkipped: ({ folder, id, receivedAt, cause }: SkippedMail) =>
    log('mail skipped', { folder, id, receivedAt, cause, remedy: 'Read it in the mailbox by hand.' }),
})

const asideRemedy =
  'Read it in the mailbox by hand. It is kept in the container mails and tried again once a day; if this persists, report it with this line.'

const dnsRemedy =
  'No name server said with which key the sender signs: check DNS_SERVERS and the network. The mail is read again until then, afterwards a person is asked.'

/** A number that an answer gave, or the reference that the Report Abuse API gave a submission. */
async function findByCaseNumber(storage: Storage, caseNumber: string): Promise<readonly ReportId[]> {
  const isReference = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i.test(caseNumber)
  const submitted = isReference ? await reportsNamed(storage, 'server-id', caseNumber) : []
  return submitted.length > 0 ? submitted : reportsNamed(storage, 'case-number', caseNumber)
}
