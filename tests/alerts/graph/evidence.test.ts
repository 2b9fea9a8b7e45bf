import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { EVIDENCE_TYPES } from '../../../shared/alerts/graph/evidence'
import { parseAlert } from '../../../shared/alerts/parse-alerts'
import { expectedSides, sidesFound, sorted } from '../found-sides'

const fixture = z.array(
  expectedSides.extend({
    type: z.string(),
    note: z.string().default('as documented'),
    entry: z.record(z.string(), z.unknown()),
  }),
)
const path = join(__dirname, '../../fixtures/alerts/graph-evidence.json')
const entries = fixture.parse(JSON.parse(readFileSync(path, 'utf8')))

const alertOf = (...evidence: unknown[]) => parseAlert({ id: 'a', alertWebUrl: 'x', evidence }, 'graph')

describe('evidence types', () => {
  it.each(entries)('$type: $note', ({ type, note: _, entry, ...expected }) => {
    const alert = alertOf({ '@odata.type': `#microsoft.graph.security.${type}`, ...entry })
    expect(alert.unreadable).toBeUndefined()
    expect(sidesFound(alert)).toEqual(sorted(expected))
  })

  it('each known type has a fixture, and each fixture a known type', () => {
    expect(new Set(entries.map(({ type }) => type))).toEqual(new Set(EVIDENCE_TYPES))
  })

  it.each([
    ['the type is missing', undefined],
    ['the type has another key', 'at_sign_odata_type'],
    ['the type is written in another case', 'CASE'],
  ])('a telling entry is recognised although %s', (_, key) => {
    const type = '#microsoft.graph.security.ipEvidence'
    const marks =
      key === undefined ? {} : key === 'CASE' ? { '@odata.type': type.toUpperCase() } : { [key]: type }
    expect(sidesFound(alertOf({ ...marks, ipAddress: '192.0.2.1' })).remote).toEqual(['192.0.2.1'])
  })

  it('an unknown type is tolerated', () => {
    const unknown = { '@odata.type': '#microsoft.graph.security.futureEvidence', anything: [1, { a: null }] }
    expect(alertOf(unknown).unreadable).toBeUndefined()
  })
})

describe('malformed evidence', () => {
  const good = { '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress: '192.0.2.1' }

  it.each([
    ['a number for an address', { ...good, ipAddress: 3221225985 }, 'evidence[0].ipAddress'],
    ['words for an address', { ...good, ipAddress: 'somewhere' }, 'evidence[0].ipAddress'],
    [
      'an address that programs read differently',
      { ...good, ipAddress: '010.0.2.1' },
      'evidence[0].ipAddress',
    ],
    [
      'a list for a link',
      { '@odata.type': 'x.urlEvidence', url: ['http://evil.example/'] },
      'evidence[0].url',
    ],
    ['a text for an entry', 'http://evil.example/', 'evidence[0]'],
    ['a broken link', { '@odata.type': 'x.urlEvidence', url: 'http://' }, 'evidence[0].url'],
  ])('%s is noted, and the good entry beside it is kept', (_, bad, path) => {
    const alert = alertOf(bad, good)
    expect(alert.unreadable?.map((part) => part.path)).toEqual([path])
    expect(sidesFound(alert).remote).toEqual(['192.0.2.1'])
  })

  it('a malformed list does not take the address beside it along', () => {
    const alert = alertOf({ ...good, roles: [{ a: 1 }] })
    expect(alert.unreadable?.[0]?.path).toBe('evidence[0].roles')
    expect(sidesFound(alert).remote).toEqual(['192.0.2.1'])
  })

  it('what is noted quotes nothing of the alert', () => {
    const alert = alertOf(
      { ...good, ipAddress: 'CANARY' },
      { '@odata.type': 'x.urlEvidence', url: 'http://CANARY:x/' },
    )
    expect(JSON.stringify(alert.unreadable)).not.toContain('CANARY')
  })
})
