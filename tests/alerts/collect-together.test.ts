import type { GetAlert } from '../../shared/alerts/graph-client'
import { type FakeGraph, startFakeGraph } from '../helpers/fake-graph-alerts'
import { start, tenantOf } from './collect-tenant'

/** A page, or an alert, takes so long here that a run of four minutes has time for six. */
const askingInMs = 45_000
const hourInMs = 3600_000

let graph: FakeGraph
beforeEach(async () => {
  graph = await startFakeGraph()
  graph.pageSize = 2
})
afterEach(() => graph.close())

const raise = (id: string, atInHours: number) =>
  void graph.alerts.push({
    id,
    lastUpdateDateTime: new Date(start.getTime() + atInHours * hourInMs).toISOString(),
  })

function slowTenant() {
  const { state, deps, queued, run } = tenantOf(graph)
  const pass = (ms: number) => void (state.now = new Date(state.now.getTime() + ms))
  const slowly = async <T>(answer: Promise<T>): Promise<T> => {
    pass(askingInMs)
    return answer
  }
  const runAt = (hours: number, changed: Partial<typeof deps> = {}) => {
    state.now = new Date(start.getTime() + hours * hourInMs)
    return run({ getPage: (url) => slowly(deps.getPage(url)), ...changed })
  }
  return { runAt, queued, pass }
}

/** Every sixth minute from then on, until the wanted part of a run is done. */
async function until(hours: number, isDone: (atHours: number) => Promise<boolean>): Promise<number> {
  for (let runs = 0; runs < 60; runs += 1) if (await isDone(hours + runs / 10)) return runs + 1
  throw new Error('not done in 60 runs')
}

describe('what one run shares', () => {
  it('a long re-sweep takes several runs, and what is new does not wait for it', async () => {
    const { runAt, queued } = slowTenant()
    for (const hours of [0, 20]) await runAt(hours)
    for (let n = 0; n < 12; n += 1) raise(`late${n}`, 14 + n / 10)
    await expect(runAt(24.1)).resolves.toMatchObject({ outcome: 'done', resweep: { outcome: 'more' } })
    raise('new', 24.15)
    await expect(runAt(24.2)).resolves.toMatchObject({ outcome: 'done', queued: 1 })
    expect(await queued()).toContain('new')
    await until(24.3, async (hours) => (await runAt(hours)).resweep === undefined)
    expect((await queued()).sort()).toEqual(graph.alerts.map(({ id }) => id).sort())
  })

  it('a main window that takes the whole run leaves the re-sweep to a later one', async () => {
    const { runAt, queued } = slowTenant()
    await runAt(0)
    for (let n = 0; n < 24; n += 1) raise(`n${n}`, 23 + n / 20)
    const first = await runAt(25)
    expect(first).toMatchObject({ outcome: 'more' })
    expect(first).not.toHaveProperty('resweep')
    const runs = await until(25.1, async (hours) => (await runAt(hours)).resweep?.outcome === 'done')
    expect(runs).toBeGreaterThan(1)
    expect((await queued()).sort()).toEqual(graph.alerts.map(({ id }) => id).sort())
  })

  it('the re-check does its share in a run, and the next goes on behind it', async () => {
    const { runAt, pass } = slowTenant()
    const asked: string[] = []
    const getAlert: GetAlert = async (id) => {
      asked.push(id)
      pass(askingInMs)
      return { kind: 'missing' }
    }
    const ids = Array.from({ length: 9 }, (_, n) => `open${n}`)
    const listBehindOpenReports = async function* (from: { readonly sightingKey: string } | undefined) {
      for (const alertId of ids)
        if (from === undefined || alertId > from.sightingKey)
          yield { alertId, position: { reportId: 'DAR-2611-7F3K9QXM', sightingKey: alertId } }
    }
    const changed = { getAlert, listBehindOpenReports }
    await runAt(0, changed)
    await runAt(7 * 24 - 0.5, changed)
    await expect(runAt(7 * 24 + 0.1, changed)).resolves.toMatchObject({ recheck: { outcome: 'more' } })
    expect(asked.length).toBeLessThan(ids.length)
    await until(7 * 24 + 0.2, async (hours) => (await runAt(hours, changed)).recheck?.outcome === 'done')
    expect(asked).toEqual(ids)
  })
})

it('what Graph showed late during an outage of a week is found after it, and nothing is queued twice', async () => {
  const { runAt, queued } = slowTenant()
  for (const hours of [0, 24, 30]) await runAt(hours)
  raise('shown late', 29)
  for (let day = 0; day < 7; day += 1) raise(`day${day}`, 31 + 24 * day)
  await until(30 + 7 * 24, async (hours) => (await runAt(hours)).resweep?.outcome === 'done')
  expect((await queued()).sort()).toEqual(graph.alerts.map(({ id }) => id).sort())
})
