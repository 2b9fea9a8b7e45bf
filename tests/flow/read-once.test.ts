import { DIALECTS } from '../../shared/alerts/dialects'
import { runReceiveAlerts } from '../../shared/platform/run-receive-alerts'
import { post } from '../alerts/receive-post'
import { graphAlert } from './founding-alert'
import { takeAll } from './queues'
import { SmallWorld } from './small-world'

let world: SmallWorld
const reads = DIALECTS.map((dialect) => jest.spyOn(dialect, 'parse'))
const timesRead = () => reads.reduce((sum, { mock }) => sum + mock.calls.length, 0)
beforeEach(async () => {
  world = await SmallWorld.start()
  jest.clearAllMocks()
})
afterEach(() => world.close())

/** As a version before this one, or after it, would have queued it. */
const byAnother = (message: unknown): object => {
  const { read, ...rest } = JSON.parse(Buffer.from(String(message), 'base64').toString()) as {
    read: object
  }
  return { ...rest, read: { ...read, version: 'another' } }
}
const withoutRead = (message: unknown): object => ({ ...byAnother(message), read: undefined })

it.each([
  { queued: 'by this version', as: (message: unknown) => message, times: 1 },
  { queued: 'by another version, before an upgrade', as: byAnother, times: 2 },
  { queued: 'by a version that sent nothing along', as: withoutRead, times: 2 },
])('an alert of a POST, queued $queued, is read $times time(s) and opens its case', async ({ as, times }) => {
  await runReceiveAlerts(world.app(), post(JSON.stringify(graphAlert())), world.log)
  for (const message of await takeAll(world)) await world.openCase(as(message))
  expect(timesRead()).toBe(times)
  expect(await world.rows('Sightings')).toMatchObject([{ Source: 'http' }])
  expect(await world.report()).toMatchObject({
    Endpoint: 'safe-hse.com',
    Address: '20.119.0.42',
    FirstSeen: new Date('2026-11-23T09:36:44.209Z'),
    LastSeen: new Date('2026-11-23T09:36:51.981Z'),
  })
})
