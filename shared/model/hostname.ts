import { domainToASCII } from 'node:url'

/** A DNS name in its one canonical spelling: UTS-46 folded, lower case, no trailing dot. Made by {@link parseHostname} only. */
export type Hostname = string & { readonly __brand: 'Hostname' }

/**
 * A DNS name and nothing else: no scheme, port, path or address, at most 253 characters in labels of at most 63.
 * Full-width characters and ideographic dots are folded, other scripts become punycode. Underscores are allowed,
 * since service names hold them. A single label is a name too: callers decide whether that can be remote.
 */
export function parseHostname(text: string): Hostname | undefined {
  if (text.length > 1024 || /[\s%:/\\?#@[\]]/.test(text)) return undefined
  const lower = text.toLowerCase()
  const ascii = isPlain(lower) ? lower : domainToASCII(text)
  const name = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii
  if (name.length > 253 || !NAME.test(name)) return undefined
  // A last label that is a number makes it an address, or nothing, to every URL reader.
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name) ? undefined : (name as Hostname)
}

/** Labels of at most 63 characters between full stops. */
const NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/** Already as UTS-46 leaves it, as nearly every name is: only punycode would have to be checked. */
function isPlain(text: string): boolean {
  return /^[a-z0-9_.-]*$/.test(text) && !text.includes('xn--')
}

/** The name itself or one below it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(domain) && host.at(-domain.length - 1) === '.')
}
