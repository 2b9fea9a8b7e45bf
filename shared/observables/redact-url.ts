import { parseHostname, type Hostname } from '../model/hostname'
import { contentParameters } from './content-hosts'
import { azureSuffixOf } from './resource-hosts'
import { customerLabelsOf } from './customer-labels'
import { caselessDecodingsOf } from './decodings'
import { isOpaque } from './opaque-text'
import type { RedactLink } from './named-value'
import type { Ours } from './ours'
import { holdsPrivateText, pathHoldsPrivateText, type PrivateThings } from './private-text'
import type { PrivateWords } from './private-words'

/** No content id lies deeper; what follows is dropped. */
const LONGEST_PATH = 2048
/** A longer segment is a payload or a token; no content is found by it. */
const LONGEST_PART = 1024
/** A longer label that cannot be understood is a code. */
const LONGEST_READABLE_LABEL = 20
const REDACTED = 'REDACTED'

/**
 * For the links of one alert. A desk acts on a host, or on content by its id; that stays. Query and fragment are for
 * the machine that answers, and what they carry nobody can know, so they go, except for the id of content on a host
 * that many share. Of a path goes what holds something of ours, and what cannot be understood where it is no such id.
 * Of a name within an attacker's zone that carries whom it caught, the zone is named.
 */
export function linkRedaction(wordsOf: () => PrivateWords, ours: Pick<Ours, 'whyAddress' | 'whyHost'>): RedactLink {
  let things: PrivateThings | undefined
  const thingsNow = (): PrivateThings =>
    (things ??= { words: wordsOf(), isOwnAddress: (address) => ours.whyAddress(address) !== undefined })
  let known: Map<string, boolean> | undefined
  const isPrivate = (text: string): boolean => {
    const before = known?.get(text)
    if (before !== undefined) return before
    const answer = text.length > LONGEST_PART || holdsPrivateText(text, thingsNow())
    known = (known ?? new Map<string, boolean>()).set(text, answer)
    return answer
  }
  const holds = { part: isPrivate, path: (path: string) => pathHoldsPrivateText(path, thingsNow()) }
  let rests: Set<string> | undefined
  const host = (name: Hostname): Hostname => {
    if (ours.whyHost(name) !== undefined) return name
    const { victim, customer } = customerLabelsOf(name)
    const left = parseHostname(customer) ?? name
    if (victim.length === 0 || left === name) return name
    const isTold = isPrivate(victim.join('.')) || victim.some((label) => caselessDecodingsOf(label).some(isPrivate))
    if (isTold && azureSuffixOf(left) === undefined) rests = (rests ?? new Set()).add(left)
    return isTold || victim.some(isCode) ? left : name
  }
  return { host, isRest: (name) => rests?.has(name) === true, link: (url) => redacted(url, host, holds) }
} // prettier-ignore

type IsPrivate = (text: string) => boolean
type Holds = { readonly part: IsPrivate; readonly path: IsPrivate }

function redacted(url: URL, cutHost: RedactLink['host'], holds: Holds): string {
  const name = parseHostname(url.hostname)
  const host = name === undefined ? url.hostname : cutHost(name)
  const port = url.port === '' ? '' : `:${url.port}`
  const parameters = contentParameters(url)
  const isContent = parameters !== undefined
  const query = (parameters ?? []).filter((parameter) => !holds.part(parameter)).join('&')
  return `${schemeOf(url)}//${host}${port}${pathOf(url, isContent, holds)}${query && `?${query}`}`
}

/** A scheme that nobody knows may be a name. */
const schemeOf = ({ protocol }: URL): string =>
  /^(?:https?|ftps?|sftp|wss?|ldaps?|smb|tcp|udp|dns|ssh|rtsp|stun|turn):$/.test(protocol)
    ? protocol
    : 'http:'

function pathOf(url: URL, isContent: boolean, holds: Holds): string {
  const path = url.pathname.slice(0, LONGEST_PATH)
  if (path.length <= 1) return path
  const segments = path.split('/').map((segment) => {
    const [name = ''] = segment.split(';', 1)
    return holds.part(name) || (!isContent && isOpaque(name)) ? REDACTED : name
  })
  const kept = segments.join('/')
  // A name may be spread over the segments.
  return segments.length > 2 && holds.path(kept) ? `/${REDACTED}` : kept
}

/** Tunnels through DNS carry what they tell in the labels of an attacker's zone. */
const isCode = (label: string): boolean => label.length >= LONGEST_READABLE_LABEL && isOpaque(label)
