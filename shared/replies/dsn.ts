import PostalMime from 'postal-mime'
import type { Dsn, DsnRecipient } from './mail'

/** A part of a mail, decoded. */
export type MailPart = { readonly mimeType: string; readonly content: string }

const actions = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const)

/**
 * Delivery status notification out of the parts of a `multipart/report` (RFC 3464); undefined where there is none.
 * @param failedRecipients `X-Failed-Recipients`, with which some servers say the same without such a part
 * @param isNdr Exchange says so in a header, whatever the parts
 */
export async function readDsn(
  parts: readonly MailPart[],
  failedRecipients: readonly string[],
  isNdr: boolean,
): Promise<Dsn | undefined> {
  const status = parts.find(({ mimeType }) => /^message\/(?:global-)?delivery-status$/.test(mimeType))
  if (status === undefined && failedRecipients.length === 0 && !isNdr) return undefined
  const [message = new Map<string, string>(), ...groups] = fieldGroups(status?.content ?? '')
  const recipients = groups.map(recipientOf).filter((recipient) => recipient !== undefined)
  const envelopeId = message.get('original-envelope-id')?.trim()
  const failed = failedRecipients.map((recipient): DsnRecipient => ({ recipient, action: 'failed' }))
  return {
    ...(envelopeId === undefined || envelopeId === '' ? {} : { envelopeId }),
    recipients: recipients.length === 0 ? failed : recipients,
    ...(await originalOf(parts)),
  }
}

/** Groups of header-like fields, parted by blank lines, continuation lines joined. A Map: `__proto__` is just a name. */
function fieldGroups(text: string): readonly ReadonlyMap<string, string>[] {
  return text
    .slice(0, 100_000)
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n[ \t]*\n/)
    .map((group) => {
      const lines = group.replace(/\n[ \t]+/g, ' ').split('\n')
      return new Map(lines.map(field))
    })
}

function field(line: string): [string, string] {
  const at = line.indexOf(':')
  return [line.slice(0, Math.max(at, 0)).trim().toLowerCase(), line.slice(at + 1).trim()]
}

function recipientOf(fields: ReadonlyMap<string, string>): DsnRecipient | undefined {
  const recipient = addressOf(fields.get('final-recipient') ?? fields.get('original-recipient'))
  if (recipient === undefined) return undefined
  const originalRecipient = addressOf(fields.get('original-recipient'))
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0]
  const diagnostic = fields.get('diagnostic-code')?.slice(0, 500)
  return {
    recipient,
    ...(originalRecipient === undefined ? {} : { originalRecipient }),
    action: actionOf(fields.get('action')),
    ...(status === undefined ? {} : { status }),
    ...(diagnostic === undefined ? {} : { diagnostic }),
  }
}

function actionOf(text = ''): DsnRecipient['action'] {
  const word = /[a-z]+/.exec(text.toLowerCase())?.[0]
  return [...actions].find((action) => action === word) ?? 'unknown'
}

/** `rfc822;ioc@example.org` → the address, in lower case. */
function addressOf(text: string | undefined): string | undefined {
  const address = text
    ?.slice(text.indexOf(';') + 1)
    .trim()
    .replace(/^<|>$/g, '')
    .toLowerCase()
  return address === '' ? undefined : address
}

/** What the notification returns of the mail it is about: all of it, or its headers. */
async function originalOf(
  parts: readonly MailPart[],
): Promise<Pick<Dsn, 'originalMessageId' | 'originalSubject'>> {
  const returned = parts.find(({ mimeType }) =>
    /^(?:message\/(?:rfc822|global)|text\/rfc822-headers)/.test(mimeType),
  )
  if (returned === undefined) return {}
  const original = await PostalMime.parse(returned.content.slice(0, 200_000))
  // Where Exchange has replaced our id, ours is kept in this header.
  const replaced = original.headers.find(({ key }) => key === 'x-microsoft-original-message-id')?.value.trim()
  const originalMessageId = replaced ?? original.messageId
  return {
    ...(originalMessageId === undefined ? {} : { originalMessageId }),
    ...(original.subject === undefined ? {} : { originalSubject: original.subject }),
  }
}
