import { type Collector, addFinding, addVictim, nextRecord, noteUnreadable } from '../collector'
import { addCommandLine } from '../command-line'
import { isObject, optionalText, type Read, readObject, shape, textOrNumber } from '../fields'
import { domainOfUser } from '../own-names'
import { parseVerdict } from '../words'

/**
 * One entry of `evidence` (Defender for Endpoint API) or `entities` (Microsoft 365 Defender API). Both write every
 * member in every entry, null where it does not belong to the entry's type.
 */
const entity = shape({
  entityType: optionalText,
  verdict: textOrNumber,
  ipAddress: optionalText,
  url: optionalText,
  processCommandLine: optionalText,
  registryValue: optionalText,
  userPrincipalName: optionalText,
  mailboxAddress: optionalText,
  sender: optionalText,
  senderIp: optionalText,
  recipient: optionalText,
})

type Entity = Read<typeof entity>

/** Reads what the entry's members name; a type that nobody knows leaves the side of an address open. */
export function readDefenderEntity(entry: unknown, path: string, collector: Collector): void {
  if (entry === null || entry === undefined) return
  if (!isObject(entry)) {
    noteUnreadable(collector, path, 'it is no entity')
    return
  }
  const seen = readObject(entity, entry, path, collector)
  if (seen === undefined) return
  const type = seen.entityType?.toLowerCase()
  const verdict = parseVerdict(seen.verdict)
  const sideOf = (ofType: string) => (type === ofType ? 'remote' : 'unsaid')
  const ip = { type: 'ip', value: seen.ipAddress, from: `${path}.ipAddress` } as const
  addFinding(collector, { ...ip, fieldSide: sideOf('ip'), verdict })
  const url = { type: 'url', value: seen.url, from: `${path}.url` } as const
  addFinding(collector, { ...url, fieldSide: sideOf('url'), verdict })
  addCommandLine(collector, seen.processCommandLine, `${path}.processCommandLine`, verdict)
  addCommandLine(collector, seen.registryValue, `${path}.registryValue`, verdict)
  addMail(collector, seen, path)
  addOwn(collector, seen, path)
}

function addMail(collector: Collector, seen: Entity, path: string): void {
  if (!seen.sender && !seen.senderIp) return
  // These APIs do not say whether the mail came in.
  const from = { fieldSide: 'unsaid', role: 'mail-sender', record: nextRecord(collector) } as const
  addFinding(collector, { ...from, type: 'ip', value: seen.senderIp, from: `${path}.senderIp` })
  addFinding(collector, { ...from, type: 'email', value: seen.sender, from: `${path}.sender` })
}

function addOwn(collector: Collector, seen: Entity, path: string): void {
  const own = { fieldSide: 'own' } as const
  for (const member of ['mailboxAddress', 'recipient'] as const) {
    const value = seen[member]?.includes('@') ? seen[member] : undefined
    addFinding(collector, { ...own, type: 'email', value, from: `${path}.${member}` })
    addVictim(collector, 'mailbox', value)
  }
  const domain = domainOfUser(seen.userPrincipalName)
  addFinding(collector, { ...own, type: 'host', value: domain, from: `${path}.userPrincipalName` })
  addVictim(collector, 'user', seen.userPrincipalName)
}
