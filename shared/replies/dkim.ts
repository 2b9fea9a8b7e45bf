import { getDomain } from 'tldts'
import { mailBytes, type MailBytes, withOneSignature } from './mail-bytes'
import type { CheckedSignature, Mail, Signature } from './mail'

/**
 * TXT records of a name, each as the strings it is made of. Throws as `node:dns` does: `ENOTFOUND` and `ENODATA` mean
 * that there is none, anything else that nobody could say.
 */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>

export type VerifyDkimDeps = { readonly resolveTxt: ResolveTxt; readonly now: () => Date }

/** Signatures that are looked at: a desk's mail has one or two, a forger's may have many. */
const mostLookedAt = 3

/**
 * Looks at the signatures of a mail ourselves (RFC 6376), at once, because keys change. Only those are looked at, and
 * only for those is a name server asked, whose domain is that of the sender; no other can prove who wrote. Each is
 * looked at alone, so that no verdict can be taken for that of another.
 * @param raw the mail as it was parsed
 * @returns one result a signature; empty where none is by the sender's domain
 */
export async function verifyDkim(
  { resolveTxt, now }: VerifyDkimDeps,
  mail: Mail,
  raw: Uint8Array,
): Promise<readonly CheckedSignature[]> {
  const own = mail.signatures.filter(({ domain }) => isAligned(domain, domainOf(mail.from)))
  if (own.length === 0) return []
  const bytes = mailBytes(raw, true)
  const checked: CheckedSignature[] = []
  for (const one of own.slice(0, mostLookedAt))
    checked.push({ ...one, ...(await lookAt(bytes, one, resolveTxt, now())) })
  return checked
}

type Result = Pick<CheckedSignature, 'result' | 'coversBody'>
const failed: Result = { result: 'fail', coversBody: false }

async function lookAt(
  bytes: MailBytes,
  { nth, selector, domain }: Signature,
  resolveTxt: ResolveTxt,
  curTime: Date,
): Promise<Result> {
  const name = `${selector}._domainkey.${domain}`
  if (bytes.doubt !== undefined || !isName(name)) return failed
  // Loaded by the first mail that needs it: it would more than double the time to the first alert.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js')
  const { results } = await dkimVerify(withOneSignature(bytes, nth), {
    curTime,
    rejectRsaSha1: true,
    resolver: async (asked) => {
      if (asked.toLowerCase() !== name) throw Object.assign(new Error('not asked for'), { code: 'ENOTFOUND' })
      return (await resolveTxt(name)).map((record) => [...record])
    },
  })
  const [result, ...more] = results
  if (!result || more.length > 0 || result.signingDomain?.toLowerCase() !== domain) return failed
  return { result: verdictOf(result.status.result), coversBody: isWhole(result) }
}

/** RFC 1035 §2.3.4. No name server can be asked for any other, so nothing is open about its key. */
const isName = (name: string): boolean =>
  name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label))

const verdictOf = (result: string): Result['result'] =>
  result === 'pass' ? 'pass' : result === 'temperror' ? 'unchecked' : 'fail'

type Measured = { readonly canonBodyLength?: number; readonly canonBodyLengthTotal?: number }

const isWhole = ({ canonBodyLength = 0, canonBodyLengthTotal = 0 }: Measured): boolean =>
  canonBodyLength >= canonBodyLengthTotal

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** Relaxed alignment (RFC 7489 §3.1.1): the same organisation. */
export function isAligned(signer: string | undefined, domain: string): boolean {
  if (signer === undefined || domain === '') return false
  const organisation = getDomain(domain)
  return signer === domain || (organisation !== null && organisation === getDomain(signer))
}
