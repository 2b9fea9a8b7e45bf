import Ajv from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAlert } from '../../../shared/alerts/parse-alerts'

const schema = JSON.parse(
  readFileSync(join(__dirname, '../../../docs/plain-alert.schema.json'), 'utf8'),
) as object
const ajv = new Ajv({ allowUnionTypes: true })
addFormats(ajv)
const isValid = ajv.compile(schema)
const one = (more: object) => ({ observables: [{ type: 'ip', value: '192.0.2.1', ...more }] })

describe('the plain form and its published schema agree', () => {
  it.each([
    { observables: [] },
    one({}),
    ...[
      'c2',
      'attacker',
      'source',
      'destination',
      'download',
      'phish-url',
      'mail-sender',
      'contextual',
      'unknown',
    ].map((role) => one({ role })),
    one({ at: '2026-01-01T00:00:00Z', port: 443 }),
    { ...one({}), id: 'x', title: 't', severity: 'high', anything: { else: 1 } },
  ])('%j is read whole', (body) => {
    expect(isValid(body)).toBe(true)
    expect(parseAlert(body, 'http').unreadable).toBeUndefined()
  })

  it.each([
    one({ type: 'domain' }),
    one({ role: 'villain' }),
    one({ value: 7 }),
    one({ at: 'yesterday' }),
    { observables: ['192.0.2.1'] },
    { observables: [{ type: 'ip' }] },
  ])('%j is noted', (body) => {
    expect(isValid(body)).toBe(false)
    expect(parseAlert(body, 'http').unreadable).toHaveLength(1)
  })
})

it('the times of its observables are the alert’s', () => {
  const observables = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'].map((at) => ({
    type: 'ip',
    value: '192.0.2.1',
    at,
  }))
  const alert = parseAlert({ observables }, 'http')
  expect(alert.firstActivityAt).toEqual(new Date('2026-01-01T00:00:00Z'))
  expect(alert.lastActivityAt).toEqual(new Date('2026-01-02T00:00:00Z'))
})
