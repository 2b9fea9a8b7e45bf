import * as z from 'zod'
import { type MailboxFault, MailboxError } from './mailbox'

const imapError = z.object({
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  authenticationFailed: z.boolean().optional().catch(undefined),
  tlsFailed: z.boolean().optional().catch(undefined),
  mailboxMissing: z.boolean().optional().catch(undefined),
  responseStatus: z.string().optional().catch(undefined),
  executedCommand: z.string().optional().catch(undefined),
  responseText: z.string().optional().catch(undefined),
})
type ImapError = z.infer<typeof imapError>
type ImapFault = MailboxFault

const remedies: Readonly<Record<ImapFault, string>> = {
  unreachable:
    'Check the IMAP host and port, and the network; reading goes on by itself once the server answers.',
  login: 'Check the IMAP user, password or token.',
  encryption:
    'Check the IMAP host, port and security; the server must offer TLS with a certificate for its name.',
  folder: 'Check the names of the IMAP folders.',
  permission:
    'The login has no right to this mailbox, or IMAP is off for it: check its permissions (in Exchange Online, Get-CASMailbox and the mailbox permission of the app).',
  throttled: 'Reading goes on by itself; if this stays, see what else asks for this mailbox.',
  protocol: 'Reading is tried again; if this stays, look at what the server logs.',
}

/** Cause and remedy of a failed IMAP step, in words for a log line. */
export function mailboxError(thrown: unknown, folder?: string): MailboxError {
  if (thrown instanceof MailboxError) return thrown
  const parsed = imapError.safeParse(thrown)
  const error: ImapError = parsed.success ? parsed.data : { message: String(thrown) }
  const fault = faultOf(error)
  const where = folder === undefined ? '' : ` (folder ${folder})`
  const said = error.responseText ?? error.message
  return new MailboxError(fault, `${summaries[fault]}${where}: ${said}`, remedies[fault], thrown)
}

const summaries: Readonly<Record<ImapFault, string>> = {
  unreachable: 'the mailbox cannot be reached',
  login: 'the mailbox refused the login',
  encryption: 'no encrypted connection to the mailbox',
  folder: 'there is no such folder in the mailbox',
  permission: 'the mailbox is closed to this login',
  throttled: 'the mailbox wants to be left alone for a while',
  protocol: 'the mailbox did not do as it was asked',
}

const unreachable =
  /^(?:E(?:CONN|HOST|NET|PIPE|AI_|TIMEDOUT|NOTFOUND)\w*|NoConnection|EConnectionClosed|ETIMEOUT|CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|ENOTFOUND)$/

/** Not every server marks its refusal of a SELECT with a code (RFC 9051 §6.3.2). */
const isFolderRefused = ({ responseStatus, executedCommand = '' }: Partial<ImapError>): boolean =>
  responseStatus !== undefined && /^\S+ (?:SELECT|EXAMINE)\b/.test(executedCommand)

function faultOf({ code = '', authenticationFailed, tlsFailed, message, ...error }: ImapError): ImapFault {
  const said = `${message} ${error.responseText ?? ''}`
  if (/authenticated but not connected/i.test(said)) return 'permission'
  if (/request is throttled|\bETHROTTLE\b/i.test(`${said} ${code}`)) return 'throttled'
  if (authenticationFailed === true) return 'login'
  if (error.mailboxMissing === true || isFolderRefused(error)) return 'folder'
  const isTls =
    /CERT|SELF_SIGNED|^ERR_TLS|^ERR_SSL|^EPROTO$/.test(code) || /certificate|STARTTLS/i.test(message)
  if (tlsFailed === true || isTls) return 'encryption'
  return unreachable.test(code) ? 'unreachable' : 'protocol'
}
