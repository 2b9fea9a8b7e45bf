import type { Endpoint, Evidence } from '../../shared/cases/decision'
import { enrichedEvidence } from '../../shared/cases/enriched-evidence'
import type { Connections } from '../../shared/cases/enrichment'
import { parseIpAddress } from '../../shared/model/ip-address'
import { evidence as known, host, hours } from '../helpers/reports'

const connections: Connections = {
  count: 3,
  firstAt: hours(-3),
  lastAt: hours(-0.5),
  port: 8443,
  address: '20.119.0.42',
  listed: [],
}
const named: Endpoint = { kind: 'host', host: host() }
const address: Endpoint = { kind: 'address', address: parseIpAddress('203.0.113.9')! }
const { address: _address, port: _port, firstActivityAt: _first, lastActivityAt: _last, ...bare } = known
const enrich = (evidence: Evidence, endpoint: Endpoint = named) =>
  enrichedEvidence(evidence, endpoint, { asked: ['hunting'], connections })

it('fills in port, address and times', () => {
  expect(enrich(bare)).toEqual({
    ...bare,
    port: 8443,
    address: '20.119.0.42',
    firstActivityAt: hours(-3),
    lastActivityAt: hours(-0.5),
    grade: 'A',
  })
})

it('what the alert said stays; times only widen', () => {
  expect(enrich(known)).toMatchObject({
    port: 443,
    address: '203.0.113.9',
    firstActivityAt: hours(-3),
    lastActivityAt: hours(-0.5),
  })
})

it('without connections nothing changes, whatever the engines say', () => {
  const enrichment = { asked: ['virustotal'], engines: { flagged: 17, total: 91 } }
  expect(enrichedEvidence(known, named, enrichment)).toBe(known)
})

it.each([
  { name: 'a name with everything', evidence: { ...bare, grade: 'C' }, endpoint: named, grade: 'A' },
  {
    name: 'an address with a port',
    evidence: { ...bare, grade: 'C', sharedFrontEnd: false },
    endpoint: address,
    grade: 'B',
  },
  { name: 'an address of many', evidence: { ...bare, grade: 'D' }, endpoint: address, grade: 'D' },
  { name: 'a name of all', evidence: { ...bare, grade: 'D' }, endpoint: named, grade: 'D' },
  {
    name: 'untagged space',
    evidence: { ...bare, grade: 'C', ownershipClass: 'microsoft-untagged' },
    endpoint: named,
    grade: 'C',
  },
] as const)('$name becomes grade $grade', ({ evidence, endpoint, grade }) => {
  expect(enrich(evidence, endpoint).grade).toBe(grade)
})
