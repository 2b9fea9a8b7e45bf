import type { Finding } from '../alert'
import { type Collector, addFinding, addVictim, nextRecord, noteUnreadable } from '../collector'
import { senderSide } from '../graph/mail-evidence'
import { listIn } from '../sentinel/lower-keys'
import type { XdrRow } from './row'

export function addMail(collector: Collector, row: XdrRow, at: Date | undefined): void {
  const fieldSide = senderSide(row.EmailDirection)
  const verdict = verdictOf(row)
  const from = { fieldSide, role: 'mail-sender', record: nextRecord(collector), verdict, at } as const
  for (const column of ['SenderIPv4', 'SenderIPv6'] as const) {
    addFinding(collector, { ...from, type: 'ip', value: row[column], from: `properties.${column}` })
  }
  for (const column of ['SenderFromAddress', 'SenderMailFromAddress', 'SenderEmailAddress'] as const) {
    addFinding(collector, { ...from, type: 'email', value: row[column], from: `properties.${column}` })
  }
  if (/outbound/i.test(row.EmailDirection ?? '')) return
  const recipient = {
    type: 'email',
    value: row.RecipientEmailAddress,
    from: 'properties.RecipientEmailAddress',
  } as const
  addFinding(collector, { ...recipient, fieldSide: 'own' })
  addVictim(collector, 'mailbox', row.RecipientEmailAddress)
}

/** As the mail shows it, as the server was told it, or as Teams has it. */
export function senderOf(row: XdrRow): string | undefined {
  return row.SenderFromAddress || row.SenderMailFromAddress || row.SenderEmailAddress || undefined
}

/** What the filter found: `Phish`, `Malware`, `Spam`, several with commas; nothing where the mail is like any other. */
export function verdictOf({ ThreatTypes }: XdrRow): Finding['verdict'] {
  if (!/[a-z]/i.test(ThreatTypes ?? '') || /^\W*(?:none|null)\W*$/i.test(ThreatTypes ?? '')) return undefined
  return /^\W*spam\W*$/i.test(ThreatTypes ?? '') ? 'suspicious' : 'malicious'
}

/**
 * A link in a mail or chat, or one that somebody of ours clicked. These tables
 * hold every link there was, so only what the filter took for a threat is anybody's to answer for.
 */
export function addLinks(collector: Collector, row: XdrRow, at: Date | undefined): void {
  const verdict = verdictOf(row)
  const weight =
    verdict === undefined
      ? ({ fieldSide: 'unsaid', role: 'unknown' } as const)
      : ({ fieldSide: 'remote', role: 'phish-url' } as const)
  const link = { ...weight, type: 'url', verdict, at } as const
  addFinding(collector, { ...link, value: row.Url, from: 'properties.Url' })
  for (const value of chainOf(collector, row.UrlChain)) {
    addFinding(collector, { ...link, value, from: 'properties.UrlChain' })
  }
  if (!row.Url)
    addFinding(collector, { ...link, type: 'host', value: row.UrlDomain, from: 'properties.UrlDomain' })
}

/** Whose address it is, a user's or an attacker's, only the click table says: it is where they sat. */
export function addAddresses(
  collector: Collector,
  row: XdrRow,
  isClick: boolean,
  at: Date | undefined,
): void {
  const fieldSide = isClick ? 'own' : 'unsaid'
  for (const column of ADDRESSES) {
    addFinding(collector, { type: 'ip', value: row[column], from: `properties.${column}`, fieldSide, at })
  }
}

const ADDRESSES = [
  ...(['IPAddress', 'IpAddress', 'RequestSourceIP'] as const),
  ...(['ProcessRemoteSessionIP', 'InitiatingProcessRemoteSessionIP'] as const),
]

/** Every redirect on the way, as a list or as JSON in a text. */
function chainOf(collector: Collector, column: unknown): readonly string[] {
  if (column === undefined || column === null || column === '') return []
  const chain = listIn(column)
  const links = chain?.filter((link) => typeof link === 'string') ?? []
  if (links.length !== chain?.length)
    noteUnreadable(collector, 'properties.UrlChain', 'it is no list of links')
  return links
}
