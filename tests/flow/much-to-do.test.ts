import { observedStorage } from '../../shared/storage/observed-storage'
import type { Row } from '../../shared/storage/table'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

const many = 80
const idOf = (n: number) => `DAR-2611-0${String(n).padStart(7, '0')}`
const keysOf = ({ table: _, ...row }: Readonly<Record<string, unknown>>) => row as Row

/** One report that was sent, and so many that wait for a person that to read their questions takes more than a run. */
async function start(): Promise<void> {
  world = await SmallWorld.start()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  const report = await world.report()
  const { sent: _s, ladder: _l, ...state } = JSON.parse(String(report['State'])) as Record<string, unknown>
  for (let n = 0; n < many; n++) {
    const held = { id: idOf(n), status: 'awaiting-approval', reason: 'x', change: 1, since: world.at }
    const State = JSON.stringify({ ...state, ...held, askedAgain: false })
    await world.storage.table('Reports').insert({ ...keysOf(report), rowKey: idOf(n), State })
    await ask(n, 1)
  }
}

const ask = (n: number, change: number) =>
  world.storage.table('Questions').insert({
    ...{ partitionKey: 'open', rowKey: `${idOf(n)}_${change}`, SchemaVersion: 1, Kind: 'report' },
    ...{ Question: 'Send this report?', Endpoint: 'x', Reason: 'y', Since: world.at, Answer: '', Note: '' },
  })

/** An operation of storage takes five seconds. */
const slow = () =>
  observedStorage(world.storage, () => {
    world.at = new Date(world.at.getTime() + 5_000)
  })
const cellsOf = async (table: 'Questions' | 'Events') => (await world.rows(table)).map(({ rowKey }) => rowKey)

it('questions that nobody answers keep no reminder back', async () => {
  await start()
  for (let day = 0; day < 8; day++) {
    world.pass(24)
    await world.chaseReports(slow())
    await world.fileReports(slow())
  }
  expect(world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1])).toEqual(['initial', 'reminder-1'])
})

it('the answer under the last question is carried out by the next run', async () => {
  await start()
  const last = { partitionKey: 'open', rowKey: `${idOf(many - 1)}_1` }
  await world.storage.table('Questions').merge({ ...last, Answer: 'decline' })
  await world.chaseReports(slow())
  expect(await cellsOf('Questions')).not.toContain(last.rowKey)
  const closed = (await world.rows('Reports')).filter(({ Outcome }) => Outcome === 'declined')
  expect(closed.map(({ rowKey }) => rowKey)).toEqual([idOf(many - 1)])
})

it('what no longer applies is removed wherever it is, by runs that each go on where the one before stopped', async () => {
  await start()
  for (const n of [0, many - 1]) await ask(n, 0)
  const stale = [`${idOf(0)}_0`, `${idOf(many - 1)}_0`]
  let runs = 0
  while ((await cellsOf('Questions')).some((key) => stale.includes(String(key))) && runs < 20) {
    world.pass(0.1)
    await world.chaseReports(slow())
    runs += 1
  }
  expect(runs).toBeGreaterThan(1)
  expect(runs).toBeLessThan(20)
  expect(await cellsOf('Questions')).toHaveLength(many)
})

it('a run ends long before functionTimeout, whatever there is to do', async () => {
  await start()
  for (let run = 0; run < 3; run++) {
    const beganAt = world.at.getTime()
    await world.chaseReports(slow())
    expect((world.at.getTime() - beganAt) / 60_000).toBeLessThan(6)
    world.pass(0.1)
  }
})
