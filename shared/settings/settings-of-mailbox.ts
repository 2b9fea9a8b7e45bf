import { parseReplyPatterns } from '../replies/patterns'
import { choice, listOf, mailbox, portNumber, serverHost, someText, valueOf } from './setting-values'
import { optional, type RawSettings, settingGroup, withDefault } from './setting-group'
import { plainTextElsewhere, takesTokens } from './settings-of-mail'

export const mailboxSettings = settingGroup({
  title: 'The mailbox that is read',
  neededBy: ['checkSender', 'fileReports', 'trackReplies'],
  fields: {
    IMAP_HOST: optional(serverHost, {
      what: 'The server of our mailbox. Without it the one of GRAPH_MAILBOX in Exchange Online is read through Graph, Inbox and Junk, with no secret in Azure.',
      values: 'a host name or an address',
      who: 'a team whose mailbox is not in Exchange Online',
    }),
    IMAP_PORT: optional(portNumber, {
      what: 'Its port. Without it 993, or 143 where IMAP_TLS is not `implicit`.',
      values: 'a port, 1 to 65535',
      who: 'a team whose server listens elsewhere',
    }),
    IMAP_USER: optional(someText, {
      what: 'Name for its login, the address of the mailbox in Exchange Online. Needed with IMAP_HOST.',
      values: 'a user name',
      who: 'a team that reads by IMAP',
    }),
    IMAP_PASSWORD: optional(someText, {
      what: 'Password for its login. Needed with IMAP_HOST, but in Exchange Online, where without it a token of the identity of the app logs in.',
      values: 'a password, best as a Key Vault reference',
      secret: true,
      who: 'the same, and whenever it changes',
    }),
    IMAP_TLS: withDefault(choice('implicit', 'required', 'none'), 'implicit', {
      what: '`implicit` is TLS from the first byte, `required` is STARTTLS or nothing, `none` is for this very machine only.',
      values: '`implicit`, `required` or `none`',
      who: 'a team whose server only knows STARTTLS',
    }),
    IMAP_FOLDERS: withDefault(folders(), 'INBOX', {
      what: 'The folders that are read.',
      values: 'names between commas, for instance `INBOX, Junk`',
      who: 'a team whose server sorts mail into folders',
    }),
    HANDLED_FOLDER: optional(folderName(), {
      what: 'Folder into which a mail is moved once everything that it says is kept; made where it is missing. Without it nothing in the mailbox is ever changed. Needs the right to write, see docs/mailbox.md.',
      values: 'a name, for instance `Handled`',
      who: 'a team that reads the mailbox, too',
    }),
    TRUSTED_SENDERS: withDefault(listOf('mail address', mailbox), trustedByDefault(), {
      what: 'Whose mails may change the status of a report. The recipients of our reports are trusted without being named.',
      values: 'a list of mail addresses',
      who: 'everybody, when a desk answers from a new address',
    }),
    AUTHENTICATION_SERVER: optional(someText, {
      what: 'Name under which our own mail server writes `Authentication-Results`, so that no other is believed. Exchange Online gives itself none: leave it out there.',
      values: 'the first word of that header, for instance `mx.example.com`',
      who: 'a team with a mail server of its own',
    }),
    REPLY_PATTERNS: optional(replyPatterns(), {
      what: 'Further phrases that suggest what an answer says, or others in place of the shipped ones of the same name; an empty one takes that out. Groups: absence, takedown, noAction, rejected, informationRequest, acknowledgement, bounceSubject, delaySubject, caseNumber, in which the first group of the expression is the number.',
      values: 'JSON: `{"takedown": {"a name": "a regular expression"}}`',
      who: 'everybody, when a desk words its answers in a new way',
    }),
  },
  check: (raw) => [...incompleteImap(raw), ...handledIsRead(raw), ...plainTextElsewhere(raw, 'IMAP')],
  config: (values, raw) => ({
    kind: values.IMAP_HOST === undefined ? ('graph' as const) : ('imap' as const),
    /** Nothing says that there is one at all. */
    isAssumed: values.IMAP_HOST === undefined && raw['GRAPH_MAILBOX'] === undefined,
    imap: {
      host: values.IMAP_HOST,
      port: values.IMAP_PORT ?? (values.IMAP_TLS === 'implicit' ? 993 : 143),
      user: values.IMAP_USER,
      password: values.IMAP_PASSWORD,
      tls: values.IMAP_TLS,
      folders: values.IMAP_FOLDERS,
    },
    handledFolder: values.HANDLED_FOLDER,
    trustedSenders: values.TRUSTED_SENDERS,
    ...(values.AUTHENTICATION_SERVER !== undefined && { authenticationServer: values.AUTHENTICATION_SERVER }),
    replyPatterns: values.REPLY_PATTERNS ?? {},
  }),
})

/** Half of a login over IMAP is a mistake, not the wish to read through Graph. */
function incompleteImap(raw: RawSettings) {
  const all = ['IMAP_HOST', 'IMAP_USER', 'IMAP_PASSWORD']
  if (!all.some((setting) => raw[setting] !== undefined)) return []
  const needed = takesTokens(raw['IMAP_HOST']) ? ['IMAP_HOST', 'IMAP_USER'] : all
  const remedy = 'Set it, or remove the others to read through Graph.'
  return needed.flatMap((setting) =>
    raw[setting] === undefined ? [{ setting, fault: 'is not set, but IMAP is to be read', remedy }] : [],
  )
}

/** What is read and what was handled must not be one folder, nor may handled mails go where mails are deleted. */
function handledIsRead(raw: RawSettings) {
  const handled = raw['HANDLED_FOLDER']?.toLowerCase()
  const read = namesIn(raw['IMAP_FOLDERS'] ?? 'INBOX').map((name) => name.toLowerCase())
  if (handled === undefined || ![...read, 'inbox', 'trash', 'deleted items'].includes(handled)) return []
  const fault = 'names a folder that is read, or that mails are deleted from'
  return [{ setting: 'HANDLED_FOLDER', fault, remedy: 'Name another one; it is made by itself.' }]
}

/** Folder names hold blanks, so only commas separate them. */
const namesIn = (text: string): readonly string[] => text.split(',').flatMap((name) => name.trim() || [])

function folders() {
  return valueOf('names no folder', (text) => {
    const names = namesIn(text)
    return names.length > 0 ? names : undefined
  })
}

/** Quotes and wildcards would need care in every protocol, and nobody wants them there. */
function folderName() {
  return valueOf('is no name of a folder', (text) =>
    text.length <= 100 && text.trim() === text && !/[\p{Cc}"\\*%]/u.test(text) ? text : undefined,
  )
}

function trustedByDefault(): string {
  return ['cert', 'abuse', 'secure', 'ioc'].map((name) => `${name}@microsoft.com`).join(', ')
}

function replyPatterns() {
  return valueOf('is no JSON object of groups of patterns', (text) => {
    try {
      return parseReplyPatterns(JSON.parse(text))
    } catch {
      return undefined
    }
  })
}
