import { abuseKinds } from '../cases/decision'
import { doorNames, type DoorName } from '../delivery/door'
import { isLoopback } from '../delivery/smtp-settings'
import { reportRoutes } from './report-routes'
import { choice, listOf, mailbox, mailboxValue, portNumber, sender } from './setting-values'
import { serverHost, someText, wholeNumber, yesOrNo } from './setting-values'
import { optional, type RawSettings, required, settingGroup, withDefault } from './setting-group'

export const mailSettings = settingGroup({
  title: 'Reports as mail',
  neededBy: [
    'openCase',
    'checkSender',
    'fileReports',
    'chaseReports',
    'trackReplies',
    'watchTakedowns',
    'tellPeople',
    'reviewReports',
  ],
  fields: {
    DOORS: optional(listOf('door', door), {
      what: 'The ways out, first choice first. Without it `smtp` where SMTP_HOST is set, else `graph`, which needs no secret in Azure. The next one is taken only after a refusal for good.',
      values: 'a list of `smtp`, `graph` and `msrc`',
    }),
    REPORT_TO: withDefault(listOf('mail address', mailbox), 'ioc@microsoft.com', {
      what: 'Who gets the reports.',
      values: 'a list of mail addresses',
    }),
    REPORT_CC: withDefault(listOf('mail address', mailbox), 'abuse@microsoft.com', {
      what: 'Who gets a copy of each.',
      values: 'a list of mail addresses, may be empty',
      emptySays: 'nobody gets a copy',
    }),
    REPORT_ROUTES: optional(reportRoutes, {
      what: 'Who gets the reports of some kinds of abuse, in place of REPORT_TO. Those of REPORT_CC get their copy all the same.',
      values: `such as \`phishing=someone@example.com; spam=one@example.com, two@example.com\`. Kinds are ${abuseKinds.map((kind) => `\`${kind}\``).join(', ')}`,
    }),
    REPORT_FALLBACK_TO: optional(listOf('mail address', mailbox), {
      what: 'Who gets, once and alone, a mail that everybody it is meant for refused, or that came back from all of them.',
      values: 'a list of mail addresses',
    }),
    MAIL_FROM: required(sender, {
      what: 'The sender of every mail. Its mailbox is where answers and bounces arrive.',
      values: 'a mail address, or `Name <address>`',
    }),
    MAIL_REPLY_TO: optional(mailboxValue, {
      what: 'Where answers are to go, if not to the sender.',
      values: 'a mail address',
    }),
    MAIL_OWN_COPY_TO: optional(mailboxValue, {
      what: 'Gets a blind copy of every mail: the proof that it left, where a connection broke.',
      values: 'a mail address, best one whose mailbox is read',
    }),
    MAIL_DEFANG: withDefault(yesOrNo, 'true', {
      what: 'Writes hosts, addresses and links in the readable text so that no filter takes them for links; the attachments never.',
      values: '`true` or `false`',
    }),
    REPORTER_ORGANISATION: required(someText, {
      what: 'Who reports, as the abuse desk reads it.',
      values: 'the name of your organisation',
    }),
  },
  check: (raw) => (raw['REPORT_TO'] === '' ? [nobodyToReportTo] : []),
  config: (values, raw) => ({
    doors: values.DOORS ?? doorsByDefault(raw),
    to: values.REPORT_TO,
    cc: values.REPORT_CC,
    routes: values.REPORT_ROUTES,
    fallbackTo: values.REPORT_FALLBACK_TO,
    from: values.MAIL_FROM,
    replyTo: values.MAIL_REPLY_TO,
    ownCopyTo: values.MAIL_OWN_COPY_TO,
    defang: values.MAIL_DEFANG,
    organisation: values.REPORTER_ORGANISATION,
  }),
})

export const smtpSettings = settingGroup({
  title: 'The mail server that sends',
  neededBy: ['checkSender', 'fileReports', 'tellPeople'],
  fields: {
    SMTP_HOST: optional(serverHost, {
      what: 'The server that takes our mail. Needed where DOORS names `smtp`.',
      values: 'a host name or an address',
    }),
    SMTP_PORT: optional(portNumber, {
      what: 'Its port. Without it 587, or 465 where SMTP_TLS is `implicit`.',
      values: 'a port, 1 to 65535',
    }),
    SMTP_USER: optional(someText, {
      what: 'Name for its login. Without it there is none.',
      values: 'a user name',
    }),
    SMTP_PASSWORD: optional(someText, {
      what: 'Password for its login.',
      values: 'a password, best as a Key Vault reference',
      secret: true,
    }),
    SMTP_AUTH: withDefault(choice('password', 'oauth2'), 'password', {
      what: 'How SMTP_USER logs in: with SMTP_PASSWORD, or with a token that `@azure/identity` gets (XOAUTH2), which Exchange Online wants and which needs no secret in Azure.',
      values: '`password` or `oauth2`',
    }),
    SMTP_TLS: withDefault(choice('required', 'implicit', 'none'), 'required', {
      what: '`required` is STARTTLS or nothing, `implicit` is TLS from the first byte, `none` is for this very machine only.',
      values: '`required`, `implicit` or `none`',
    }),
    SMTP_TIMEOUT_SECONDS: withDefault(wholeNumber(1, 300), '300', {
      what: 'How long the server may be silent at any step.',
      values: 'seconds, 1 to 300',
    }),
  },
  check: (raw) => [...noServer(raw), ...plainTextElsewhere(raw, 'SMTP'), ...halfALogin(raw)],
  config: (values) => ({
    host: values.SMTP_HOST,
    port: values.SMTP_PORT ?? (values.SMTP_TLS === 'implicit' ? 465 : 587),
    user: values.SMTP_USER,
    password: values.SMTP_PASSWORD,
    auth: values.SMTP_AUTH,
    tls: values.SMTP_TLS,
    timeoutInSeconds: values.SMTP_TIMEOUT_SECONDS,
  }),
})

const nobodyToReportTo = {
  setting: 'REPORT_TO',
  fault: 'names nobody',
  remedy: 'Name at least one mail address.',
}

export function plainTextElsewhere(raw: RawSettings, protocol: 'SMTP' | 'IMAP') {
  const host = raw[`${protocol}_HOST`]
  if (raw[`${protocol}_TLS`] !== 'none' || host === undefined || isLoopback(host)) return []
  const fault = `is none, but ${protocol}_HOST is not this very machine`
  return [{ setting: `${protocol}_TLS`, fault, remedy: 'Set it to required or implicit.' }]
}

function halfALogin(raw: RawSettings) {
  const half = (setting: string, fault: string, remedy: string) => [{ setting, fault, remedy }]
  const { SMTP_USER: user, SMTP_PASSWORD: password, SMTP_AUTH: auth } = raw
  if (auth === 'oauth2') {
    if (password !== undefined) return half('SMTP_PASSWORD', 'is set, but SMTP_AUTH is oauth2', 'Remove it.')
    return user === undefined
      ? half('SMTP_USER', 'is not set, but SMTP_AUTH is oauth2', 'Set it to the mailbox that sends.')
      : []
  }
  if ((user === undefined) === (password === undefined)) return []
  const missing = user === undefined ? 'SMTP_USER' : 'SMTP_PASSWORD'
  return half(missing, 'is not set, but its other half is', 'Set both of them or neither.')
}

function door(text: string) {
  return doorNames.find((name) => name === text)
}

function doorsByDefault(raw: RawSettings): readonly DoorName[] {
  return [raw['SMTP_HOST'] === undefined ? 'graph' : 'smtp']
}

/** The doors that are to be open, faulty names left out: those are told as a fault of DOORS. */
function doorsIn(raw: RawSettings): readonly string[] {
  return raw['DOORS']?.split(/[\s,;]+/) ?? doorsByDefault(raw)
}

function noServer(raw: RawSettings) {
  if (raw['SMTP_HOST'] !== undefined || !doorsIn(raw).includes('smtp')) return []
  const remedy = 'Set it to the server that takes our mail, or take smtp out of DOORS.'
  return [{ setting: 'SMTP_HOST', fault: 'is not set, but DOORS names smtp', remedy }]
}
