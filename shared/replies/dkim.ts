import { getDomain } from 'tldts'
import type { CheckedSignature, Mail, Signature } from './mail'

/**
 * TXT records of a name, each as the strings it is made of. Throws as `node:dns` does: `ENOTFOUND` and `ENODATA` mean
 * that there is none, anything else that nobody could say.
 */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>

export type VerifyDkimDeps = { readonly resolveTxt: ResolveTxt; readonly now: () => Date }

const mostBytes = 40_000_000

/**
 * Looks at the signatures of a mail ourselves (RFC 6376), at once, because keys change. Only those are looked at, and
 * only for those is a name server asked, whose domain is that of the sender; no other can prove who wrote.
 * @returns one result a signature; empty where none is by the sender's domain
 */
export async function verifyDkim(
  { resolveTxt, now }: VerifyDkimDeps,
  mail: Mail,
  raw: Uint8Array,
): Promise<readonly CheckedSignature[]> {
  const own = mail.signatures.filter(({ domain }) => isAligned(domain, domainOf(mail.from)))
  if (own.length === 0) return []
  if (raw.byteLength > mostBytes)
    return own.map((one) => ({ ...one, result: 'unchecked', coversBody: false }))
  const results = await resultsOf(withCrLf(raw), own, resolveTxt, now())
  return own.map((one) => ({ ...one, ...(results.get(one.value) ?? { result: 'fail', coversBody: false }) }))
}

type Result = Pick<CheckedSignature, 'result' | 'coversBody'>

async function resultsOf(
  raw: Buffer,
  own: readonly Signature[],
  resolveTxt: ResolveTxt,
  now: Date,
): Promise<ReadonlyMap<string, Result>> {
  // Loaded by the first mail that needs it: it would more than double the time to the first alert.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js')
  const asked = new Set(own.map(({ selector, domain }) => `${selector}._domainkey.${domain}`))
  const { results } = await dkimVerify(raw, {
    curTime: now,
    rejectRsaSha1: true,
    resolver: async (name) => {
      if (!asked.has(name.toLowerCase()))
        throw Object.assign(new Error('not asked for'), { code: 'ENOTFOUND' })
      return (await resolveTxt(name)).map((record) => [...record])
    },
  })
  return new Map(
    results.map((one) => [
      (one.signature ?? '').replace(/\s+/g, ''),
      { result: verdictOf(one.status.result), coversBody: isWhole(one) },
    ]),
  )
}

const verdictOf = (result: string): Result['result'] =>
  result === 'pass' ? 'pass' : result === 'temperror' ? 'unchecked' : 'fail'

type Measured = { readonly canonBodyLength?: number; readonly canonBodyLengthTotal?: number }

const isWhole = ({ canonBodyLength = 0, canonBodyLengthTotal = 0 }: Measured): boolean =>
  canonBodyLength >= canonBodyLengthTotal

/** The verifier takes mails without bare line feeds in one piece; with them it would do so line by line. */
function withCrLf(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const text = bytes.toString('latin1')
  return /(?<!\r)\n/.test(text) ? Buffer.from(text.replace(/(?<!\r)\n/g, '\r\n'), 'latin1') : bytes
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** Relaxed alignment (RFC 7489 §3.1.1): the same organisation. */
export function isAligned(signer: string | undefined, domain: string): boolean {
  if (signer === undefined || domain === '') return false
  const organisation = getDomain(domain)
  return signer === domain || (organisation !== null && organisation === getDomain(signer))
}
