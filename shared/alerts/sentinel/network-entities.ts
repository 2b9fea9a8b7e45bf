import { addCommandLine } from '../command-line'
import { addFinding, addVictim, nextRecord } from '../collector'
import { isObject, optionalText, readObject, shape, textOrNumber, texts, things, toNumber } from '../fields'
import { senderSide } from '../graph/mail-evidence'
import { addConnection } from '../siem/connection'
import { parseProtocol } from '../words'
import { lowerKeys } from './lower-keys'
import { innerAddress, innerAddresses, type ReadEntity } from './entity-fields'

const ip = shape({ address: optionalText, threatintelligence: things })

export const readIp: ReadEntity = (entity, path, collector) => {
  const seen = readObject(ip, entity, path, collector)
  const verdict = isKnownThreat(seen?.threatintelligence) ? 'suspicious' : undefined
  addFinding(collector, {
    ...{ type: 'ip', value: seen?.address, from: `${path}.Address`, fieldSide: 'remote', verdict },
  })
}

/** Types of Microsoft's threat intelligence that tell how an address is used, and not that it attacks. */
const NO_THREAT = /^\s*$|proxy|\btor\b|anonym|darknet|watchlist|\bpua\b|unknown|none/i

/** What a feed says of the address itself. */
function isKnownThreat(entries: readonly unknown[] = []): boolean {
  return entries.some((entry) => {
    const { threattype: type } = isObject(entry) ? lowerKeys(entry) : {}
    return typeof type === 'string' && !NO_THREAT.test(type)
  })
}

const url = shape({ url: optionalText })

export const readUrl: ReadEntity = (entity, path, collector) => {
  const value = readObject(url, entity, path, collector)?.url
  addFinding(collector, { type: 'url', value, from: `${path}.Url`, fieldSide: 'remote' })
}

const dns = shape({
  domainname: optionalText,
  ipaddress: innerAddresses,
  ipaddresses: innerAddresses,
  // As Defender for Cloud spells it.
  ipadresses: innerAddresses,
  dnsserverip: innerAddress,
  hostipaddress: innerAddress,
})

export const readDns: ReadEntity = (entity, path, collector) => {
  const answer = readObject(dns, entity, path, collector)
  if (answer === undefined) return
  const remote = { fieldSide: 'remote', record: nextRecord(collector) } as const
  addFinding(collector, { ...remote, type: 'host', value: answer.domainname, from: `${path}.DomainName` })
  for (const value of [...answer.ipaddress, ...answer.ipaddresses, ...answer.ipadresses]) {
    addFinding(collector, { ...remote, type: 'ip', value, from: `${path}.IpAddress`, isAnswer: true })
  }
  addFinding(collector, {
    type: 'ip',
    value: answer.dnsserverip,
    from: `${path}.DnsServerIp`,
    fieldSide: 'reference',
  })
  addFinding(collector, {
    type: 'ip',
    value: answer.hostipaddress,
    from: `${path}.HostIpAddress`,
    fieldSide: 'own',
  })
}

const connection = shape({
  sourceaddress: innerAddress,
  sourceport: textOrNumber,
  destinationaddress: innerAddress,
  destinationport: textOrNumber,
  protocol: optionalText,
})

export const readConnection: ReadEntity = (entity, path, collector) => {
  const seen = readObject(connection, entity, path, collector)
  if (seen === undefined) return
  addConnection(collector, {
    source: { values: [[`${path}.SourceAddress`, seen.sourceaddress]], port: toNumber(seen.sourceport) },
    destination: {
      values: [[`${path}.DestinationAddress`, seen.destinationaddress]],
      port: toNumber(seen.destinationport),
    },
    protocol: parseProtocol(seen.protocol),
  })
}

const mail = shape({
  sender: optionalText,
  p1sender: optionalText,
  p2sender: optionalText,
  senderip: innerAddress,
  urls: texts,
  recipient: optionalText,
  submitter: optionalText,
  antispamdirection: optionalText,
})

/** A mail that was scanned, or that one of our people handed in. */
export const readMail: ReadEntity = (entity, path, collector) => {
  const seen = readObject(mail, entity, path, collector)
  if (seen === undefined) return
  const senders = { P1Sender: seen.p1sender, P2Sender: seen.p2sender, Sender: seen.sender }
  const fieldSide = senderSide(seen.antispamdirection)
  const from = { role: 'mail-sender', fieldSide, record: nextRecord(collector) } as const
  addFinding(collector, { ...from, type: 'ip', value: seen.senderip, from: `${path}.SenderIP` })
  for (const [name, value] of Object.entries(senders)) {
    if (value?.includes('@'))
      addFinding(collector, { ...from, type: 'email', value, from: `${path}.${name}` })
  }
  for (const value of seen.urls) {
    const linkSide = fieldSide === 'own' ? 'unsaid' : 'remote'
    addFinding(collector, {
      type: 'url',
      value,
      from: `${path}.Urls`,
      fieldSide: linkSide,
    })
  }
  if (fieldSide !== 'own' || !/outbound/i.test(seen.antispamdirection ?? ''))
    addVictim(collector, 'mailbox', seen.recipient)
}

const file = shape({ hosturl: optionalText, referrerurl: optionalText })

/** Where a file came from, and the page that led there. */
export const readFile: ReadEntity = (entity, path, collector) => {
  const seen = readObject(file, entity, path, collector)
  const from = { type: 'url', fieldSide: 'remote' } as const
  const origin = { ...from, value: seen?.hosturl, role: 'download', isRoleAssumed: true } as const
  addFinding(collector, { ...origin, from: `${path}.HostUrl` })
  addFinding(collector, {
    ...from,
    value: seen?.referrerurl,
    from: `${path}.ReferrerUrl`,
    role: 'contextual',
  })
}

const process = shape({ commandline: optionalText })

export const readProcess: ReadEntity = (entity, path, collector) => {
  addCommandLine(collector, readObject(process, entity, path, collector)?.commandline, `${path}.CommandLine`)
}

const resource = shape({ resourceid: optionalText, azureid: optionalText })

export const readResource: ReadEntity = (entity, path, collector) => {
  const seen = readObject(resource, entity, path, collector)
  addVictim(collector, 'resource', seen?.resourceid ?? seen?.azureid)
}
