import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAlert, parseAlerts, splitAlerts } from '../../../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../../../shared/alerts/unreadable-alert-error'
import { sidesFound } from '../found-sides'

const minimal = { id: 'a1', title: 't', severity: 'high', serviceSource: 'microsoftDefenderForEndpoint' }

describe('a Graph alert', () => {
  it('is read with times of seven fraction digits', () => {
    const alert = parseAlert(
      {
        ...minimal,
        createdDateTime: '2023-06-15T07:41:03.1733333Z',
        firstActivityDateTime: '2023-06-15T07:36:44Z',
        lastActivityDateTime: '2023-06-15T09:36:44.5+02:00',
      },
      'graph',
    )
    expect(alert).toMatchObject({ source: 'graph', format: 'graph.alerts_v2', id: 'a1', findings: [] })
    expect(alert.createdAt?.toISOString()).toBe('2023-06-15T07:41:03.173Z')
    expect(alert.firstActivityAt?.toISOString()).toBe('2023-06-15T07:36:44.000Z')
    expect(alert.lastActivityAt?.toISOString()).toBe('2023-06-15T07:36:44.500Z')
  })

  it('may lack everything but a telling member', () => {
    const alert = parseAlert({ evidence: [], alertWebUrl: 'x' }, 'queue')
    expect(alert).toEqual({
      source: 'queue',
      format: 'graph.alerts_v2',
      id: expect.stringMatching(/^sha256-[0-9a-f]{64}$/) as string,
      severity: 'unknown',
      techniques: [],
      findings: [],
    })
  })

  it('null is nothing: classification and determination are absent', () => {
    const alert = parseAlert(
      { ...minimal, classification: null, determination: null, evidence: null },
      'graph',
    )
    expect(alert).not.toHaveProperty('classification')
    expect(alert).not.toHaveProperty('determination')
  })

  it('an id too long to be a key becomes its hash, the same each time', () => {
    const [a, b] = [0, 1].map(() => parseAlert({ ...minimal, id: 'x'.repeat(300) }, 'graph').id)
    expect(a).toHaveLength(71)
    expect(a).toBe(b)
  })

  it('a malformed member is noted and the alert stays readable', () => {
    const alert = parseAlert({ ...minimal, severity: 7, createdDateTime: 'yesterday' }, 'graph')
    expect(alert.unreadable?.map(({ path }) => path)).toEqual(['severity', 'createdDateTime'])
    expect(alert.id).toBe('a1')
  })

  it('a year-one time means never', () => {
    expect(
      parseAlert({ ...minimal, firstActivityDateTime: '0001-01-01T00:00:00Z' }, 'graph').unreadable,
    ).toBeUndefined()
  })

  it('without an actor of its own, the title may name one', () => {
    expect(parseAlert({ ...minimal, title: 'MSTIC Storm-0900 activity group.' }, 'graph').actor).toBe(
      'Storm-0900',
    )
  })

  it.each(['alertWebUrl', 'incidentWebUrl', 'recommendedActions'])(
    '%s is never read for values',
    (member) => {
      const alert = parseAlert({ ...minimal, [member]: 'https://evil.example/x 192.0.2.1' }, 'graph')
      expect(alert.findings).toEqual([])
    },
  )
})

describe('around alerts', () => {
  it.each([
    ['a page', { value: [minimal, { ...minimal, id: 'a2' }] }, ['a1', 'a2']],
    ['records', { records: [minimal] }, ['a1']],
    ['a bare list', [minimal, minimal], ['a1', 'a1']],
    ['an incident', { id: '7', displayName: 'i', incidentWebUrl: 'x', alerts: [minimal] }, ['a1']],
    [
      'a page of incidents',
      {
        value: [
          { id: '7', alerts: [minimal] },
          { id: '8', alerts: [] },
        ],
      },
      ['a1'],
    ],
    ['an empty page', { value: [] }, []],
    ['text of JSON', JSON.stringify(minimal), ['a1']],
    ['lines of JSON', `${JSON.stringify(minimal)}\n${JSON.stringify(minimal)}\n`, ['a1', 'a1']],
  ])('%s gives its alerts', (_, body, ids) => {
    expect(parseAlerts(body, 'graph').map(({ id }) => id)).toEqual(ids)
  })

  it('an incident that was judged false judges those of its alerts that say nothing themselves', () => {
    const incident = {
      id: '7',
      classification: 'falsePositive',
      alerts: [
        minimal,
        { ...minimal, classification: 'truePositive' },
        { ...minimal, classification: 'unknown' },
      ],
    }
    const classifications = parseAlerts(incident, 'graph').map(({ classification }) => classification)
    expect(classifications).toEqual(['falsePositive', 'truePositive', 'falsePositive'])
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 123],
    ['an empty text', ''],
    ['text', 'hello'],
    ['an object of no known shape', { hello: 'world' }],
    ['an empty object', {}],
    ['an incident without its alerts', { id: '7', displayName: 'x', status: 'active' }],
    ['lists in lists', [[[[[[[[minimal]]]]]]]]],
  ])('%s is unreadable', (_, body) => {
    expect(() => parseAlert(body, 'queue')).toThrow(UnreadableAlertError)
  })

  it('the reason lists the shapes that are known', () => {
    expect(() => parseAlert({ hello: 'world' }, 'queue')).toThrow(/Graph alerts_v2/)
  })

  it('two alerts are not one', () => {
    expect(() => parseAlert([minimal, minimal], 'queue')).toThrow(UnreadableAlertError)
  })

  it('alerts can be taken one by one, so that a bad one does not hide the others', () => {
    expect(splitAlerts({ value: [minimal, 7] })).toEqual([minimal, 7])
  })

  it('keys named like queue metadata stay the alert’s', () => {
    expect(parseAlert({ ...minimal, id: 'a1', dequeueCount: 3 }, 'queue').id).toBe('a1')
  })

  it('does not reach any prototype', () => {
    const body: unknown = JSON.parse(
      '{"alertWebUrl":"x","evidence":[{"__proto__":{"polluted":1}}],"__proto__":{"polluted":1},"constructor":1}',
    )
    parseAlert(body, 'queue')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

const real = join(__dirname, '../../../../shared/data/alerts/graph/00-founding-case-storm-0900.json')
const read = (): string | undefined => {
  try {
    return readFileSync(real, 'utf8')
  } catch {
    return undefined
  }
}
const founding = read()

;(founding === undefined ? describe.skip : describe)(
  'the founding case (skipped without the shared data)',
  () => {
    const body = (): unknown => JSON.parse(founding ?? '')

    it('has one remote address with its port, one remote host, and nothing of ours among them', () => {
      const sides = sidesFound(parseAlert(body(), 'graph'))
      expect(sides.remote).toEqual(['20.119.0.42', 'safe-hse.com'])
      expect(sides.own).toEqual(
        expect.arrayContaining(['192.168.5.105', '203.0.113.77', 'ws-0105.corp.example']),
      )
      expect(sides.unknown).toEqual([])
    })
  },
)
