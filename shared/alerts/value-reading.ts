import { readAddress } from '../model/address-reading'
import { type Hostname, parseHostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'
import { refang } from '../model/refang'
import type { ObservableType } from './alert'

/** What a field's text names, in canonical spelling. A URL that is only a host is a host; a host of digits an address. */
export type ValueReading =
  | { readonly type: 'ip'; readonly value: IpAddress; readonly port?: number }
  | { readonly type: 'host'; readonly value: Hostname; readonly port?: number }
  | { readonly type: 'url'; readonly url: URL; readonly host: Hostname | IpAddress }
  | { readonly type: 'email'; readonly value: string }
  | { readonly type: 'nothing' }
  | { readonly type: 'unreadable'; readonly reason: string }

/** What products write where they have no value. */
const PLACEHOLDERS = new Set([
  '', '-', '--', 'n/a', 'na', 'none', 'null', 'nil', 'undefined', 'unknown', 'unavailable', 'not available',
]) // prettier-ignore

const NOTHING: ValueReading = { type: 'nothing' }
const LONGEST_VALUE = 16_384

/** An alert says the same value in several places, and each is read when it is taken and when it is judged. */
const recent: Readonly<Record<ObservableType, Map<string, ValueReading>>> = {
  ip: new Map(),
  host: new Map(),
  url: new Map(),
  email: new Map(),
}
const MOST_RECENT = 200

/** Reads the text of one field that is known to hold this type of value. The answer is shared: nobody may change it. */
export function readValue(type: ObservableType, text: string): ValueReading {
  if (text.length > LONGEST_VALUE) return unreadable('it is longer than any address')
  const before = recent[type].get(text)
  if (before !== undefined) return before
  if (recent[type].size >= MOST_RECENT) recent[type].clear()
  const reading = read(type, text)
  recent[type].set(text, reading)
  return reading
}

function read(type: ObservableType, text: string): ValueReading {
  const trimmed = text.trim()
  if (PLACEHOLDERS.has(trimmed.toLowerCase())) return NOTHING
  switch (type) {
    case 'ip':
      return readIp(trimmed)
    case 'host':
      return readHost(trimmed)
    case 'url':
      return readUrl(trimmed)
    case 'email':
      return readMailbox(trimmed)
  }
}

function unreadable(reason: string): ValueReading {
  return { type: 'unreadable', reason }
}

function readIp(text: string): ValueReading {
  const plain = parseIpAddress(text)
  if (plain !== undefined) return { type: 'ip', value: plain }
  const reading = readAddress(text)
  if (reading.kind === 'address') return withPort({ type: 'ip', value: reading.address }, text)
  return unreadable(
    reading.kind === 'ambiguous' ? 'programs disagree about this address' : 'it is no IP address',
  )
}

function withPort(
  reading:
    { readonly type: 'ip'; readonly value: IpAddress } | { readonly type: 'host'; readonly value: Hostname },
  text: string,
): ValueReading {
  const port = Number(/^(?:[^:]*|\[[^\]]*\]):(\d{1,5})$/.exec(text)?.[1] ?? 0)
  return port > 0 && port < 65_536 ? { ...reading, port } : reading
}

function readHost(text: string): ValueReading {
  const bare = refang(text)
  const name = parseHostname(bare)
  if (name !== undefined) return { type: 'host', value: name }
  const address = readAddress(bare)
  if (address.kind === 'address') return withPort({ type: 'ip', value: address.address }, bare)
  const withoutPort = parseHostname(bare.replace(/:\d{1,5}$/, ''))
  return withoutPort === undefined
    ? unreadable('it is no host name')
    : withPort({ type: 'host', value: withoutPort }, bare)
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i
/** Links that name no machine. */
const PLACELESS = /^(?:mailto|data|javascript|about|tel|sms|blob|cid|urn|file|chrome(?:-extension)?):/i

/** A file on another machine, by SMB or WebDAV: `\\host\share`, `\\host@SSL@443\DavWWWRoot`, `file://host/share`. */
const SHARE = /^(?:\\\\|file:\/\/(?!\/|localhost\/))(?<host>[^\\/\s@?]+)(?:@[^\\/\s]*)?[\\/]/i
/** A link that Windows hands to a program: `ms-word:ofe|u|https://…`, `ms-appinstaller:?source=https://…`. */
const OPENED_BY_PROGRAM = /^ms-[a-z-]{1,30}:[^/]{0,60}?(https?:\/\/.+)$/i

function readUrl(text: string): ValueReading {
  const bare = refang(text.replace(/^(?:uri|url)\s*[=:]\s*/i, '').replace(/^<(.*)>$/, '$1')).trim()
  const share = SHARE.exec(bare)?.groups?.['host']
  if (share !== undefined) return readHost(share)
  if (PLACELESS.test(bare)) return NOTHING
  // What stands behind a blank may be anything, our own names included.
  if (/\s/.test(bare)) return unreadable('it is a link with blanks in it')
  if (SCHEME.test(bare)) return fromUrl(bare)
  const opened = OPENED_BY_PROGRAM.exec(bare)?.[1]
  if (opened !== undefined) return fromUrl(opened)
  const rooted = bare.replace(/^\/\//, '')
  return /[/?#]/.test(rooted) ? fromUrl(`http://${rooted}`) : readHost(rooted)
}

function fromUrl(text: string): ValueReading {
  const url = URL.parse(text)
  if (url === null) return unreadable('it is no URL')
  const host = parseIpAddress(url.hostname.replace(/^\[|\]$/g, '')) ?? parseHostname(url.hostname)
  if (host === undefined) return unreadable('its host is no host name')
  // A trailing dot and a v6 spelling of a v4 address are the same place, so they are the same link.
  const canonical = host.includes(':') ? `[${host}]` : host
  if (url.hostname !== canonical) url.hostname = canonical
  return { type: 'url', url, host }
}

function readMailbox(text: string): ValueReading {
  const bare = refang(/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text)
    .trim()
    .toLowerCase()
  return /^[^\s@<>]+@[^\s@<>]+$/.test(bare)
    ? { type: 'email', value: bare }
    : unreadable('it is no mail address')
}
