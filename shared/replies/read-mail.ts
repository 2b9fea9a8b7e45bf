import PostalMime, { type Address, type Attachment, type Email, type Header } from 'postal-mime'
import { keyHash, sha256 } from '../model/hash'
import { parseAuthenticationResults } from './authentication-results'
import { type MailPart, readDsn } from './dsn'
import { htmlToText } from './html-text'
import type { Authentication, Mail } from './mail'
import { newTextOf } from './new-text'

const maxTextLength = 200_000

/** A mail out of its bytes. Never throws: what cannot be read has a key and says why, so that it is listed, not lost. */
export async function readMail(raw: Uint8Array): Promise<Mail> {
  try {
    // Forwarded mails stay attachments, or their words would pass for the sender's.
    const options = { forceRfc822Attachments: true, maxNestingDepth: 50, maxHeadersSize: 512 * 1024 }
    return await mailOf(await PostalMime.parse(raw, options), raw)
  } catch (error) {
    return {
      ...nothing,
      key: keyHash(sha256(raw)),
      unreadable: error instanceof Error ? error.message : String(error),
    }
  }
}

const nothing = {
  from: '',
  fromName: '',
  to: [],
  deliveredTo: [],
  subject: '',
  references: [],
  text: '',
  newText: '',
  automatic: false,
  bulk: false,
} as const

async function mailOf(email: Email, raw: Uint8Array): Promise<Mail> {
  const header = headersOf(email.headers)
  const messageId = idsIn(email.messageId)[0]
  const inReplyTo = idsIn(email.inReplyTo)[0]
  const text = textOf(email)
  const date = dateOf(email.date)
  const returnPath = header('return-path')[0]
    ?.replace(/[<>\s]/g, '')
    .toLowerCase()
  const dsn = await readDsn(email.attachments.map(partOf), addressesIn(header('x-failed-recipients')))
  const authentication = topmostAuthentication(email.headers)
  return {
    key: messageId === undefined ? keyHash(sha256(raw)) : keyHash(messageId),
    ...(messageId === undefined ? {} : { messageId }),
    from: mailboxes([email.from])[0] ?? '',
    fromName: (email.from?.name ?? '').slice(0, 200),
    to: mailboxes([...(email.to ?? []), ...(email.cc ?? [])]),
    deliveredTo: addressesIn(deliveryHeaders.flatMap(header)),
    subject: (email.subject ?? '').slice(0, 1000),
    ...(date === undefined ? {} : { date }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    references: idsIn(email.references),
    text,
    newText: newTextOf(text),
    automatic: isAutomatic(header),
    bulk:
      header('list-id').length > 0 ||
      header('list-unsubscribe').length > 0 ||
      precedes(header, /bulk|list|junk/i),
    ...(returnPath === undefined ? {} : { returnPath }),
    ...(dsn === undefined ? {} : { dsn }),
    ...(authentication === undefined ? {} : { authentication }),
  }
}

const deliveryHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']

type HeaderReader = (name: string) => readonly string[]

const headersOf =
  (headers: readonly Header[]): HeaderReader =>
  (name) =>
    headers.filter(({ key }) => key === name).map(({ value }) => value.trim())

/** RFC 3834 §5, and what older programs say instead. */
const isAutomatic = (header: HeaderReader): boolean =>
  header('auto-submitted').some((value) => !/^no\b/i.test(value)) ||
  header('x-autoreply').length > 0 ||
  header('x-autorespond').length > 0 ||
  precedes(header, /auto_reply/i)

const precedes = (header: HeaderReader, what: RegExp): boolean =>
  header('precedence').some((value) => what.test(value))

/**
 * The results our own mail server has written stand above those that came with the mail. One that stands below every
 * `Received` was in the mail when it was handed in, so it says nothing.
 */
function topmostAuthentication(headers: readonly Header[]): Authentication | undefined {
  const at = headers.findIndex(({ key }) => key === 'authentication-results')
  const lastReceived = headers.findLastIndex(({ key }) => key === 'received')
  const found = headers[at]
  if (found === undefined || (lastReceived >= 0 && at > lastReceived)) return undefined
  return parseAuthenticationResults(found.value)
}

function textOf({ text, html }: Email): string {
  const plain = (text ?? '').trim()
  const readable = plain === '' ? htmlToText((html ?? '').slice(0, maxTextLength)) : plain
  return readable.replace(/\r\n?/g, '\n').slice(0, maxTextLength)
}

function partOf({ mimeType, content }: Attachment): MailPart {
  return {
    mimeType,
    content: typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('utf8'),
  }
}

const mailboxes = (addresses: readonly (Address | undefined)[]): readonly string[] =>
  addresses
    .flatMap((address) =>
      address?.group === undefined ? [address?.address] : address.group.map((one) => one.address),
    )
    .filter((address) => address !== undefined && address !== '')
    .map((address) => (address ?? '').toLowerCase())

const addressesIn = (values: readonly string[]): readonly string[] =>
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
