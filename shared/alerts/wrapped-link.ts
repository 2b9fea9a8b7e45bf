import { isWithin, parseHostname } from '../model/hostname'

/** A service that rewrites links: its hosts, and the link inside one of its own, as text. */
type Wrapper = {
  /** Names and all below them. A name that only resembles one of them is somebody else's. */
  readonly hosts: readonly string[]
  /** undefined where this link of theirs wraps nothing, or nothing that can be read without asking them. */
  readonly inner: (url: URL) => string | undefined
}

const parameter =
  (...names: readonly string[]) =>
  (url: URL): string | undefined =>
    names.map((name) => url.searchParams.get(name)).find((value) => value !== null && value !== '') ??
    undefined

/**
 * Each with a vector in tests/alerts/wrapped-link.test.ts. Mimecast (`…mimecast.com/s/…`, `…mimecastprotect.com`) and
 * Cisco's long form keep the link on their own servers: such a link names nobody else.
 */
const WRAPPERS: readonly Wrapper[] = [
  {
    hosts: ['safelinks.protection.outlook.com', 'safelinks.protection.office365.us'],
    inner: parameter('url'),
  },
  { hosts: ['statics.teams.cdn.office.net', 'statics.teams.microsoft.com'], inner: parameter('url') },
  { hosts: ['urldefense.proofpoint.com', 'urldefense.com', 'urldefense.us'], inner: proofpoint },
  { hosts: ['linkprotect.cudasvc.com'], inner: parameter('a') },
  { hosts: ['secure-web.cisco.com'], inner: (url) => linkInPath(url) },
  { hosts: ['protect2.fireeye.com', 'protect.fireeye.com'], inner: parameter('u') },
]

/** Search engines forward to what they found; their hosts answer for much else, so only these paths count. */
const FORWARDERS: readonly Wrapper[] = [
  { hosts: ['www.google.com', 'google.com'], inner: ofPath('/url', parameter('q', 'url')) },
  { hosts: ['www.bing.com', 'bing.com'], inner: ofPath('/ck/a', bing) },
]

/** Forwarded mails are wrapped again; more than that was made to keep a reader busy. */
const DEEPEST_WRAPPING = 5
const MOST_INNER_LINKS = 5

/** The links that a link stands for, the first of them for itself: what the finding says is said of that one. */
export type LinkReading = {
  readonly link: URL
  /** Links inside it, where nobody known wrapped them: an open redirect, or no more than where a login leads back to. */
  readonly inside: readonly URL[]
  /** More are wrapped or held than are read: something of the link is left out. */
  readonly isCut: boolean
}

/** A link is read when its alert is taken in, and again when its values are judged. */
const known = new WeakMap<URL, LinkReading>()

/**
 * A known wrapper accuses nobody and carries our user's address, so only what it wraps counts. Of any other link both
 * count: the redirector, since nobody vouches for it, and the link inside.
 */
export function readLink(url: URL): LinkReading {
  const before = known.get(url)
  if (before !== undefined) return before
  const outer = unwrapped(url, 0)
  const held = linksInside(outer.link)
  const inside = held.slice(0, MOST_INNER_LINKS).map((inner) => unwrapped(inner, 1))
  const isCut = held.length > MOST_INNER_LINKS || [outer, ...inside].some((one) => one.isCut)
  const reading = { link: outer.link, inside: inside.map(({ link }) => link), isCut }
  known.set(url, reading)
  return reading
}

type Unwrapped = { readonly link: URL; readonly isCut: boolean }

function unwrapped(url: URL, depth: number): Unwrapped {
  const wrapper = [...WRAPPERS, ...FORWARDERS].find(({ hosts }) => hosts.some((host) => isAt(url, host)))
  const inner = asLink(wrapper?.inner(url))
  if (inner === undefined) return { link: url, isCut: false }
  return depth >= DEEPEST_WRAPPING ? { link: url, isCut: true } : unwrapped(inner, depth + 1)
}

/** The name itself for forwarders and most wrappers; Safe Links has a host for each region. */
const isAt = (url: URL, host: string) => /^https?:$/.test(url.protocol) && isWithin(url.hostname, host)

function ofPath(path: string, inner: Wrapper['inner']): Wrapper['inner'] {
  return (url) => (url.pathname.replace(/\/$/, '') === path ? inner(url) : undefined)
}

/** A link as wrappers hold it: some leave the scheme out. */
function asLink(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const full = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[\w.-]+:\d/.test(text) ? text : `http://${text}`
  if (!/^https?:\/\//i.test(full)) return undefined
  const url = URL.parse(full)
  return url !== null && (url.hostname.includes('.') || url.hostname.startsWith('[')) ? url : undefined
}

/** `u` of version 1 is percent-encoded; version 2 writes `-` for `%` and `_` for `/`; version 3 has the link in its path. */
function proofpoint(url: URL): string | undefined {
  const version = /^\/v([123])\//.exec(url.pathname)?.[1]
  if (version === '3') return proofpointPath(url)
  const coded = url.searchParams.get('u')
  if (coded === null) return undefined
  return version === '2' ? percentDecoded(coded.replaceAll('-', '%').replaceAll('_', '/')) : coded
}

const RUN_LENGTHS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** `/v3/__LINK__;BASE64!!…$`: each `*` is the next character of the base64, `**X` a run of them, A being two. */
function proofpointPath({ href }: URL): string | undefined {
  const start = href.indexOf('/v3/__')
  const end = href.lastIndexOf('__;')
  if (start < 0 || end < start) return undefined
  const coded = percentDecoded(href.slice(start + '/v3/__'.length, end)) ?? ''
  const base64 = href.slice(end + '__;'.length).split('!', 1)[0] ?? ''
  const characters = Array.from(Buffer.from(base64, 'base64url').toString('utf8'))
  let next = 0
  const take = (length: number) => characters.slice(next, (next += length)).join('')
  const text = coded.replaceAll(/\*\*([\w-])|\*/g, (token, run: string | undefined) =>
    run === undefined ? take(1) || token : take(RUN_LENGTHS.indexOf(run) + 2),
  )
  return text.replace(/^(https?):\/(?!\/)/i, '$1://')
}

/** `u=a1` and the link in base64. */
function bing(url: URL): string | undefined {
  const coded = url.searchParams.get('u')
  if (coded?.startsWith('a1') !== true) return undefined
  return Buffer.from(coded.slice(2), 'base64url').toString('utf8')
}

/** A whole link behind the first part of a path, plain or percent-encoded. */
function linkInPath({ pathname, search }: URL): string | undefined {
  const match = /^\/.*?\/(https?(?::|%3a)(?:\/|%2f){1,2}.{3,})$/i.exec(pathname)?.[1]
  if (match === undefined) return undefined
  const plain = /^https?:\//i.test(match) && !/%2f/i.test(match) ? match + search : percentDecoded(match)
  return plain?.replace(/^(https?):\/(?!\/)/i, '$1://')
}

/** Whole links in the query or path of a link: `returnUrl=https://…`, `/redirect/https%3A%2F%2F…`. */
function linksInside(url: URL): readonly URL[] {
  if (!/^https?:$/.test(url.protocol)) return []
  const texts = [linkInPath(url), ...url.searchParams.values()]
  const links = texts.flatMap((text) =>
    text !== undefined && /^https?:\/\//i.test(text) ? (asLink(text) ?? []) : [],
  )
  return links.filter(({ hostname }) => hostname !== url.hostname && isPlace(hostname))
}

const isPlace = (hostname: string) =>
  hostname.startsWith('[') || parseHostname(hostname) !== undefined || /^[\d.]+$/.test(hostname)

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
