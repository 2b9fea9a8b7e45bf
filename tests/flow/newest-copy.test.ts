import { changeReport } from '../../shared/reports/change-report'
import { reportContext } from '../../shared/platform/report-context'
import { parseReportId } from '../../shared/model/report-id'
import type { Storage } from '../../shared/storage/storage'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

const evil = url('https://evil-abc.azurewebsites.net/login')
const clean = { ...evil, verdict: 'noThreatsFound' }
const machine = '20.119.0.42'
const connection = {
  '@odata.type': '#microsoft.graph.security.networkConnectionEvidence',
  verdict: 'malicious',
  roles: [],
  sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
  destinationAddress: { ipAddress: machine, roles: [] },
  destinationPort: 443,
  protocol: 'tcp',
}
/** A copy of the one alert, changed at this minute after ten. */
const copy = (minute: number, changes: object = {}, evidence: readonly object[] = [device, evil]) =>
  fromGraph(
    graphAlert(
      { lastUpdateDateTime: `2026-11-23T10:${String(minute).padStart(2, '0')}:00Z`, title: 'x', ...changes },
      evidence,
    ),
  )
const falsePositive = { classification: 'falsePositive' }
/** Held: somebody has looked and could not confirm it. */
const doubted = { determination: 'notEnoughDataToValidate' }

async function later(world: SmallWorld, hours: number, step = 0.25): Promise<void> {
  const end = world.at.getTime() + hours * 3_600_000
  while (world.at.getTime() < end) {
    world.pass(step)
    await world.chaseReports()
    await world.fileReports()
  }
}

async function close(world: SmallWorld, outcome: 'takedown'): Promise<void> {
  const { store } = reportContext(world.app())
  const id = parseReportId(String((await world.report())['rowKey']))
  if (!id) throw new Error('no report')
  const closed = { kind: 'closed-by-person', outcome, by: 'test', why: 'test' } as const
  await changeReport(store, id, () => closed, world.at)
}

/** Statuses of the reports, and how many mails the desk got. */
async function outcome(world: SmallWorld): Promise<unknown> {
  const statuses = (await world.rows('Reports')).map(({ Status, Outcome }) =>
    [Status, Outcome].filter(Boolean).join(' '),
  )
  return { statuses, mails: world.mails.length }
}

async function after(copies: readonly unknown[]): Promise<unknown> {
  const world = await SmallWorld.start()
  for (const one of copies) {
    await world.openCase(one)
    world.pass(0.05)
  }
  await later(world, 3)
  const seen = await outcome(world)
  await world.close()
  return seen
}

describe('an alert is its newest copy, in whatever order its copies come', () => {
  it.each([
    {
      name: 'found harmless',
      copies: [copy(0), copy(5, {}, [device, clean])],
      left: { statuses: ['closed withdrawn'], mails: 0 },
    },
    {
      name: 'found harmless, and malicious again',
      copies: [copy(0), copy(5, {}, [device, clean]), copy(9)],
      left: { statuses: ['sent'], mails: 1 },
    },
    {
      name: 'nobody could confirm it',
      copies: [copy(0), copy(5, doubted)],
      left: { statuses: ['awaiting-approval'], mails: 0 },
    },
    {
      name: 'judged false',
      copies: [copy(0), copy(5, falsePositive)],
      left: { statuses: ['closed withdrawn'], mails: 0 },
    },
    {
      name: 'judged false, and judged true again',
      copies: [copy(0), copy(5, falsePositive), copy(9)],
      left: { statuses: ['sent'], mails: 1 },
    },
    {
      name: 'our own address shows',
      copies: [
        copy(0, {}, [device, connection]),
        copy(5, {}, [
          device,
          connection,
          { ...device, deviceDnsName: 'srv.corp.example', lastExternalIpAddress: machine },
        ]),
      ],
      left: { statuses: ['closed withdrawn'], mails: 0 },
    },
  ])('$name', async ({ copies, left }) => {
    expect(await after(copies)).toEqual(left)
    expect(await after([...copies, ...copies])).toEqual(left)
    const [newest, ...older] = copies.toReversed()
    const none = { statuses: [], mails: 0 }
    // Nobody reported what was ruled out before it was read.
    expect(await after([newest, ...older])).toEqual(left.statuses[0] === 'closed withdrawn' ? none : left)
  })
})

it('a judgement survives that another copy is written at the same moment', async () => {
  const world = await SmallWorld.start()
  await world.openCase(copy(0))
  world.pass(0.1)
  let once = true
  const slow: Storage = {
    ...world.storage,
    table: (name) => {
      const table = world.storage.table(name)
      if (name !== 'Sightings') return table
      return {
        ...table,
        replace: async (row, etag) => {
          if (once) {
            once = false
            await world.openCase(copy(2, { lastActivityDateTime: '2026-11-23T10:01:00Z' }))
          }
          return table.replace(row, etag)
        },
      }
    },
  }
  await world.openCase(copy(4, falsePositive), slow)
  expect(await world.rows('Sightings')).toEqual([expect.objectContaining({ Stands: false })])
  await later(world, 3)
  expect(await outcome(world)).toEqual({ statuses: ['closed withdrawn'], mails: 0 })
})

describe('it is decided again before anything leaves', () => {
  it('what turns out to be ours by the settings is withdrawn', async () => {
    const world = await SmallWorld.start()
    await world.openCase(copy(0, {}, [device, connection]))
    world.changes = { OWN_ADDRESSES: `203.0.113.0/24 ${machine}` }
    await later(world, 3)
    expect(await outcome(world)).toEqual({ statuses: ['closed withdrawn'], mails: 0 })
  })

  it('what turns out to be ours while Microsoft is silent gets no reminder, and is withdrawn', async () => {
    const world = await SmallWorld.start()
    await world.openCase(copy(0))
    await later(world, 3)
    expect(await outcome(world)).toEqual({ statuses: ['sent'], mails: 1 })
    world.changes = { OWN_DOMAINS: 'corp.example evil-abc.azurewebsites.net' }
    await later(world, 24 * 30, 12)
    expect(((await outcome(world)) as { statuses: unknown }).statuses).toEqual(['closed withdrawn'])
    const left = JSON.stringify(await world.rows('Deliveries'))
    expect(left).toContain('initial')
    expect(left).not.toContain('reminder')
  })

  it('better evidence in the same alert lifts a hold, once the window is over', async () => {
    const world = await SmallWorld.start()
    await world.openCase(copy(0, doubted))
    expect(await outcome(world)).toEqual({ statuses: ['awaiting-approval'], mails: 0 })
    world.pass(0.1)
    await world.openCase(copy(5, {}, [device, { ...evil, roles: ['commandAndControl'] }]))
    await later(world, 3)
    expect(await outcome(world)).toEqual({ statuses: ['sent'], mails: 1 })
  })

  it('a hold on what was found harmless is withdrawn', async () => {
    const world = await SmallWorld.start()
    await world.openCase(copy(0, doubted))
    world.pass(0.1)
    await world.openCase(copy(5, {}, [device, clean]))
    await later(world, 3)
    expect(await outcome(world)).toEqual({ statuses: ['closed withdrawn'], mails: 0 })
  })
})

it('an alert that goes on five days after a takedown opens the next report, and one that is merely edited does not', async () => {
  const world = await SmallWorld.start()
  await world.openCase(copy(0))
  await later(world, 2)
  await close(world, 'takedown')
  world.pass(48)
  await world.openCase(copy(30, { assignedTo: 'somebody' }))
  expect((await world.rows('Reports')).length).toBe(1)
  world.pass(72)
  const at = world.at.toISOString()
  await world.openCase(
    fromGraph(graphAlert({ title: 'x', lastActivityDateTime: at, lastUpdateDateTime: at }, [device, evil])),
  )
  await later(world, 3)
  expect((await world.rows('Reports')).map(({ Status }) => Status).toSorted()).toEqual(['closed', 'sent'])
  expect(world.mails.length).toBe(2)
})

it('what was seen before a takedown and is told late counts for the report before, whichever comes first', async () => {
  const told = (id: string, at: string) =>
    fromGraph(graphAlert({ id, title: 'x', lastActivityDateTime: at }, [device, evil]))
  for (const isLateFirst of [true, false]) {
    const world = await SmallWorld.start()
    await world.openCase(copy(0))
    await later(world, 2)
    await close(world, 'takedown')
    world.pass(48)
    const news = told('new', world.at.toISOString())
    const late = told('late', '2026-11-23T09:50:00Z')
    for (const alert of isLateFirst ? [late, news] : [news, late]) await world.openCase(alert)
    const sightings = await world.rows('Sightings')
    const reportOf = (id: string) => sightings.find(({ AlertId }) => AlertId === id)?.['ReportId']
    expect(reportOf('late')).toBe(reportOf('da638224416000000001_-900420119'))
    expect(reportOf('new')).not.toBe(reportOf('late'))
    await world.close()
  }
})

it('a mail names no report of before that never left', async () => {
  const world = await SmallWorld.start()
  await world.openCase(copy(0))
  world.pass(0.1)
  await world.openCase(copy(5, falsePositive))
  await world.chaseReports()
  world.pass(0.1)
  await world.openCase(copy(9))
  await later(world, 3)
  expect((await world.rows('Reports')).map(({ Status }) => Status).toSorted()).toEqual(['closed', 'sent'])
  expect(world.mails).toHaveLength(1)
  expect(world.mails[0]?.raw.toString()).not.toContain('Earlier reports')
})

it('an alert whose first report lost its sighting to a judgement, and was withdrawn, opens the next one when it stands', async () => {
  const world = await SmallWorld.start()
  const slow: Storage = {
    ...world.storage,
    table: (name) => {
      const table = world.storage.table(name)
      if (name !== 'Cases') return table
      return {
        ...table,
        insert: async (row) => {
          await world.openCase(copy(4, falsePositive))
          return table.insert(row)
        },
      }
    },
  }
  await world.openCase(copy(0), slow)
  await later(world, 2)
  expect(await outcome(world)).toEqual({ statuses: ['closed withdrawn'], mails: 0 })
  await world.openCase(copy(50))
  await later(world, 3)
  expect(((await outcome(world)) as { statuses: string[] }).statuses.toSorted()).toEqual([
    'closed withdrawn',
    'sent',
  ])
})
