import { type Worked, simulateDay } from '../../bench/open-reports/simulation'
import { type NameServer, startNameServer } from '../../sandbox/world/name-server'
import { observedStorage } from '../../shared/storage/observed-storage'
import { fromGraph, graphAlert } from '../flow/founding-alert'
import { foundingNames, SmallWorld } from '../flow/small-world'

let names: NameServer
const worked: Worked[] = []
/** As much work as 100,000 reports are at 6 ms an operation: more than an hour's looks take an hour. */
beforeAll(async () => {
  names = await startNameServer([])
  // About every name: that nobody can say.
  names.verdict = 2
  const day = { reports: 150, msPerOperation: 4_000, msPerQuestion: 200, names }
  for await (const one of simulateDay(day)) worked.push(one)
}, 60_000)
afterAll(() => names.close())

const functionTimeoutInSeconds = 600

it.each(['fileReports', 'chaseReports', 'watchTakedowns'])(
  '%s looks at every open report within a day, however many wait, and no run is too long',
  (name) => {
    const one = worked.find((of) => of.name === name)
    expect(one).toMatchObject({ neverLookedAt: 0 })
    expect(one?.longestWaitInHours).toBeLessThan(3)
    expect(one?.longestGapInHours).toBeLessThan(3)
    expect(one?.longestRunInSeconds).toBeLessThan(functionTimeoutInSeconds / 2)
  },
)

it('a look at a report that was sent takes as many operations of the emulator as of the simulation', async () => {
  const world = await SmallWorld.start({ DNS_SERVERS: `127.0.0.1:${names.port}` })
  world.overrides = { resolveHost: () => foundingNames }
  await world.openCase(fromGraph(graphAlert()))
  const step = async () => {
    world.pass(1.1)
    await world.fileReports()
    await world.chaseReports()
    await world.watchTakedowns()
  }
  for (let n = 0; n < 3; n++) await step()
  // Due once more at the same time, so that nothing but the look is done anew.
  const rowKey = String((await world.report()).rowKey)
  const agenda = world.storage.table('Agenda')
  await agenda.merge({ partitionKey: 'open', rowKey, FileAt: world.at, ChaseAt: world.at })
  await agenda.merge({ partitionKey: 'watch', rowKey, WatchAt: world.at })
  const counted = async (run: (storage: SmallWorld['storage']) => Promise<void>) => {
    let operations = 0
    const observed = observedStorage(world.storage, () => (operations += 1))
    // What is read of blobs and queues now and then belongs to the run and to no look.
    const storage = { ...world.storage, table: observed.table }
    await run(storage)
    const withLook = operations
    await run(storage)
    // The same run without any look.
    return withLook - (operations - withLook)
  }
  const looks = {
    fileReports: await counted(world.fileReports),
    chaseReports: await counted(world.chaseReports),
    watchTakedowns: await counted(world.watchTakedowns),
  }
  await world.close()
  expect(looks).toEqual({ fileReports: 2, chaseReports: 6, watchTakedowns: 5 })
  for (const { name, operationsPerLook } of worked)
    expect(Math.round(operationsPerLook)).toBeGreaterThanOrEqual(looks[name as keyof typeof looks])
})
