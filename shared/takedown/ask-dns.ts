import type { ResolveDns } from '../ownership/resolve-host'

/** What one question brought. Only `no-such-name` says that the name does not exist; a failure says nothing. */
export type DnsAnswer =
  | { readonly kind: 'records'; readonly records: readonly string[] }
  | { readonly kind: 'no-such-name' }
  /** The name exists, with records of other types. */
  | { readonly kind: 'no-records' }
  | { readonly kind: 'failed'; readonly why: string }

/** One question as a value; throws nothing. */
export async function askDns(
  resolveDns: ResolveDns,
  name: string,
  type: 'A' | 'AAAA' | 'CNAME',
): Promise<DnsAnswer> {
  try {
    const records = await resolveDns(name, type)
    return records.length > 0 ? { kind: 'records', records } : { kind: 'no-records' }
  } catch (error) {
    const code = codeOf(error)
    // c-ares: ENOTFOUND is NXDOMAIN and nothing else; SERVFAIL, REFUSED and silence have codes of their own.
    if (code === 'ENOTFOUND') return { kind: 'no-such-name' }
    return code === 'ENODATA' ? { kind: 'no-records' } : { kind: 'failed', why: `${type} ${name}: ${code}` }
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'failed'
}
