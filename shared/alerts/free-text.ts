import { parse } from 'tldts'
import { readAddress } from '../model/address-reading'
import { parseHostname } from '../model/hostname'
import { refang } from '../model/refang'
import { withoutTail } from '../model/without-tail'
import { type Collector, noteUnreadable } from './collector'

/** Longer texts are cut here: products put what matters first, and a text is hostile input. */
const LONGEST_TEXT = 32_768

/** As much of a text as is read; the rest is noted. */
export function boundedText(collector: Collector, text: string, from: string): string {
  if (text.length <= LONGEST_TEXT) return text
  noteUnreadable(collector, from, 'it is longer than what is read of a text')
  return text.slice(0, LONGEST_TEXT)
}

/** An IPv4 address, maybe defanged, maybe with a port, that stands alone: no version number, no part of a name. */
export const IPV4_IN_TEXT =
  /(?<![\w.@%-])(?:\d{1,3}(?:\.|\[\.\]|\(\.\))){3}\d{1,3}(?::\d{1,5})?(?![\w-]|\.\d)/

/** As `matchAll`, which makes a copy of the pattern whether or not there is a match; in most texts there is none. */
export function matchesIn(text: string, pattern: RegExp): Iterable<RegExpExecArray> {
  return text.search(pattern) < 0 ? [] : text.matchAll(pattern)
}

/** A host name in running text counts only under a top-level domain that exists: `setup.exe` and `perfc.dat` do not. */
export function isPlausibleHost(text: string): boolean {
  const name = parseHostname(refang(text))
  if (name === undefined || FILE_LIKE.test(name)) return false
  const { domain, isIcann } = parse(name, { extractHostname: false, validateHostname: false })
  return domain !== null && isIcann === true
}

/** Endings that are top-level domains and, far more often in an alert, files. */
const FILE_LIKE =
  /\.(?:zip|mov|sh|py|pl|rs|ps|md|cab|bat|com\.exe|app|name|so|js|vbs|hta|dll|exe|dat|ps1|msi)$/

/** An address or a plausible host name, with or without a port: what may stand after "from" and "to". */
export function isEndpointWord(word: string): boolean {
  if (readAddress(word).kind === 'address') return true
  return isPlausibleHost(word.replace(/:\d{1,5}$/, ''))
}

/** A word of running text without the punctuation that is not its own. */
export function withoutPunctuation(word: string): string {
  return withoutTail(word.replace(/^["'<(]+/, ''), `"'>),;.!?`)
}
