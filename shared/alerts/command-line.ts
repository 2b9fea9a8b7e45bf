import type { Candidate, Collector } from './collector'
import { addFinding } from './collector'
import { IPV4_IN_TEXT, boundedText, isPlausibleHost, matchesIn, withoutPunctuation } from './free-text'

const LINK = /\b(?:h(?:tt|xx)ps?|ftps?|wss?|ldaps?|tcp|udp):\/\/[^\s"'<>|^`{}]{3,4096}/gi
const ADDRESS = new RegExp(`(?<!/)${IPV4_IN_TEXT.source}`, 'g')
/** `\\203.0.113.7\share`, `\\host.example@SSL\DavWWWRoot`: a share on another machine. */
const SHARE = /\\\\([\w.-]{4,253})(?:@(?:SSL|\d{1,5}))*\\/gi
/** What bash opens as a connection. */
const DEVICE = /\/dev\/(?:tcp|udp)\/([\w.:-]{3,253})\/(\d{1,5})\b/g
/** A name with a path or a port behind it, or alone; no call, no member of an object, no mailbox. */
const NAME =
  /(?<![\w.@%$\\/:-])((?:[a-z\d](?:[\w-]{0,62})\.){1,8}[a-z]{2,24})(?![\w([\\-]|\.\w)(:\d{1,5}(?!\d))?(\/[^\s"'<>|^`{}()]{0,2048})?/gi
/** `user@host` after a program that takes it so. */
const LOGIN = /(?<=\s)[\w.-]{1,64}@([\w.-]{4,253})(?=[\s:]|$)/g
const VERSION_BEFORE = /(?:\bv|ver(?:sion)?|build|release)[\s:="']*$/i
const DOWNLOADER =
  /\b(?:curl|wget|iwr|irm|invoke-(?:webrequest|restmethod|expression)|downloadstring|downloadfile|downloaddata|start-bitstransfer|bitsadmin|certutil|mshta|msiexec|regsvr32)\b/i
const CONNECTS =
  /\b(?:nc|ncat|netcat|socat|telnet|ssh|scp|sftp|ftp|tftp|rsync|plink|chisel|ngrok|ping|nslookup|dig|tcpclient|test-netconnection|tnc|webclient|httpwebrequest|xmlhttp|openurl|hh|finger|lynx|aria2c|axel)\b/i
const LOGS_IN = /\b(?:ssh|scp|sftp|rsync|plink)\b/i

/**
 * What a command line of one of our machines talks to: links, with a scheme or behind a program that needs none,
 * addresses, shares and bash's devices; file names are none of them.
 * Our machines run much that is harmless, so these are mentions: alone they never make a report by themselves.
 */
export function addCommandLine(
  collector: Collector,
  text: string | null | undefined,
  from: string,
  verdict?: Candidate['verdict'],
): void {
  if (!text) return
  const bounded = boundedText(collector, text, from)
  const isDownload = DOWNLOADER.test(bounded)
  const role = isDownload ? 'download' : 'unknown'
  const base = { from, fieldSide: 'remote', role, verdict, mention: true } as const
  const links = [...matchesIn(bounded, LINK)].map(([link]) => withoutPunctuation(link))
  for (const value of links) addFinding(collector, { ...base, type: 'url', value })
  for (const [, value] of matchesIn(bounded, SHARE)) {
    if (value?.includes('.')) addFinding(collector, { ...base, type: 'host', value })
  }
  for (const [, value, port] of matchesIn(bounded, DEVICE)) {
    addFinding(collector, { ...base, type: 'host', value, port: Number(port) })
  }
  const withoutLinks = bounded.replace(LINK, ' ')
  for (const match of matchesIn(withoutLinks, ADDRESS)) {
    const before = withoutLinks.slice(Math.max(0, match.index - 16), match.index)
    if (!VERSION_BEFORE.test(before)) addFinding(collector, { ...base, type: 'ip', value: match[0] })
  }
  if (isDownload || CONNECTS.test(bounded)) addNames(collector, withoutLinks, base)
}

/** Without a scheme any two words with a dot look like a name, so these count beside programs that connect, only. */
function addNames(collector: Collector, text: string, base: Omit<Candidate, 'type' | 'value'>): void {
  for (const [, name = '', port = '', path = ''] of matchesIn(text, NAME)) {
    if (!isPlausibleHost(name)) continue
    addFinding(collector, { ...base, type: 'url', value: withoutPunctuation(`${name}${port}${path}`) })
  }
  if (!LOGS_IN.test(text)) return
  for (const [, value = ''] of matchesIn(text, LOGIN)) {
    if (isPlausibleHost(value)) addFinding(collector, { ...base, type: 'host', value })
  }
}
