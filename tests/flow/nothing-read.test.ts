import { readConcerns } from '../../shared/review/concern'
import { readMachineState } from '../../shared/review/health'
import { runReceiveAlerts } from '../../shared/platform/run-receive-alerts'
import { post } from '../alerts/receive-post'
import { containing } from './containing'
import { graphAlert } from './founding-alert'
import { answer, theQuestion } from './person'
import { openQueued } from './queues'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const send = (body: unknown) => runReceiveAlerts(world.app(), post(JSON.stringify(body), {}), world.log)
/** As a connector writes it that knows better names than Graph. */
const inVain = (id: string) => graphAlert({ id, title: 'x', attackers: ['20.119.0.42'] }, [])

it('an alert in which nothing was read is told of: to its sender, in Quarantine, on every page that shows health', async () => {
  expect(await send([inVain('a'), graphAlert({ id: 'b' })])).toMatchObject({
    status: 202,
    jsonBody: { taken: 2, nothingRead: 1, refused: [] },
  })
  await openQueued(world)
  expect(await world.rows('Quarantine')).toMatchObject([
    { Source: 'http', Reason: containing('nothing was read') },
  ])
  expect(await theQuestion(world)).toMatchObject({
    Kind: 'quarantine',
    Reason: containing('graph.alerts_v2'),
  })
  const { nothingRead } = await readMachineState(world.storage, world.at)
  expect(nothingRead).toMatchObject([
    {
      source: 'http',
      format: 'graph.alerts_v2',
      alerts: 1,
      examples: [{ alertId: 'a', members: ['attackers[]'] }],
    },
  ])
  const concerns = await readConcerns(world.storage, [], [], world.at)
  expect(concerns.map(({ heading }) => heading)).toContain('Nothing was read in these alerts')
})

it('a question is asked where a source and form begin to yield nothing, not at each such alert', async () => {
  for (const id of ['a', 'b', 'c']) await send(inVain(id))
  await openQueued(world)
  expect(await world.rows('Quarantine')).toHaveLength(1)
  await answer(world, 'dismiss')
  await send(inVain('d'))
  await openQueued(world)
  expect(await world.rows('Questions')).toEqual([])
  expect((await readMachineState(world.storage, world.at)).nothingRead).toMatchObject([{ alerts: 4 }])
  world.pass(24 * 8)
  expect((await readMachineState(world.storage, world.at)).nothingRead).toEqual([])
})
