import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import type { DKIMSignOptions } from 'mailauth'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
})
const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`

/** Keys of this run, as the domains' name servers would give them. */
export const zone = Object.fromEntries(
  ['microsoft.com', 'corp.microsoft.com', 'rnicrosoft.com', 'evil.example', 'desk.example'].map((domain) => [
    `test._domainkey.${domain}`,
    { TXT: [record] },
  ]),
)

export type Signing = {
  readonly domain: string
  /** Names of the signed headers; default: everything that names a thread. */
  readonly covers?: readonly string[]
  /** `l=`: how many bytes of the body are signed. */
  readonly bodyBytes?: number
  readonly expiresAt?: Date
}

const usual = [
  'From',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'Content-Type',
]

/** The mail, its line ends as mail has them, with a signature on top that is true. */
export async function signed(
  mail: Buffer,
  { domain, covers, bodyBytes, expiresAt }: Signing,
): Promise<Buffer> {
  const raw = crlf(mail)
  const signature = { signingDomain: domain, selector: 'test', privateKey }
  const limited = bodyBytes === undefined ? signature : { ...signature, maxBodyLength: bodyBytes }
  const options: DKIMSignOptions = {
    ...signature,
    canonicalization: 'relaxed/relaxed',
    algorithm: 'rsa-sha256',
    signTime: new Date('2026-11-24T09:00:00Z'),
    ...(expiresAt && { expires: expiresAt }),
    headerList: [...(covers ?? usual)],
    signatureData: [limited],
  }
  const { signatures, errors } = await dkimSign(raw, options)
  if (errors.length) throw new Error(`not signed: ${JSON.stringify(errors)}`)
  return Buffer.concat([Buffer.from(signatures), raw])
}

export const crlf = (mail: Buffer): Buffer =>
  Buffer.from(mail.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')

/** What Exchange Online signs of every mail: not To, not References, not the transfer encoding. */
export const byExchange = ['From', 'Date', 'Subject', 'Message-ID', 'Content-Type', 'MIME-Version']
/** What Microsoft's notification systems sign. */
export const byNotifier = ['From', 'Subject', 'Date', 'Message-ID', 'To', 'MIME-Version', 'Content-Type']

/** The same as `signed`, at once: relaxed/relaxed, rsa-sha256, every header of the list that is there (RFC 6376). */
export function signedAtOnce(mail: Buffer, domain: string, covers: readonly string[] = byExchange): Buffer {
  const text = mail.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/)
  const chosen = covers.flatMap(
    (name) => fields.find((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? [],
  )
  const relaxed = (field: string) => {
    const at = field.indexOf(':')
    return `${field.slice(0, at).trim().toLowerCase()}:${field
      .slice(at + 1)
      .replace(/\s+/g, ' ')
      .trim()}`
  }
  const lines = text
    .slice(end + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/(?:\r\n)+$/, '')
  const bh = createHash('sha256').update(`${lines}\r\n`, 'latin1').digest('base64')
  const h = chosen.map((field) => field.slice(0, field.indexOf(':'))).join(':')
  const signature = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=test; h=${h}; bh=${bh}; b=`
  const signedText = [...chosen.map(relaxed), relaxed(signature)].join('\r\n')
  const b = createSign('RSA-SHA256').update(signedText, 'latin1').sign(privateKey, 'base64')
  return Buffer.from(`${signature}${b}\r\n${text}`, 'latin1')
}
