import PostalMime, { type Attachment, type Email, type Header } from 'postal-mime'
import { keyHash, sha256 } from '../model/hash'
import { parseAuthenticationResults } from './authentication-results'
import { asWindows1252, isMisread, readableText } from './charset-repair'
import { type MailPart, readDsn } from './dsn'
import { htmlToText } from './html-text'
import type { Authentication, Mail } from './mail'
import { bodyOf, mailBytes, type MailBytes, onlyValue, readsAlike, withoutField } from './mail-bytes'
import { addressesIn, senderIn } from './mail-addresses'
import { newTextOf } from './new-text'
import { quotedIdsIn } from './quoted-ids'
import { signaturesIn } from './signatures'

const maxTextLength = 200_000

/**
 * A mail out of its bytes. Never throws: what cannot be read has a key and says why, so that it is listed, not lost.
 * @param whole All of a long one; else as much as any answer needs.
 */
export async function readMail(raw: Uint8Array, whole = false): Promise<Mail> {
  try {
    return await mailOf(mailBytes(raw, whole))
  } catch (error) {
    return {
      ...nothing,
      key: keyHash(sha256(raw)),
      unreadable: error instanceof Error ? error.message : String(error),
    }
  }
}

// Forwarded mails stay attachments, or their words would pass for the sender's.
const options = { forceRfc822Attachments: true, maxNestingDepth: 50, maxHeadersSize: 512 * 1024 }

const encoding = 'content-transfer-encoding'

/** Where a character set is not the one it is said to be, the one that German and English mails mostly mean. */
async function parsed(bytes: MailBytes): Promise<{ email: Email; doubt?: string }> {
  const isMultipart = /^multipart\//i.test(onlyValue(bytes, 'content-type') ?? '')
  const raw = isMultipart ? withoutField(bytes, encoding) : bytes.raw
  const email = await PostalMime.parse(raw, options)
  const names = bytes.fields.map(({ name }) => name).filter((name) => !isMultipart || name !== encoding)
  const isRead = names.join() === email.headers.map(({ key }) => key).join()
  const doubt = bytes.doubt ?? (isRead ? undefined : 'headers-read-otherwise')
  if (!isMisread(`${email.text ?? ''}${email.html ?? ''}`)) return { email, ...(doubt && { doubt }) }
  return { email: await PostalMime.parse(asWindows1252(raw), options), doubt: doubt ?? 'misread' }
}

const nothing = {
  from: '',
  fromName: '',
  isFromDoubtful: true,
  to: [],
  cc: [],
  deliveredTo: [],
  subject: '',
  references: [],
  conversations: [],
  text: '',
  bodyText: '',
  newText: '',
  hasFiles: true,
  automatic: false,
  bulk: false,
  isNdr: false,
  quotedIds: [],
  isReadReceipt: false,
  signatures: [],
  once: [],
  readsAlike: false,
} as const

async function mailOf(bytes: MailBytes): Promise<Mail> {
  const { email, doubt } = await parsed(bytes)
  const { raw } = bytes
  const header = headersOf(email.headers)
  const messageId = idsIn(email.messageId)[0]
  const date = dateOf(email.date)
  const returnPath = header('return-path')[0]
    ?.replace(/[<>\s]/g, '')
    .toLowerCase()
  return {
    key: messageId === undefined ? keyHash(sha256(raw)) : keyHash(messageId),
    ...(messageId === undefined ? {} : { messageId }),
    ...senderIn(header('from')),
    to: addressesIn(header('to')),
    cc: addressesIn(header('cc')),
    deliveredTo: bareAddressesIn(deliveryHeaders.flatMap(header)),
    subject: readableText((email.subject ?? '').slice(0, 1000)),
    ...(date === undefined ? {} : { date }),
    ...threadOf(email),
    conversations: outlookThread(header('thread-index')[0]),
    ...textsOf(email),
    ...partsOf(email),
    ...originOf(header),
    ...(returnPath === undefined ? {} : { returnPath }),
    ...(await machineReportOf(email, header)),
    quotedIds: quotedIdsIn([
      ...email.attachments.map(quotableIn),
      email.text ?? '',
      email.html ?? '',
      bodyOf(bytes),
    ]),
    ...authenticationOf(email.headers),
    signatures: signaturesIn(email.headers),
    ...(doubt !== undefined && { doubt }),
    ...receiptOf(header),
    once: bytes.fields.map(({ name }) => name).filter((name) => onlyValue(bytes, name) !== undefined),
    readsAlike: readsAlike(bytes),
  }
}

/** When the server that has it now took it. */
function receiptOf(header: HeaderReader): { readonly receivedAt?: Date } {
  const receivedAt = dateOf(header('received')[0]?.split(';').at(-1)?.trim())
  return receivedAt ? { receivedAt } : {}
}

const deliveryHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']

type HeaderReader = (name: string) => readonly string[]

const headersOf =
  (headers: readonly Header[]): HeaderReader =>
  (name) =>
    headers.filter(({ key }) => key === name).map(({ value }) => value.trim())

function threadOf({ inReplyTo, references }: Email): Pick<Mail, 'inReplyTo' | 'references'> {
  const [answered] = idsIn(inReplyTo)
  return { ...(answered === undefined ? {} : { inReplyTo: answered }), references: idsIn(references) }
}

/**
 * Thread-Index is a header of 22 bytes, the last 16 of which are the conversation's own, and 5 bytes more with every
 * reply ([MS-OXOMSG] 2.2.1.3).
 */
function outlookThread(value = ''): readonly string[] {
  const bytes = Buffer.from(value.slice(0, 2000).replace(/\s+/g, ''), 'base64')
  return bytes.length < 22 ? [] : [keyHash(`outlook ${bytes.subarray(6, 22).toString('hex')}`)]
}

/** RFC 3834 §5, and what older programs say instead. */
const originOf = (header: HeaderReader): Pick<Mail, 'automatic' | 'bulk'> => ({
  automatic:
    header('auto-submitted').some((value) => !/^no\b/i.test(value)) ||
    header('x-autoreply').length > 0 ||
    header('x-autorespond').length > 0 ||
    precedes(header, /auto_reply/i),
  bulk:
    header('list-id').length > 0 ||
    header('list-unsubscribe').length > 0 ||
    precedes(header, /bulk|list|junk/i),
})

const precedes = (header: HeaderReader, what: RegExp): boolean =>
  header('precedence').some((value) => what.test(value))

async function machineReportOf(
  { attachments }: Email,
  header: HeaderReader,
): Promise<Pick<Mail, 'dsn' | 'isNdr' | 'isReadReceipt'>> {
  const isNdr = header('x-ms-exchange-message-is-ndr').length > 0
  const failed = bareAddressesIn(header('x-failed-recipients'))
  const dsn = await readDsn(attachments.map(partOf), failed, isNdr)
  return {
    isNdr,
    isReadReceipt: attachments.some(({ mimeType }) => mimeType === 'message/disposition-notification'),
    ...(dsn === undefined ? {} : { dsn }),
  }
}

/**
 * The results our own mail server has written stand above those that came with the mail. One that stands below every
 * `Received` was in the mail when it was handed in, so it says nothing.
 */
function authenticationOf(headers: readonly Header[]): { readonly authentication?: Authentication } {
  const at = headers.findIndex(({ key }) => key === 'authentication-results')
  const lastReceived = headers.findLastIndex(({ key }) => key === 'received')
  const found = headers[at]
  if (found === undefined || (lastReceived >= 0 && at > lastReceived)) return {}
  return { authentication: parseAuthenticationResults(found.value) }
}

function partsOf({ text, html, attachments }: Email): Pick<Mail, 'plain' | 'html' | 'hasFiles'> {
  const isCut = (text?.length ?? 0) > maxTextLength || (html?.length ?? 0) > maxTextLength
  const isPicture = ({ mimeType, related }: Attachment) => mimeType.startsWith('image/') && related === true
  return {
    ...(text !== undefined && text.trim() !== '' && { plain: text }),
    ...(html !== undefined && html.trim() !== '' && { html }),
    hasFiles: isCut || attachments.some((one) => !isPicture(one)),
  }
}

/** A plain part so short that it only says "look at the other one" is passed over. */
function textsOf({ text = '', html = '' }: Email): Pick<Mail, 'text' | 'bodyText' | 'newText'> {
  const plain = text.trim()
  const isStandIn = html !== '' && plain.length < 200 && /\bhtml\b/i.test(plain)
  const shown = plain === '' || isStandIn ? htmlToText(html.slice(0, maxTextLength)) : plain
  const readable = readableText(shown.slice(0, maxTextLength))
  return {
    text: readable,
    bodyText: `${plain.slice(0, maxTextLength)}\n${html.slice(0, maxTextLength)}`,
    newText: newTextOf(readable),
  }
}

/** Attached mails and texts, as they are; nothing else quotes a mail. */
const quotableIn = (attachment: Attachment): string =>
  /^(?:message|text|multipart)\//.test(attachment.mimeType)
    ? partOf(attachment).content.slice(0, 100_000)
    : ''

function partOf({ mimeType, content }: Attachment): MailPart {
  return {
    mimeType,
    content: typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('utf8'),
  }
}

const bareAddressesIn = (values: readonly string[]): readonly string[] =>
  values.flatMap(
    (value) =>
      value
        .slice(0, 5000)
        .toLowerCase()
        .match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? [],
  )

const idsIn = (text = ''): readonly string[] =>
  (text.slice(0, 20_000).match(/<[^<>\s]{1,500}>/g) ?? []).slice(0, 200)

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '')
  return Number.isNaN(date.getTime()) ? undefined : date
}
