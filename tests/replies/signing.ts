import { generateKeyPairSync } from 'node:crypto'
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
