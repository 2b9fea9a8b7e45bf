import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { SentMail } from './sent-mail'

export type Answer = {
  readonly from: string
  readonly fromName: string
  readonly text: string
  /** The domain whose signature passes; left out for a forgery. */
  readonly signedBy?: string
}

const SELECTOR = 'sandbox'
/** What Exchange Online signs: neither To nor References. */
const SIGNED = 'From:Date:Subject:Message-ID:Content-Type:MIME-Version'
/** A key of this run only. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
})

/** The TXT record under which a domain's key is found; its strings are 255 bytes long at most (RFC 1035 §3.3.14). */
export const keyRecordOf = (domain: string) => ({
  type: 'TXT' as const,
  name: `${SELECTOR}._domainkey.${domain}`,
  data: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`.match(/.{1,255}/g) ?? [],
})

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

/** An answer in the thread of a mail, as it lies in our mailbox: signed by its sender, judged by our own server. */
export async function composeAnswer(to: SentMail, answer: Answer, at: Date): Promise<Buffer> {
  const info = await composer.sendMail({
    from: { name: answer.fromName, address: answer.from },
    to: to.replyTo,
    subject: `RE: ${to.subject.replace(/^re:\s*/i, '')}`,
    messageId: `<${randomUUID()}@${domainOf(answer.from)}>`,
    inReplyTo: to.messageId,
    references: to.messageId,
    date: at,
    text: answer.text,
    ...(answer.signedBy === undefined
      ? {}
      : {
          dkim: { domainName: answer.signedBy, keySelector: SELECTOR, privateKey, headerFieldNames: SIGNED },
        }),
  })
  if (!Buffer.isBuffer(info.message))
    throw new Error('the composer gave a stream where a buffer was asked for')
  const trace = receivedHeaders({
    returnPath: answer.from,
    deliveredTo: to.replyTo,
    at,
    results: authenticationResults(answer),
  })
  return Buffer.concat([Buffer.from(trace), info.message])
}

/** What our own mail server puts on top of whatever comes in. */
export function receivedHeaders(trace: {
  readonly returnPath: string
  readonly deliveredTo: string
  readonly at: Date
  readonly results?: string
}): string {
  return [
    `Return-Path: <${trace.returnPath}>`,
    `Delivered-To: ${trace.deliveredTo}`,
    ...(trace.results === undefined ? [] : [`Authentication-Results: mx.contoso.example; ${trace.results}`]),
    `Received: from mail.example.net (mail.example.net [192.0.2.25]) by mx.contoso.example with ESMTPS;`,
    `\t${trace.at.toUTCString().replace('GMT', '+0000')}`,
    '',
  ].join('\r\n')
}

function authenticationResults({ from, signedBy }: Answer): string {
  const domain = domainOf(from)
  const verdict = signedBy === undefined ? 'fail' : 'pass'
  const dkim = signedBy === undefined ? 'dkim=none' : `dkim=pass header.d=${signedBy} header.s=${SELECTOR}`
  return `spf=${verdict} smtp.mailfrom=${domain}; ${dkim}; dmarc=${verdict} header.from=${domain}`
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
