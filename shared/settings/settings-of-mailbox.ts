import { parseReplyPatterns } from '../replies/patterns'
import { choice, listOf, mailbox, portNumber, serverHost, someText, valueOf, yesOrNo } from './setting-values'
import { optional, type RawSettings, settingGroup, withDefault } from './setting-group'
import { plainTextElsewhere } from './settings-of-mail'

export const mailboxSettings = settingGroup({
  title: 'The mailbox that is read',
  neededBy: ['checkSender', 'fileReports', 'trackReplies'],
  fields: {
    MAILBOX: optional(choice('imap', 'graph'), {
      what: 'How the mailbox is read. Without it `imap` where IMAP_HOST is set, else `graph`: the one of GRAPH_MAILBOX in Exchange Online, Inbox and Junk, with no secret in Azure.',
      values: '`imap` or `graph`',
    }),
    IMAP_HOST: optional(serverHost, {
      what: 'The server of our mailbox. Needed where MAILBOX is `imap`.',
      values: 'a host name or an address',
    }),
    IMAP_PORT: optional(portNumber, {
      what: 'Its port. Without it 993, or 143 where IMAP_TLS is not `implicit`.',
      values: 'a port, 1 to 65535',
    }),
    IMAP_USER: optional(someText, {
      what: 'Name for its login, the address of the mailbox in Exchange Online. Needed where MAILBOX is `imap`.',
      values: 'a user name',
    }),
    IMAP_AUTH: withDefault(choice('password', 'oauth2'), 'password', {
      what: 'How it logs in. `oauth2` takes a token of the identity of the app, as Exchange Online wants it.',
      values: '`password` or `oauth2`',
    }),
    IMAP_PASSWORD: optional(someText, {
      what: 'Password for its login. Needed where MAILBOX is `imap` and IMAP_AUTH is `password`.',
      values: 'a password, best as a Key Vault reference',
      secret: true,
    }),
    IMAP_TLS: withDefault(choice('implicit', 'required', 'none'), 'implicit', {
      what: '`implicit` is TLS from the first byte, `required` is STARTTLS or nothing, `none` is for this very machine only.',
      values: '`implicit`, `required` or `none`',
    }),
    IMAP_FOLDERS: withDefault(folders(), 'INBOX', {
      what: 'The folders that are read.',
      values: 'names between commas, for instance `INBOX, Junk`',
    }),
    HANDLED_FOLDER: optional(folderName(), {
      what: 'Folder into which a mail is moved once everything that it says is kept; made where it is missing. Without it nothing in the mailbox is ever changed. Needs the right to write, see docs/mailbox.md.',
      values: 'a name, for instance `Handled`',
    }),
    TRUSTED_SENDERS: withDefault(listOf('mail address', mailbox), trustedByDefault(), {
      what: 'Whose mails may change the status of a report. The recipients of our reports are trusted without being named.',
      values: 'a list of mail addresses',
    }),
    AUTHENTICATION_SERVER: optional(someText, {
      what: 'Name under which our own mail server writes `Authentication-Results`, so that no other is believed. Exchange Online gives itself none: leave it out there.',
      values: 'the first word of that header, for instance `mx.example.com`',
    }),
    VERIFY_DKIM: withDefault(yesOrNo, 'true', {
      what: "Looks at the DKIM signatures of answers itself, for which it asks a name server for the sender's keys. Without it the word of our mail server has to do.",
      values: '`true` or `false`',
    }),
    REPLY_PATTERNS: optional(replyPatterns(), {
      what: 'Further wordings by which answers are understood, or others in place of the shipped ones of the same name; an empty one takes that out. Groups: absence, takedown, resolved, noAction, rejected, unmonitored, elsewhere, informationRequest, acknowledgement, bounceSubject, delaySubject, caseNumber, in which the first group of the expression is the number.',
      values: 'JSON: `{"takedown": {"a name": "a regular expression"}}`',
    }),
  },
  check: (raw) => [...incompleteImap(raw), ...handledIsRead(raw), ...plainTextElsewhere(raw, 'IMAP')],
  config: (values, raw) => ({
    kind: kindIn(raw),
    /** Nothing says that there is one at all. */
    isAssumed: raw['MAILBOX'] === undefined && raw['IMAP_HOST'] === undefined,
    imap: {
      host: values.IMAP_HOST,
      port: values.IMAP_PORT ?? (values.IMAP_TLS === 'implicit' ? 993 : 143),
      user: values.IMAP_USER,
      auth: values.IMAP_AUTH,
      password: values.IMAP_PASSWORD,
      tls: values.IMAP_TLS,
      folders: values.IMAP_FOLDERS,
    },
    handledFolder: values.HANDLED_FOLDER,
    trustedSenders: values.TRUSTED_SENDERS,
    verifyDkim: values.VERIFY_DKIM,
    ...(values.AUTHENTICATION_SERVER !== undefined && { authenticationServer: values.AUTHENTICATION_SERVER }),
    replyPatterns: values.REPLY_PATTERNS ?? {},
  }),
})

function kindIn(raw: RawSettings): 'imap' | 'graph' {
  const isImap = raw['MAILBOX'] === undefined ? raw['IMAP_HOST'] !== undefined : raw['MAILBOX'] === 'imap'
  return isImap ? 'imap' : 'graph'
}

/** Half of a login over IMAP is a mistake, not the wish to read through Graph. */
function incompleteImap(raw: RawSettings) {
  const needed = ['IMAP_HOST', 'IMAP_USER', ...(raw['IMAP_AUTH'] === 'oauth2' ? [] : ['IMAP_PASSWORD'])]
  const isMeant = raw['MAILBOX'] === undefined && needed.some((setting) => raw[setting] !== undefined)
  if (!isMeant && raw['MAILBOX'] !== 'imap') return []
  const remedy = 'Set it, or MAILBOX to graph.'
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
