import { addFinding, addName, addVictim } from '../collector'
import { optionalText, readObject, shape } from '../fields'
import { asName } from '../own-names'
import { innerAddress, innerAddresses, type ReadEntity } from './entity-fields'

const host = shape({
  hostname: optionalText,
  ntdomain: optionalText,
  netbiosname: optionalText,
  dnsdomain: optionalText,
  ipinterfaces: innerAddresses,
  azureid: optionalText,
})

export const readHost: ReadEntity = (entity, path, collector) => {
  const seen = readObject(host, entity, path, collector)
  if (seen === undefined) return
  const [name, domain] = [asName(seen.hostname ?? seen.netbiosname), asName(seen.dnsdomain)]
  const own = { fieldSide: 'own', from: `${path}.HostName` } as const
  addFinding(collector, { ...own, type: 'host', value: name })
  if (name !== undefined && domain !== undefined) {
    addFinding(collector, { ...own, type: 'host', value: `${name}.${domain}` })
  }
  for (const value of seen.ipinterfaces)
    addFinding(collector, { ...own, type: 'ip', value, from: `${path}.IpInterfaces` })
  addVictim(collector, 'device', name)
  addVictim(collector, 'resource', seen.azureid)
  for (const text of [seen.hostname, seen.netbiosname, seen.ntdomain]) addName(collector, text)
}

const account = shape({
  upnsuffix: optionalText,
  name: optionalText,
  userprincipalname: optionalText,
  displayname: optionalText,
  ntdomain: optionalText,
  aaduserid: optionalText,
  sid: optionalText,
})

export const readAccount: ReadEntity = (entity, path, collector) => {
  const seen = readObject(account, entity, path, collector)
  const suffix = seen?.upnsuffix ?? /@([^@]+)$/.exec(seen?.userprincipalname ?? '')?.[1]
  addFinding(collector, {
    ...{ type: 'host', value: asName(suffix), fieldSide: 'perhaps-own' },
    from: `${path}.UPNSuffix`,
  })
  const { name, userprincipalname, displayname, ntdomain, aaduserid, sid } = seen ?? {}
  for (const text of [name, userprincipalname, displayname, ntdomain, aaduserid, sid])
    addName(collector, text)
  if (suffix && seen?.name)
    addVictim(collector, 'user', seen.name.includes('@') ? seen.name : `${seen.name}@${suffix}`)
}

const mailbox = shape({ mailboxprimaryaddress: optionalText, upn: optionalText })

export const readMailbox: ReadEntity = (entity, path, collector) => {
  const seen = readObject(mailbox, entity, path, collector)
  const value = seen?.mailboxprimaryaddress ?? seen?.upn
  addFinding(collector, { type: 'email', value, from: `${path}.MailboxPrimaryAddress`, fieldSide: 'own' })
  addVictim(collector, 'mailbox', value)
}

const device = shape({ ipaddress: innerAddress, devicename: optionalText })

export const readDevice: ReadEntity = (entity, path, collector) => {
  const seen = readObject(device, entity, path, collector)
  addFinding(collector, { type: 'ip', value: seen?.ipaddress, from: `${path}.IpAddress`, fieldSide: 'own' })
  addVictim(collector, 'device', seen?.devicename)
}

const blob = shape({ url: optionalText, name: optionalText })

/** Our own storage, under a name that is Microsoft's. */
export const readBlob: ReadEntity = (entity, path, collector) => {
  const value = readObject(blob, entity, path, collector)?.url
  addFinding(collector, { type: 'url', value, from: `${path}.Url`, fieldSide: 'own' })
}
