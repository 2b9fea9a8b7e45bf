import type { Candidate, Collector } from './collector'
import { addFinding } from './collector'
import { IPV4_IN_TEXT, LONGEST_TEXT, matchesIn, withoutPunctuation } from './free-text'

const LINK = /\b(?:h(?:tt|xx)ps?|ftps?|wss?|ldaps?|tcp|udp):\/\/[^\s"'<>|^`{}]{3,4096}/gi
const ADDRESS = new RegExp(`(?<!/)${IPV4_IN_TEXT.source}`, 'g')
/** `\\203.0.113.7\share`, `\\host.example@SSL\DavWWWRoot`: a share on another machine. */
const SHARE = /\\\\([\w.-]{4,253})(?:@(?:SSL|\d{1,5}))*\\/gi
const VERSION_BEFORE = /(?:\bv|ver(?:sion)?|build|release)[\s:="']*$/i
const DOWNLOADER =
  /\b(?:curl|wget|iwr|irm|invoke-(?:webrequest|restmethod|expression)|downloadstring|downloadfile|downloaddata|start-bitstransfer|bitsadmin|certutil|mshta|msiexec|regsvr32)\b/i

/**
 * What a command line of one of our machines talks to: links, addresses and shares; file names are none of them.
 * Our machines run much that is harmless, so these are mentions: alone they never make a report by themselves.
 */
export function addCommandLine(
  collector: Collector,
  text: string | null | undefined,
  from: string,
  verdict?: Candidate['verdict'],
): void {
  if (!text) return
  const bounded = text.slice(0, LONGEST_TEXT)
  const role = DOWNLOADER.test(bounded) ? 'download' : 'unknown'
  const base = { from, fieldSide: 'remote', role, verdict, mention: true } as const
  const links = [...matchesIn(bounded, LINK)].map(([link]) => withoutPunctuation(link))
  for (const value of links) addFinding(collector, { ...base, type: 'url', value })
  for (const [, value] of matchesIn(bounded, SHARE)) {
    if (value?.includes('.')) addFinding(collector, { ...base, type: 'host', value })
  }
  const withoutLinks = bounded.replace(LINK, ' ')
  for (const match of matchesIn(withoutLinks, ADDRESS)) {
    const before = withoutLinks.slice(Math.max(0, match.index - 16), match.index)
    if (!VERSION_BEFORE.test(before)) addFinding(collector, { ...base, type: 'ip', value: match[0] })
  }
}
