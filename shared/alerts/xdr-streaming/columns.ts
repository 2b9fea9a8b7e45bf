import { parse } from 'tldts'
import { addCommandLine } from '../command-line'
import { type Collector, addFinding, addVictim, nextRecord, noteUnreadable } from '../collector'
import { isObject, toNumber } from '../fields'
import { asName, domainOfUser } from '../own-names'
import { readEntity } from '../sentinel/entities'
import { objectIn } from '../sentinel/lower-keys'
import { parseProtocol } from '../words'
import type { XdrRow } from './row'
import { blockedAs } from './web-protection'

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
  addRemote(collector, row, own.record, at)
}

/** What the row calls remote. Where that says nothing of sides, the machine beside it says nothing either. */
function addRemote(collector: Collector, row: XdrRow, record: number, at: Date | undefined): void {
  const [port, protocol] = [toNumber(row.RemotePort), parseProtocol(row.Protocol)]
  const isNameServer = port === 53 || port === 853
  const verdict = blockedAs(row) === undefined ? undefined : 'malicious'
  const remote = { fieldSide: 'remote', record, end: 'destination', port, protocol, at } as const
  const side = mayBeOurs(row) ? ({ fieldSide: 'unsaid', at } as const) : remote
  const address = isNameServer ? ({ fieldSide: 'reference', at } as const) : side
  addFinding(collector, { ...address, type: 'ip', value: row.RemoteIP, from: 'properties.RemoteIP' })
  addFinding(collector, { ...side, verdict, type: 'url', value: row.RemoteUrl, from: 'properties.RemoteUrl' })
}

/** An entity that an attack hit, and the place from where somebody signed in with success. */
function mayBeOurs({ EvidenceRole, ActionType }: XdrRow): boolean {
  return ActionType === 'LogonSuccess' || /^impacted$/i.test(EvidenceRole ?? '')
}

/** What the sensor saw inside a connection: `query`, `host` or `server_name` of DNS, HTTP and TLS, and its direction. */
export function addInspected(collector: Collector, row: XdrRow, at: Date | undefined): void {
  if (!/Inspected$|^DnsQueryResponse$/.test(row.ActionType ?? '')) return
  const fields = objectIn(row.AdditionalFields) ?? {}
  const fieldSide = /^in/i.test(String(fields['direction'])) ? 'unsaid' : 'remote'
  for (const name of ['query', 'host', 'server_name', 'DnsQueryString']) {
    const value = fields[name]
    const from = `properties.AdditionalFields.${name}`
    if (typeof value === 'string') addFinding(collector, { type: 'url', value, from, fieldSide, at })
    else if (value !== undefined && value !== null) noteUnreadable(collector, from, 'it is no text')
  }
}

/** What Defender for Identity saw: machines of ours talking to our domain controllers, and the names they ask for. */
export function addIdentity(collector: Collector, row: XdrRow, at: Date | undefined): void {
  for (const column of ['TargetDeviceName', 'DestinationDeviceName'] as const) {
    const from = `properties.${column}`
    addFinding(collector, { type: 'host', value: asName(row[column]), from, fieldSide: 'own' })
  }
  addFinding(collector, {
    ...{
      type: 'ip',
      value: row.DestinationIPAddress,
      from: 'properties.DestinationIPAddress',
      fieldSide: 'own',
    },
  })
  if (!/^dns$/i.test(row.Protocol ?? '') || !row.QueryTarget) return
  const ours = [row.DeviceName, row.DestinationDeviceName, row.TargetDeviceName].flatMap(
    (name) => registered(name) ?? [],
  )
  const known = ours.includes(registered(row.QueryTarget) ?? '') ? 'own' : 'remote'
  // Where no machine says what domain is ours, the name may be of it.
  const fieldSide = ours.length === 0 ? 'unsaid' : known
  addFinding(collector, {
    ...{ type: 'host', value: row.QueryTarget, from: 'properties.QueryTarget', fieldSide, at },
  })
}

/** The domain that a customer registers: a machine's name tells what domain is ours. */
function registered(name: string | null | undefined): string | undefined {
  const { domain } = parse(name ?? '', { extractHostname: false, validateHostname: false })
  return domain?.toLowerCase()
}

/** The program that ran, and the one that started it. */
export function addPrograms(collector: Collector, row: XdrRow): void {
  addCommandLine(collector, row.ProcessCommandLine, 'properties.ProcessCommandLine')
  addCommandLine(collector, row.InitiatingProcessCommandLine, 'properties.InitiatingProcessCommandLine')
}

export function addFileOrigin(collector: Collector, row: XdrRow, at: Date | undefined): void {
  const role = { role: 'download', isRoleAssumed: true } as const
  const from = { fieldSide: 'remote', ...role, record: nextRecord(collector), at } as const
  addFinding(collector, { ...from, type: 'url', value: row.FileOriginUrl, from: 'properties.FileOriginUrl' })
  addFinding(collector, { ...from, type: 'ip', value: row.FileOriginIP, from: 'properties.FileOriginIP' })
  const referrer = {
    type: 'url',
    value: row.FileOriginReferrerUrl,
    from: 'properties.FileOriginReferrerUrl',
  } as const
  addFinding(collector, { ...referrer, fieldSide: 'remote', role: 'contextual' })
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
