import { sha256 } from '../model/hash'
import { mailAddress } from './mail-address'
import { isMessageId, replyAddressOf } from './message-ids'
import { headerLine } from './plain-text'
import { recipientsOf } from './recipients'
import type { ComposedMessage, MailSettings, ReportMail } from './report-mail'
import { reportText } from './report-text'
import { sightingsCsv } from './sightings-csv'
import { subjectOf } from './subject'
import { composeXarf } from './xarf'

/** Of a whole mail, by construction: every list and every text in it is bounded. Graph takes 2.2 MB and more. */
export const maxMailInBytes = 2_000_000

/**
 * The whole mail, from named fields only. Pure: the same input gives the same bytes, so a repeated attempt sends what
 * was sent, and the hash kept with the delivery can be checked for ever after.
 * @throws Error when an address or id is malformed, or when a trial has nowhere to go but the real desk.
 */
export async function compose(report: ReportMail, settings: MailSettings): Promise<ComposedMessage> {
  const subject = subjectOf(report, settings)
  const text = reportText(report, settings)
  const { to, cc } = recipientsOf(report, settings)
  const messageId = checkedId(report.messageId)
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const raw = await new MailComposer({
    from: { name: headerLine(settings.from.name), address: mailAddress(settings.from.address) },
    to: [...to],
    cc: [...cc],
    replyTo: mailAddress(replyAddressOf(report.reportId, settings.replyTo, settings.secretOf)),
    subject,
    date: report.composedAt,
    messageId,
    ...threadHeaders(report),
    ...(settings.autoSubmitted ? { headers: automaticHeaders } : {}),
    text,
    attachments: attachmentsOf(report, settings),
    ...fixedMime(report),
  })
    .compile()
    .build()
  const ownCopy = settings.ownCopy === undefined ? {} : { ownCopy: mailAddress(settings.ownCopy) }
  const envelope = { from: mailAddress(settings.from.address), to: [...to, ...cc], cc, ...ownCopy }
  return { subject, text, raw, sha256: sha256(raw), messageId, envelope, envelopeId: report.envelopeId }
}

/** Absence notes are not wanted; `All` would suppress delivery reports too. */
const automaticHeaders = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply',
}

/** Where MIME would draw random boundaries, the report id stands; and content comes from memory only. */
const fixedMime = ({ reportId, purpose }: ReportMail) => ({
  boundaryPrefix: 'part',
  baseBoundary: `${reportId}-${purpose}`,
  newline: 'win',
  disableFileAccess: true,
  disableUrlAccess: true,
})

function checkedId(messageId: string): string {
  if (!isMessageId(messageId)) {
    throw new Error(`Not a Message-ID: ${JSON.stringify(messageId.slice(0, 80))}`)
  }
  return messageId
}

/** RFC 5322 §3.6.4: the last mail of the thread is answered, all of them are named. */
function threadHeaders({ purpose, thread }: ReportMail) {
  if (purpose === 'initial' || thread === undefined) return {}
  const references = thread.messageIds.map(checkedId)
  const inReplyTo = references.at(-1)
  return inReplyTo === undefined ? {} : { inReplyTo, references }
}

function attachmentsOf(report: ReportMail, settings: MailSettings) {
  if (report.purpose === 'withdrawal') return []
  const xarf = JSON.stringify(composeXarf(report, settings), undefined, 2)
  const name = report.reportId
  return [
    { filename: `${name}-xarf.json`, content: `${xarf}\n`, contentType: 'application/json' },
    {
      filename: `${name}-sightings.csv`,
      content: sightingsCsv(report),
      contentType: 'text/csv; charset=utf-8',
    },
  ]
}
