/** Full stops that UTS-46 maps to the ASCII one. */
const OTHER_DOTS = /[\u3002\uff0e\uff61]/g

/** Characters that UTS-46 drops: soft hyphen, zero-width space, word joiner, variation selectors … */
const INVISIBLE =
  /[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu

/**
 * The host of a text that is a bare host, `host:port`, `[v6]:port` or a URL: still unparsed, without white space around.
 * undefined where readers disagree about where the host ends: a path without a scheme, a back slash, white space inside.
 */
export function hostPart(text: string): string | undefined {
  const trimmed = text.trim()
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(trimmed)?.[0]
  const authority =
    scheme === undefined ? trimmed : withoutUser(trimmed.slice(scheme.length).split(/[/?#]/, 1)[0] ?? '')
  if (authority === '' || /[\s\\/?#@]/.test(authority)) return undefined
  const bracketed = /^\[([^[\]]*)\](?::\d{1,5})?$/.exec(authority)?.[1]
  if (bracketed !== undefined) return bracketed.includes(':') ? bracketed : undefined
  if (/:.*:/.test(authority)) return authority
  return authority.replace(/:\d{1,5}$/, '')
}

/** What a browser connects to stands after the last at sign. */
function withoutUser(authority: string): string {
  return authority.slice(authority.lastIndexOf('@') + 1)
}

/** Full-width digits, letters and dots as ASCII, invisible characters gone, as every UTS-46 reader folds them. */
export function foldWidth(text: string): string {
  return text.normalize('NFKC').replace(OTHER_DOTS, '.').replace(INVISIBLE, '')
}
