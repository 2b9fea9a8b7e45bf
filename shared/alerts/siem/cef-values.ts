import { isPlausibleHost } from '../free-text'
import { unquoted } from '../labelled-value'

type Extension = ReadonlyMap<string, string>

/** Some products write `-`, a kind before the address, or quotes. */
export function asPlace(text: string | undefined): string | undefined {
  const place = unquoted(text ?? '').replace(/^IPV[46]:\s?/i, '')
  return place === '' ? undefined : place
}

/** One link, or several with bars between; a path alone names no machine. */
export function linksIn(text: string | undefined): readonly string[] {
  const links = unquoted(text ?? '').split(/\s?\|(?=\w+:\/\/)/)
  return links.filter((link) => link !== '' && (!link.startsWith('/') || link.startsWith('//')))
}

/** Where Check Point and, in LEEF, Palo Alto have the link; of other events the same keys hold a file or a name. */
const SOMETIMES = ['resource', 'Miscellaneous'] as const

/** What was requested, with its key. */
export function requestIn(extension: Extension): readonly (readonly [string, string])[] {
  const requested = linksIn(extension.get('request')).map((link) => ['request', link] as const)
  if (requested.length > 0) return requested
  return SOMETIMES.flatMap((key) =>
    linksIn(extension.get(key)).flatMap((link) => (isLink(link) ? [[key, link] as const] : [])),
  )
}

function isLink(text: string): boolean {
  if (/^[a-z]{2,8}:\/\//i.test(text)) return true
  const [host = '', ...path] = text.slice(0, 300).split('/')
  return path.length > 0 && isPlausibleHost(host.replace(/:\d{1,5}$/, ''))
}
