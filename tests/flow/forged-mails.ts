import type { ReceivedMail } from '../../sandbox/world/smtp'
import { byExchange, signedAtOnce } from '../replies/signing'
import { answerOf, bounceOf } from './desk'

/** What somebody knows whom the desk has shown the report: everything but the secrets. */
const withoutSecrets = (raw: string) =>
  raw.replace(/(DAR-\d{4}-\w{8})-[a-z0-9]{12}@/g, '$1@').replace(/(\.initial(?:\.\d+)?)\.[a-z0-9]{12}/g, '$1')

/** What our own server writes on top of a mail that does not come from Microsoft's servers. */
const trace = (results: string) =>
  `Return-Path: <x@evil.example>\r\nAuthentication-Results: mx.example.com; ${results}\r\nReceived: from evil.example by mx.example.com; Mon, 23 Nov 2026 11:20:00 +0000\r\n`
const failed = trace('spf=fail smtp.mailfrom=microsoft.com; dkim=none; dmarc=fail header.from=microsoft.com')
const replayed = trace(
  'spf=fail smtp.mailfrom=microsoft.com; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com',
)

const sign = (raw: string, domain = 'microsoft.com', covers = byExchange) =>
  signedAtOnce(Buffer.from(raw, 'latin1'), domain, covers).toString('latin1')
const instead = (raw: string, name: string, value: string) =>
  raw.replace(new RegExp(`^${name}: .*\r\n`, 'm'), `${name}: ${value}\r\n`)
const without = (raw: string, name: string) => raw.replace(new RegExp(`^${name}: .*\r\n`, 'm'), '')
/** A mail that Microsoft did write, to somebody else and about something else. */
const elsewhere = (raw: string) =>
  ['In-Reply-To', 'References'].reduce(
    (mail, name) => without(mail, name),
    instead(instead(raw, 'To', 'x@evil.example'), 'Subject', 'Your alert'),
  )
const signatureOf = (raw: string) => /^DKIM-Signature: .*\r\n/m.exec(raw)?.[0] ?? ''
const valueOf = (raw: string) => /\bb=([A-Za-z0-9+/=]+)\r\n/.exec(signatureOf(raw))?.[1] ?? ''
const bodyOf = (raw: string) => raw.slice(raw.indexOf('\r\n\r\n') + 4)
const headOf = (raw: string) => raw.slice(0, raw.indexOf('\r\n\r\n') + 2)

/** How a mail as the desk would write it is forged; `mail` bears no signature. */
const forgeries: Readonly<Record<string, (mail: string) => string>> = {
  unsigned: (mail) => failed + mail,
  'signed by somebody else': (mail) => failed + sign(mail, 'evil.example'),
  'signed by a name that looks alike': (mail) => failed + sign(mail, 'rnicrosoft.com'),
  'a true answer to another, sent on': (mail) => replayed + sign(instead(mail, 'To', 'x@evil.example')),
  'the same, readdressed afterwards': (mail) => {
    const to = /^To: (.*)\r\n/m.exec(mail)?.[1] ?? ''
    return replayed + instead(sign(instead(mail, 'To', 'x@evil.example')), 'To', to)
  },
  'a mail within a mail, behind CR CR LF': (mail) => {
    const genuine = sign(elsewhere(mail))
    return `${failed}${signatureOf(genuine)}${headOf(mail)}X-Pad: 1\r\n\r\r\n${bodyOf(mail)}\r\n${genuine}`
  },
  'a signature of the same value on top': (mail) => {
    const genuine = sign(elsewhere(mail))
    const forged = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com; s=test; h=From:To:Subject:Date:Message-ID:Content-Type; bh=AAAA; b=${valueOf(genuine)}\r\n`
    return replayed + forged + signatureOf(genuine) + mail
  },
  'a second Content-Type': (mail) => `${replayed}Content-Type: text/html\r\n${sign(mail)}`,
  'a second Subject': (mail) =>
    `${replayed}${/^Subject: .*\r\n/m.exec(mail)?.[0] ?? ''}${sign(instead(mail, 'Subject', 'Your alert'))}`,
  'a second From': (mail) =>
    `${failed}From: Microsoft CERT <cert@microsoft.com>\r\n${sign(instead(mail, 'From', 'x@evil.example'), 'evil.example')}`,
  'four thousand header lines': (mail) =>
    `${failed}${signatureOf(sign(elsewhere(mail)))}${headOf(mail)}${'X: y\r\n'.repeat(4100)}\r\n${bodyOf(mail)}`,
  'a sender in a group': (mail) =>
    failed + sign(instead(mail, 'From', 'cert@microsoft.com:x@evil.example;'), 'evil.example'),
  'a sender by its name': (mail) =>
    failed + sign(instead(mail, 'From', '"cert@microsoft.com" <x@evil.example>'), 'evil.example'),
  'a sender that anybody can have write': (mail) =>
    replayed + sign(instead(mail, 'From', 'azure-noreply@microsoft.com')),
  'a body that was changed': (mail) => `${failed}${headOf(sign(elsewhere(mail)))}\r\n${bodyOf(mail)}`,
  'a selector that nobody can look up': (mail) =>
    `${failed}DKIM-Signature: v=1; a=rsa-sha256; d=microsoft.com; s=${'x'.repeat(64)}; h=from:to:subject:date:message-id:content-type; bh=x; b=x\r\n${mail}`,
  'results of a server that is not ours': (mail) =>
    `${failed}Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=microsoft.com; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com\r\n${mail}`,
  'written before the report': (mail) =>
    replayed + sign(instead(mail, 'Date', 'Mon, 16 Nov 2026 10:00:00 +0000')),
  'dated into the future': (mail) =>
    replayed + sign(instead(mail, 'Date', 'Mon, 30 Nov 2026 10:00:00 +0000')),
  'a bare line feed in the header': (mail) =>
    `${failed}X-A: b\nX-C: d\r\n${sign(elsewhere(mail), 'evil.example')}`,
  'a blank before the colon': (mail) =>
    `${failed}From : cert@microsoft.com\r\n${sign(without(mail, 'From'), 'evil.example')}`,
  'attached by a stranger': (mail) =>
    `${failed}From: x@evil.example\r\nTo: reports@example.com\r\nSubject: fw\r\nMessage-ID: <${Math.random()}@evil.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${sign(mail)}\r\n--b--\r\n`,
}
const texts = [
  'The reported site has been taken down. This case is closed.',
  'The activity does not violate our terms. No action will be taken.',
  'Could you please provide more evidence, such as logs and timestamps?',
]

/** Answers to a mail of ours, each forged in every way. */
export const forgedAnswers = (mail: ReceivedMail, at: Date): readonly Buffer[] =>
  texts.flatMap((text) =>
    Object.values(forgeries).map((forge) => {
      const plain = withoutSecrets(answerOf(mail, { text, dkim: 'fail', at }).toString('latin1'))
      const bare = plain.replace(/^(?:Return-Path|Authentication-Results): .*\r\n/gm, '')
      return Buffer.from(forge(bare), 'latin1')
    }),
  )

/** Bounces of a mail of ours by somebody who was shown it. */
export function forgedBounces(mail: ReceivedMail): readonly Buffer[] {
  const of = (recipients: readonly string[]) => bounceOf(mail, recipients).toString('latin1')
  const all = ['ioc@microsoft.com', 'abuse@microsoft.com']
  return [
    of(all),
    of(all).replace('Return-Path: <>\r\n', ''),
    of(all).replace(/^Original-Envelope-Id: .*\r\n/m, ''),
    of(['nobody@x.example']),
    of(all).replace('Action: failed', 'Action: delayed'),
    of(all).replace(/^From: .*\r\n/m, 'From: MAILER-DAEMON@accused.example\r\n'),
  ].map((raw) => Buffer.from(withoutSecrets(raw), 'latin1'))
}
