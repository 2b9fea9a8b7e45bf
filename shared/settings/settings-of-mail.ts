import { abuseKinds } from '../cases/decision'
import { doorNames, type DoorName } from '../delivery/door'
import { isLoopback } from '../delivery/smtp-settings'
import { reportRoutes } from './report-routes'
import { choice, listOf, mailbox, mailboxValue, portNumber, sender } from './setting-values'
import { serverHost, someText } from './setting-values'
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
      who: 'whoever wants the Report Abuse API, or a second way out',
    }),
    REPORT_TO: withDefault(listOf('mail address', mailbox), 'ioc@microsoft.com', {
      what: 'Who gets the reports.',
      values: 'a list of mail addresses',
      who: 'whoever knows a better recipient, or whose desk moves',
    }),
    REPORT_CC: withDefault(listOf('mail address', mailbox), 'abuse@microsoft.com', {
      what: 'Who gets a copy of each.',
      values: 'a list of mail addresses, may be empty',
      emptySays: 'nobody gets a copy',
      who: 'whoever wants no copy, or another',
    }),
    REPORT_ROUTES: optional(reportRoutes, {
      what: 'Who gets the reports of some kinds of abuse, in place of REPORT_TO. Those of REPORT_CC get their copy all the same.',
      values: `such as \`phishing=someone@example.com; spam=one@example.com, two@example.com\`. Kinds are ${abuseKinds.map((kind) => `\`${kind}\``).join(', ')}`,
      who: 'whoever has a contact for one kind of abuse',
    }),
    REPORT_FALLBACK_TO: optional(listOf('mail address', mailbox), {
      what: 'Who gets, once and alone, a mail that everybody it is meant for refused, or that came back from all of them.',
      values: 'a list of mail addresses',
      who: 'whoever sees recipients refuse',
    }),
    MAIL_FROM: required(sender, {
      what: 'The sender of every mail. Its mailbox is where answers and bounces arrive.',
      values: 'a mail address, or `Name <address>`',
      who: 'every team, once',
    }),
    MAIL_REPLY_TO: optional(mailboxValue, {
      what: 'Where answers are to go, if not to the sender.',
      values: 'a mail address',
      who: 'a team whose sender has no mailbox that can be read',
    }),
    MAIL_OWN_COPY_TO: optional(mailboxValue, {
      what: 'Gets a blind copy of every mail: the proof that it left, where a connection broke.',
      values: 'a mail address, best one whose mailbox is read',
      who: 'a team that sends by SMTP',
    }),
    REPORTER_ORGANISATION: required(someText, {
      what: 'Who reports, as the abuse desk reads it.',
      values: 'the name of your organisation',
      who: 'every team, once',
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
      who: 'a team that sends by SMTP',
    }),
    SMTP_PORT: optional(portNumber, {
      what: 'Its port. Without it 587, or 465 where SMTP_TLS is `implicit`.',
      values: 'a port, 1 to 65535',
      who: 'a team whose server listens elsewhere',
    }),
    SMTP_USER: optional(someText, {
      what: 'Name for its login. Without it there is none.',
      values: 'a user name',
      who: 'a team whose server wants a login',
    }),
    SMTP_PASSWORD: optional(someText, {
      what: 'Password for its login. Without it, SMTP_USER logs in to Exchange Online with a token that `@azure/identity` gets (XOAUTH2), which needs no secret in Azure.',
      values: 'a password, best as a Key Vault reference',
      secret: true,
      who: 'the same, and whenever it changes',
    }),
    SMTP_TLS: withDefault(choice('required', 'implicit', 'none'), 'required', {
      what: '`required` is STARTTLS or nothing, `implicit` is TLS from the first byte, `none` is for this very machine only.',
      values: '`required`, `implicit` or `none`',
      who: 'a team whose server has TLS from the first byte',
    }),
  },
  check: (raw) => [...noServer(raw), ...plainTextElsewhere(raw, 'SMTP'), ...halfALogin(raw)],
  config: (values, _raw, fixed) => ({
    host: values.SMTP_HOST,
    port: values.SMTP_PORT ?? (values.SMTP_TLS === 'implicit' ? 465 : 587),
    user: values.SMTP_USER,
    password: values.SMTP_PASSWORD,
    tls: values.SMTP_TLS,
    timeoutInSeconds: fixed.smtpTimeoutInSeconds,
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

/** A token of ours is for Exchange Online alone: elsewhere it would be a leak. */
export function takesTokens(host: string | undefined): boolean {
  return host !== undefined && (/(?:^|\.)office365\.(?:com|us)$/i.test(host) || isLoopback(host))
}

function halfALogin(raw: RawSettings) {
  const { SMTP_HOST: host, SMTP_USER: user, SMTP_PASSWORD: password } = raw
  if (user !== undefined && password === undefined && takesTokens(host)) return []
  if ((user === undefined) === (password === undefined)) return []
  const setting = user === undefined ? 'SMTP_USER' : 'SMTP_PASSWORD'
  const fault = 'is not set, but its other half is'
  return [{ setting, fault, remedy: 'Set both of them or neither.' }]
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
