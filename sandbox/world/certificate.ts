import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** PEM. The certificate signs itself, so whoever is to trust it is given the certificate itself as a CA. */
export type Certificate = { readonly key: string; readonly cert: string }

const DAY_IN_MS = 86_400_000

/** OIDs in DER. */
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex')
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex')
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex')

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BOOLEAN = 0x01
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87

/**
 * A certificate (RFC 5280) for `localhost` and 127.0.0.1, made anew for each run: no private key lies in the
 * repository, and none of the usual packages is needed for these few bytes.
 */
export function makeCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256)
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from('localhost')))))
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    der(SEQUENCE, utcTime(-DAY_IN_MS), utcTime(30 * DAY_IN_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, ...extensions())),
  )
  const signature = der(BIT_STRING, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(der(SEQUENCE, body, algorithm, signature)),
  }
}

function extensions(): Buffer[] {
  const isAuthority = der(SEQUENCE, der(BOOLEAN, Buffer.from([0xff])))
  const names = der(
    SEQUENCE,
    der(DNS_NAME, Buffer.from('localhost')),
    der(IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
  )
  return [
    der(SEQUENCE, BASIC_CONSTRAINTS, der(OCTET_STRING, isAuthority)),
    der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, names)),
  ]
}

function utcTime(fromNowInMs: number): Buffer {
  const iso = new Date(Date.now() + fromNowInMs).toISOString()
  return der(UTC_TIME, Buffer.from(`${iso.slice(2, 19).replace(/\D/g, '')}Z`))
}

/** One DER value: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const length = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
