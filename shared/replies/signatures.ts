import type { Signature } from './mail'

type HeaderField = { readonly key: string; readonly value: string }

const mostSignatures = 10

/**
 * The DKIM-Signature headers of a mail (RFC 6376 §3.5), as their senders wrote them; whether one is true is another
 * question. None where there are more than anybody needs.
 */
export function signaturesIn(headers: readonly HeaderField[]): readonly Signature[] {
  const written = headers.filter(({ key }) => key === 'dkim-signature')
  return written.length > mostSignatures
    ? []
    : written.flatMap(({ value }, nth) => signatureIn(value, nth, headers) ?? [])
}

function signatureIn(value: string, nth: number, headers: readonly HeaderField[]): Signature | undefined {
  const tags = tagsIn(value)
  const domain = tags.get('d')?.toLowerCase()
  const signed = tags.get('h')
  if (domain === undefined || signed === undefined) return undefined
  const signedAt = /^\d{1,11}$/.test(tags.get('t') ?? '') ? new Date(Number(tags.get('t')) * 1000) : undefined
  return {
    domain,
    selector: tags.get('s')?.toLowerCase() ?? '',
    nth,
    signs: wholeFields(signed.toLowerCase().split(':'), headers),
    isBodyLimited: tags.has('l'),
    ...(signedAt && { signedAt }),
  }
}

/** Blanks mean nothing in any of the tags read here. The first of a name counts: a second one is a fault. */
function tagsIn(value: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>()
  for (const tag of value.slice(0, 20_000).replace(/\s+/g, '').split(';')) {
    const at = tag.indexOf('=')
    const name = tag.slice(0, Math.max(at, 0))
    if (at > 0 && !tags.has(name)) tags.set(name, tag.slice(at + 1))
  }
  return tags
}

/**
 * Signed are as many headers of a name as it is listed, counted from below (RFC 6376 §5.4.2). So a further one on top
 * is not, and it is the one that is shown.
 */
function wholeFields(signed: readonly string[], headers: readonly HeaderField[]): readonly string[] {
  const count = (names: readonly string[], name: string) => names.filter((one) => one === name).length
  const present = headers.map(({ key }) => key)
  return [...new Set(signed)].filter((name) => {
    const found = count(present, name)
    return found > 0 && count(signed, name) >= found
  })
}
