import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from '../cases/ownership-stub'

const own = parseOwnAssets({ addresses: [], domains: [], mailboxes: [] })
const ownership = ownershipOf({ '20.0.0.1': { class: 'customer-hosted' } })
const evidence = {
  '@odata.type': '#microsoft.graph.security.ipEvidence',
  ipAddress: '20.0.0.1',
  verdict: 'malicious',
}

function verdictOn(members: object, more: object = {}) {
  const alert = parseAlert(
    { id: 'a', severity: 'high', title: 'x', evidence: [{ ...evidence, ...more }], ...members },
    'graph',
  )
  const [decision] = decide(alert, extractObservables(alert, own), ownership, { own, minSeverity: 'low' })
  return { notes: alert.unreadable?.map(({ path }) => path), rule: decision?.rule }
}

describe('a member that only describes is dropped and noted, and the alert goes on', () => {
  it.each([
    ['a date that is none', { createdDateTime: 'yesterday' }, ['createdDateTime']],
    ['a date out of range', { firstActivityDateTime: '2026-13-45T99:00:00Z' }, ['firstActivityDateTime']],
    ['never', { lastActivityDateTime: '9999-12-31T23:59:59Z' }, undefined],
    ['a number for a severity', { severity: 5 }, ['severity']],
    ['a list for a title', { title: ['x'] }, ['title']],
    ['an object for a category', { category: {} }, ['category']],
    ['null members', { title: null, category: null, description: null, mitreTechniques: null }, undefined],
  ])('%s', (_, members, notes) => {
    expect(verdictOn(members)).toEqual({ notes, rule: 'customer-hosted' })
  })
})

describe('what may turn a side or acquit somebody holds the alert', () => {
  it.each([
    ['a number for a judgement', { classification: 5 }, {}, ['classification']],
    ['a number for the status', { status: 5 }, {}, ['status']],
    ['an object for roles', {}, { roles: {} }, ['evidence[0].roles']],
    ['an object for an address', {}, { ipAddress: {} }, ['evidence[0].ipAddress']],
  ])('%s', (_, members, more, notes) => {
    expect(verdictOn({ ...members }, more).notes).toEqual(expect.arrayContaining(notes))
    const second = { ...evidence, ipAddress: '20.0.0.1' }
    const alert = { evidence: [{ ...evidence, ...more }, second] }
    expect(verdictOn({ ...members, ...alert }).rule).toBe('partly-unreadable')
  })
})
