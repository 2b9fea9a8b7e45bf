import { addCommandLine } from '../command-line'
import { type Collector, addFinding, addVictim, nextRecord, noteUnreadable } from '../collector'
import { isObject, toNumber } from '../fields'
import { asName, domainOfUser } from '../graph/own-evidence'
import { senderSide } from '../graph/mail-evidence'
import { readEntity } from '../sentinel/entities'
import { listIn, objectIn } from '../sentinel/lower-keys'
import { parseProtocol } from '../words'
import type { XdrRow } from './row'

/** Local and remote are said by name here, so no row leaves the sides open, whatever the kind of address. */
export function addMachine(collector: Collector, row: XdrRow, at: Date | undefined): void {
  const own = { fieldSide: 'own', record: nextRecord(collector), end: 'source' } as const
  addFinding(collector, { ...own, type: 'ip', value: row.LocalIP, from: 'properties.LocalIP' })
  addFinding(collector, { ...own, type: 'ip', value: row.PublicIP, from: 'properties.PublicIP' })
  addFinding(collector, {
    ...own,
    type: 'host',
    value: asName(row.DeviceName),
    from: 'properties.DeviceName',
  })
  addFinding(collector, {
    fieldSide: 'own',
    type: 'host',
    value: domainOfUser(row.AccountUpn),
    from: 'properties.AccountUpn',
  })
  addVictim(collector, 'device', row.DeviceName)
  addVictim(collector, 'user', row.AccountUpn)
  const [port, protocol] = [toNumber(row.RemotePort), parseProtocol(row.Protocol)]
  const remote = { fieldSide: 'remote', record: own.record, end: 'destination', port, protocol, at } as const
  addFinding(collector, { ...remote, type: 'ip', value: row.RemoteIP, from: 'properties.RemoteIP' })
  addFinding(collector, { ...remote, type: 'url', value: row.RemoteUrl, from: 'properties.RemoteUrl' })
}

export function addFileOrigin(collector: Collector, row: XdrRow, at: Date | undefined): void {
  const from = { fieldSide: 'remote', role: 'download', record: nextRecord(collector), at } as const
  addFinding(collector, { ...from, type: 'url', value: row.FileOriginUrl, from: 'properties.FileOriginUrl' })
  addFinding(collector, { ...from, type: 'ip', value: row.FileOriginIP, from: 'properties.FileOriginIP' })
  const referrer = {
    type: 'url',
    value: row.FileOriginReferrerUrl,
    from: 'properties.FileOriginReferrerUrl',
  } as const
  addFinding(collector, { ...referrer, fieldSide: 'remote', role: 'contextual' })
  addCommandLine(collector, row.ProcessCommandLine, 'properties.ProcessCommandLine')
}

export function addMail(collector: Collector, row: XdrRow, at: Date | undefined): void {
  const sender = row.SenderFromAddress ?? row.SenderMailFromAddress ?? undefined
  const fieldSide = senderSide(row.EmailDirection, sender, row.RecipientEmailAddress)
  const verdict = row.ThreatTypes ? 'malicious' : undefined
  const from = { fieldSide, role: 'mail-sender', record: nextRecord(collector), verdict, at } as const
  for (const column of ['SenderIPv4', 'SenderIPv6'] as const) {
    addFinding(collector, { ...from, type: 'ip', value: row[column], from: `properties.${column}` })
  }
  for (const column of ['SenderFromAddress', 'SenderMailFromAddress'] as const) {
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

/** A link in a mail, or one that somebody of ours clicked: then `IPAddress` is where they sat. */
export function addLinks(collector: Collector, row: XdrRow, isClick: boolean, at: Date | undefined): void {
  const verdict = row.ThreatTypes ? 'malicious' : undefined
  const link = { type: 'url', fieldSide: 'remote', role: 'phish-url', verdict, at } as const
  addFinding(collector, { ...link, value: row.Url, from: 'properties.Url' })
  for (const value of chainOf(collector, row.UrlChain)) {
    addFinding(collector, { ...link, value, from: 'properties.UrlChain' })
  }
  if (!row.Url)
    addFinding(collector, { ...link, type: 'host', value: row.UrlDomain, from: 'properties.UrlDomain' })
  // In sign-in and cloud app tables nothing says whose address it is: a user's or an attacker's.
  const fieldSide = isClick ? 'own' : 'unsaid'
  addFinding(collector, { type: 'ip', value: row.IPAddress, from: 'properties.IPAddress', fieldSide, at })
}

/** Every redirect on the way, as a list or as JSON in a text. */
function chainOf(collector: Collector, column: unknown): readonly string[] {
  if (column === undefined || column === null || column === '') return []
  const chain = listIn(column)
  const links = chain?.filter((link) => typeof link === 'string') ?? []
  if (links.length !== chain?.length)
    noteUnreadable(collector, 'properties.UrlChain', 'it is no list of links')
  return links
}

/** In AlertEvidence the column holds the evidence once more, as an entity of Sentinel's form. */
export function addEntity(collector: Collector, row: XdrRow): void {
  const entity = objectIn(row.AdditionalFields)
  if (entity === undefined && row.AdditionalFields) {
    noteUnreadable(collector, 'properties.AdditionalFields', 'it is no object')
  }
  if (isObject(entity) && typeof entity['Type'] === 'string')
    readEntity(entity, 'properties.AdditionalFields', collector)
}
