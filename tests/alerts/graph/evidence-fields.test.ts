import { EVIDENCE_FIELDS } from '../../../shared/alerts/graph/fields-reader'
import { parseAlert } from '../../../shared/alerts/parse-alerts'
import { declarations } from './declared-types'

const declared = declarations()

/** Evidence, and the structures inside it that name somebody; a plain structure is told apart by its members. */
const STRUCTURES = ['UserAccount', 'ResourceAccessEvent', 'LoggedOnUser', 'VmMetadata', 'EmailSender']
const types = [...declared.keys()]
  .filter((name) => /.Evidence$/.test(name) && name !== 'AlertEvidence')
  .concat(STRUCTURES)
/** In Microsoft's documentation, but not in the package yet. */
const NEWER = ['activeDirectoryDomainEvidence', 'aiAgentEvidence']
const NEWER_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  DeviceEvidence: ['resourceAccessEvents'],
}

const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`

describe('the table of evidence fields', () => {
  it('has every type that Microsoft declares, and no other', () => {
    expect(Object.keys(EVIDENCE_FIELDS).sort()).toEqual([...types.map(lowerFirst), ...NEWER].sort())
  })

  it.each(types)('has every member of %s, and no other', (name) => {
    const members = [...(declared.get(name)?.keys() ?? []), ...(NEWER_MEMBERS[name] ?? [])]
    expect(Object.keys(EVIDENCE_FIELDS[lowerFirst(name)] ?? {}).sort()).toEqual(members.sort())
  })

  it('says why, for each', () => {
    const rules = Object.values(EVIDENCE_FIELDS).flatMap((fields) => Object.values(fields))
    expect(rules.filter(({ because }) => because.length < 4)).toEqual([])
  })
})

/** How each structure is reached from an entry of its own. */
const AROUND: Readonly<Record<string, (inside: object) => object>> = {
  UserAccount: (inside) => ({ ...typed('processEvidence'), userAccount: inside }),
  ResourceAccessEvent: (inside) => ({ ...typed('deviceEvidence'), resourceAccessEvents: [inside] }),
  LoggedOnUser: (inside) => ({ ...typed('deviceEvidence'), loggedOnUsers: [inside] }),
  VmMetadata: (inside) => ({ ...typed('deviceEvidence'), vmMetadata: inside }),
  EmailSender: (inside) => ({ ...typed('analyzedMessageEvidence'), p1Sender: inside }),
}

describe('the code reads each member as the table says', () => {
  const members = types.flatMap((name) =>
    [...(declared.get(name) ?? [])].map(([member, type]) => ({ name, member, type })),
  )
  it.each(members)('$name.$member', ({ name, member, type }) => {
    const rule = EVIDENCE_FIELDS[lowerFirst(name)]?.[member]
    const inside = { [member]: probe(member, type) }
    const entry = AROUND[name]?.(inside) ?? { ...around(name), ...inside }
    // An entry within another says what it would say alone.
    const expected = typeof rule?.reads === 'object' ? sidesOfInner(type) : rule?.side
    expect(sidesSaid(entry)).toEqual(expected === 'neither' ? [] : [expected].flat())
  })
})

function sidesOfInner(type: string): readonly string[] {
  const name = type.replace(/NullableOption<|\[\]|>/g, '')
  const sides = name.endsWith('Evidence') ? sidesSaid({ ...around(name), ...tellingEntry(name) }) : ['own']
  expect(sides).not.toEqual([])
  return sides
}

/** A message of unknown direction comes from our side. */
const around = (name: string) => ({
  ...typed(lowerFirst(name)),
  ...(name === 'TeamsMessageEvidence' && { isExternal: true }),
})

/** What the parser made of one entry: a value of the other side, something of ours, or nothing. */
function sidesSaid(entry: object): readonly string[] {
  const alert = parseAlert({ id: 'a', severity: 'high', serviceSource: 's', evidence: [entry] }, 'graph')
  expect(alert.unreadable).toBeUndefined()
  const { findings, victims = [], names = [] } = alert
  const isOwn = ({ fieldSide }: (typeof findings)[number]) =>
    fieldSide === 'own' || fieldSide === 'perhaps-own'
  return [
    ...(findings.some((finding) => !isOwn(finding)) ? ['remote'] : []),
    ...(findings.some(isOwn) || victims.length > 0 || names.length > 0 ? ['own'] : []),
  ]
}

const typed = (type: string) => ({ '@odata.type': `#microsoft.graph.security.${type}` })

/** A value of the declared type that names something wherever the code looks for a name. */
function probe(member: string, type: string): unknown {
  const bare = type.replace(/^NullableOption<(.*)>$/, '$1')
  if (bare.endsWith('[]')) return [probe(member, bare.slice(0, -2))]
  if (bare === 'number') return 4711
  if (bare === 'boolean') return true
  if (/^[a-z]/.test(bare)) return textFor(member)
  // What is declared nowhere in the namespace is an enumeration.
  return declared.has(bare) ? tellingEntry(bare) : 'unknown'
}

/** An entry with the one member that says most plainly whose it is. */
function tellingEntry(name: string): object {
  if (name === 'AlertEvidence')
    return { ...typed('azureResourceEvidence'), resourceId: textFor('resourceId') }
  const members = [...(declared.get(name) ?? [])]
  const ruleOf = (member: string) => EVIDENCE_FIELDS[lowerFirst(name)]?.[member]
  const saying = members.filter(([member]) => (ruleOf(member)?.side ?? 'neither') !== 'neither')
  const telling = saying.find(([member]) => typeof ruleOf(member)?.reads !== 'object') ?? saying[0]
  return telling === undefined ? {} : { [telling[0]]: probe(...telling) }
}

function textFor(member: string): string {
  if (/command|args|registryValue$/i.test(member)) return 'curl http://198.51.100.7/x'
  if (/imageId/.test(member)) return 'registry.example/web:1'
  if (/resourceId$/i.test(member)) return '/subscriptions/s/providers/Microsoft.Web/sites/shop'
  if (/ip(?:s|Address(?:es)?|Interfaces)?$/i.test(member)) return '192.0.2.7'
  if (/url|link|ref/i.test(member)) return 'https://h.example/x'
  if (/upn|mail|sender|recipient|principalName|submitter|primaryAddress|fromAddress/i.test(member))
    return 'a.b@corp.example'
  return /name|domain|registry|identifier/i.test(member) ? 'host.corp.example' : '0a1b2c3d'
}
