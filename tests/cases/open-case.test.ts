import type { Alert } from '../../shared/alerts/alert'
import { caseStore } from '../../shared/cases/case'
import type { Decision } from '../../shared/cases/decision'
import { openCases, type OpenCaseDeps } from '../../shared/cases/open-case'
import { sightingStore } from '../../shared/cases/sighting'
import { mintReportId } from '../../shared/model/report-id'
import { agendaOf } from '../../shared/reports/agenda'
import { changeReport } from '../../shared/reports/change-report'
import { summaryOf } from '../../shared/reports/earlier-report'
import { openReport } from '../../shared/reports/open-report'
import { reportStore } from '../../shared/reports/report-store'
import type { Storage } from '../../shared/storage/storage'
import { rowsOf, untilKilled, watch } from '../helpers/faulty-storage'
import { causes, days, evidence, host, hours, t0, waits } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const hit: Decision = {
  endpoint: { kind: 'host', host: host() },
  verdict: 'report',
  rule: 'customer-hosted',
  reason: 'a customer of Azure runs it',
  evidence,
}
const held: Decision = { ...hit, verdict: 'hold', reason: 'no verdict of its own' }
const judgedFalse: Decision = { ...hit, verdict: 'ignore', rule: 'judged-false', judgedFalse: true }

const alertOf = (id: string, changes: Partial<Alert> = {}): Alert => ({
  source: 'graph',
  format: 'graph.alerts_v2',
  id,
  severity: 'high',
  techniques: [],
  findings: [],
  lastActivityAt: hours(-1),
  ...changes,
})

/** One process: its clock and its dice are its own. */
function processOn(storage: Storage, decisions: readonly Decision[], now = t0, dice = 1): OpenCaseDeps {
  const store = reportStore(storage, waits)
  const agenda = agendaOf(storage)
  let thrown = dice
  return {
    decide: async () => decisions,
    endpointText: () => host(),
    cases: caseStore(storage),
    sightings: sightingStore(storage),
    findReport: async (id) => {
      const report = (await store.get(id))?.report
      return report && summaryOf(report)
    },
    openReport: (theCase) => openReport(store, agenda, theCase),
    askForLook: (id) => agenda.askForLook(id, { chaseAt: now }),
    mintReportId: (at) => mintReportId('DAR', at, thrown++),
    tenantId: 'tenant',
    windowInMs: 3_600_000,
    trial: false,
    now: () => now,
  }
}

const every = ['Cases', 'Reports', 'Events', 'Agenda', 'Questions', 'Sightings'] as const
const countOf = async (storage: Storage, table: (typeof every)[number]) =>
  (await rowsOf(storage, table)).length

async function closeAs(
  storage: Storage,
  cause: (typeof causes)[keyof typeof causes],
  at: Date,
): Promise<void> {
  const store = reportStore(storage, waits)
  for await (const { key } of storage.table('Reports').list()) {
    await changeReport(
      store,
      key.rowKey as never,
      (report) => (report.status === 'closed' ? undefined : cause),
      at,
    )
  }
}

describe('table operations per endpoint', () => {
  const measure = async (storage: Storage, decisions: readonly Decision[], alert: Alert, now = t0) => {
    const watched = watch(storage)
    await openCases(processOn(watched.storage, decisions, now, 77), alert)
    return watched.operations()
  }

  it('no hit: 0', async () => {
    const { evidence: _none, ...ignored } = { ...hit, verdict: 'ignore' as const }
    expect(await measure(freshStorage(), [ignored], alertOf('a'))).toBe(0)
  })

  it('an alert that is false from the start: 2, then 1, and only that it was seen is kept', async () => {
    const storage = freshStorage()
    expect(await measure(storage, [judgedFalse], alertOf('a'))).toBe(2)
    expect(await measure(storage, [judgedFalse], alertOf('a'))).toBe(1)
    expect(await rowsOf(storage, ...every)).toEqual([
      expect.objectContaining({ Stands: false, ReportId: '' }),
    ])
  })

  it('one ruled out as it was created: 0, and changed since: 2, then 1', async () => {
    const clean: Decision = { ...hit, verdict: 'ignore', rule: 'no-threats-found' }
    const storage = freshStorage()
    const created = alertOf('a', { createdAt: hours(0), updatedAt: hours(0) })
    expect(await measure(storage, [clean], created)).toBe(0)
    const changed: Alert = { ...created, updatedAt: hours(1), severity: 'medium' }
    expect(await measure(storage, [clean], changed)).toBe(2)
    expect(await measure(storage, [clean], changed)).toBe(1)
    expect(await measure(storage, [hit], created)).toBe(1)
    expect(await countOf(storage, 'Reports')).toBe(0)
  })

  it('a changed copy: at most two more than one seen before', async () => {
    const storage = freshStorage()
    const first = alertOf('a', { createdAt: hours(0), updatedAt: hours(0) })
    await openCases(processOn(storage, [hit]), first)
    expect(await measure(storage, [hit], { ...first, updatedAt: hours(1) })).toBe(2)
    const judged = { ...first, updatedAt: hours(2), classification: 'falsePositive' }
    expect(await measure(storage, [judgedFalse], judged)).toBe(3)
  })

  it.each([
    { what: 'active later', change: { lastActivityAt: hours(-0.5) }, decision: hit },
    {
      what: 'active later and doubted',
      change: { lastActivityAt: hours(-0.5), determination: 'x' },
      decision: held,
    },
    { what: 'another severity', change: { severity: 'medium' }, decision: hit },
    { what: 'classified', change: { classification: 'truePositive' }, decision: hit },
    { what: 'doubted', change: { determination: 'notEnoughDataToValidate' }, decision: held },
  ] as const)('XX $what', async ({ change, decision }) => {
    const storage = freshStorage()
    const first = alertOf('a', { createdAt: hours(0), updatedAt: hours(0) })
    await openCases(processOn(storage, [hit]), first)
    expect(await measure(storage, [decision], { ...first, ...change, updatedAt: hours(1) })).toBe(3)
  })

  it.each([
    { what: 'report', decision: hit, most: 8 },
    { what: 'hold', decision: held, most: 8 },
  ])('a new case ($what): at most $most', async ({ decision, most }) => {
    expect(await measure(freshStorage(), [decision], alertOf('a'))).toBeLessThanOrEqual(most)
  })

  it('seen before: 1, known endpoint: at most 4, new report of a known endpoint: at most 9', async () => {
    const storage = freshStorage()
    await openCases(processOn(storage, [hit]), alertOf('a'))
    expect(await measure(storage, [hit], alertOf('a'))).toBe(1)
    expect(await measure(storage, [hit], alertOf('b'))).toBeLessThanOrEqual(4)
    await closeAs(storage, causes['closed-by-person'], t0)
    await closeAs(storage, causes.decided, t0)
    const later = alertOf('c', { lastActivityAt: days(3) })
    expect(await measure(storage, [held], later, days(3))).toBeLessThanOrEqual(9)
  })
})

describe('opening a case', () => {
  it('three alerts about one endpoint are one report with three sightings', async () => {
    const storage = freshStorage()
    for (const id of ['a', 'b', 'c']) await openCases(processOn(storage, [hit]), alertOf(id))
    expect(await countOf(storage, 'Reports')).toBe(1)
    expect(await countOf(storage, 'Sightings')).toBe(3)
  })

  it('an alert that does not say its tenant joins the case of those that do', async () => {
    const storage = freshStorage()
    await openCases(processOn(storage, [hit]), alertOf('a', { tenantId: 'tenant' }))
    await openCases(processOn(storage, [hit]), alertOf('b'))
    expect(await countOf(storage, 'Reports')).toBe(1)
  })

  it('a held endpoint asks its question at once', async () => {
    const storage = freshStorage()
    await openCases(processOn(storage, [held]), alertOf('a'))
    expect(await rowsOf(storage, 'Questions')).toEqual([
      expect.objectContaining({ Endpoint: host(), Reason: held.reason, Answer: '' }),
    ])
  })

  it('two cases that draw the same id end up with two reports', async () => {
    const storage = freshStorage()
    const other = host('other.azurewebsites.net')
    await openCases(processOn(storage, [hit]), alertOf('a'))
    const deps = {
      ...processOn(storage, [{ ...hit, endpoint: { kind: 'host', host: other } }]),
      endpointText: () => other,
    }
    await openCases(deps, alertOf('a'))
    expect(await countOf(storage, 'Reports')).toBe(2)
    const ids = (await rowsOf(storage, 'Cases')).map((row) => (row as { ReportId: string }).ReportId)
    expect(new Set(ids).size).toBe(2)
  })

  it('a changed alert updates its sighting and asks for a look, and judges nothing', async () => {
    const storage = freshStorage()
    await openCases(processOn(storage, [hit]), alertOf('a'))
    await openCases(
      processOn(storage, [judgedFalse], hours(5)),
      alertOf('a', { classification: 'falsePositive' }),
    )
    expect(await rowsOf(storage, 'Sightings')).toEqual([
      expect.objectContaining({ Stands: false, ChangedAt: hours(5) }),
    ])
    expect(await rowsOf(storage, 'Agenda')).toEqual([expect.objectContaining({ ChaseAt: hours(5) })])
    expect(await rowsOf(storage, 'Reports')).toEqual([
      expect.objectContaining({ Status: 'collecting', Change: 0 }),
    ])
  })
})

it('a judgement survives another copy that is written at the same moment', async () => {
  const storage = freshStorage()
  await openCases(processOn(storage, [hit]), alertOf('a'))
  const judging = processOn(storage, [judgedFalse], hours(5))
  const other = processOn(storage, [hit], hours(5))
  let isFirst = true
  const swap: OpenCaseDeps['sightings']['swap'] = async (sighting, etag) => {
    if (isFirst) {
      isFirst = false
      await openCases(other, alertOf('a', { lastActivityAt: hours(4) }))
    }
    return judging.sightings.swap(sighting, etag)
  }
  const alert = alertOf('a', { classification: 'falsePositive', updatedAt: hours(5) })
  await openCases({ ...judging, sightings: { ...judging.sightings, swap } }, alert)
  expect(await rowsOf(storage, 'Sightings')).toEqual([expect.objectContaining({ Stands: false })])
})

describe('a later report of the same endpoint', () => {
  const closings = [
    { outcome: 'takedown', cause: causes['closed-by-person'], as: 'takedown' as const },
    { outcome: 'no-action', cause: causes['closed-by-person'], as: 'no-action' as const },
  ]
  it.each(closings)('after $outcome', async ({ outcome, cause, as }) => {
    const storage = freshStorage()
    await openCases(processOn(storage, [hit]), alertOf('a'))
    await closeAs(storage, { ...cause, outcome: as } as never, t0)
    await openCases(processOn(storage, [hit], days(3), 99), alertOf('late', { lastActivityAt: hours(2) }))
    expect(await countOf(storage, 'Reports')).toBe(1)
    await openCases(processOn(storage, [hit], days(3), 99), alertOf('new', { lastActivityAt: days(2) }))
    expect(await countOf(storage, 'Reports')).toBe(outcome === 'takedown' ? 2 : 1)
  })
})

describe('killed after any write, and started again', () => {
  const stories = [
    { name: 'a new case', decisions: [hit], before: [] },
    { name: 'a new held case', decisions: [held], before: [] },
    { name: 'another alert about a known endpoint', decisions: [hit], before: ['earlier'] },
  ]
  const cases = stories.flatMap((story) =>
    Array.from({ length: 7 }, (_, n) => n + 1).flatMap((killAfter) =>
      [false, true].map((withSecond) => ({
        ...story,
        killAfter,
        withSecond,
        second: withSecond ? ', a second instance in between' : '',
      })),
    ),
  )
  it.each(cases)('$name, write $killAfter$second', async ({ decisions, before, killAfter, withSecond }) => {
    const clean = freshStorage()
    const faulty = freshStorage()
    const alerts = withSecond ? ['mine', 'other'] : ['mine']
    for (const id of before)
      for (const storage of [clean, faulty]) await openCases(processOn(storage, decisions), alertOf(id))
    for (const id of alerts) await openCases(processOn(clean, decisions, t0, 1), alertOf(id))

    const second = async () => {
      if (withSecond) await openCases(processOn(faulty, decisions, hours(1), 50), alertOf('other'))
    }
    const watched = watch(faulty, killAfter, second)
    const end = await untilKilled(() =>
      openCases(processOn(watched.storage, decisions, t0, 1), alertOf('mine')),
    )
    if (end === 'ended') await second()
    await openCases(processOn(faulty, decisions, hours(2), 100), alertOf('mine'))

    for (const table of every)
      expect({ table, rows: await countOf(faulty, table) }).toEqual({
        table,
        rows: await countOf(clean, table),
      })
    const [theCase] = (await rowsOf(faulty, 'Cases')) as { ReportId: string }[]
    expect(await rowsOf(faulty, 'Reports')).toEqual([expect.objectContaining({ rowKey: theCase?.ReportId })])
    const sightings = (await rowsOf(faulty, 'Sightings')) as { ReportId: string }[]
    expect(new Set(sightings.map((sighting) => sighting.ReportId))).toEqual(new Set([theCase?.ReportId]))
  })
})
