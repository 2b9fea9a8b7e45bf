import { sealed } from '../helpers/envelope-key'
import { device, fromGraph, graphAlert, url } from './founding-alert'
import { SmallWorld } from './small-world'

const ID = '1111aaaa-2222-4333-8444-555555555555'
const evil = url('https://evil-abc.azurewebsites.net/login')
const byGraph = (tenantId = ID) => fromGraph(graphAlert({ title: 'x', tenantId }, [device, evil]))
const bySiem = (more: object = {}) =>
  sealed({
    source: 'queue',
    returned: 0,
    alert: {
      id: 'p1',
      severity: 'high',
      ...more,
      observables: [{ type: 'url', value: 'https://evil-abc.azurewebsites.net/login', role: 'phish-url' }],
    },
  })

let world: SmallWorld
afterEach(() => world.close())

describe.each(['corp.onmicrosoft.com', 'CORP.onmicrosoft.com ', ID, ID.toUpperCase()])(
  'GRAPH_TENANT_ID=%s',
  (setting) => {
    it('an endpoint that Graph and a SIEM saw is one case and one report', async () => {
      world = await SmallWorld.start({ GRAPH_TENANT_ID: setting })
      await world.openCase(byGraph())
      await world.openCase(bySiem())
      await world.openCase(byGraph(ID.toUpperCase()))
      expect(await world.rows('Cases')).toHaveLength(1)
      expect(await world.rows('Reports')).toHaveLength(1)
      expect(await world.rows('Sightings')).toHaveLength(2)
    })
  },
)

it('an alert that names our domain is of our tenant, too', async () => {
  world = await SmallWorld.start({ GRAPH_TENANT_ID: 'corp.onmicrosoft.com' })
  await world.openCase(byGraph())
  const inStream = graphAlert({ id: 's', title: 'x', tenantId: 'Corp.OnMicrosoft.com' }, [device, evil])
  await world.openCase(sealed({ source: 'queue', returned: 0, alert: inStream }))
  expect(await world.rows('Cases')).toHaveLength(1)
  expect(await world.rows('Sightings')).toHaveLength(2)
})

it('the domain is resolved once: what is learned is kept, and nobody else’s alert teaches it', async () => {
  world = await SmallWorld.start({ GRAPH_TENANT_ID: 'corp.onmicrosoft.com' })
  const stranger = graphAlert({ id: 's', tenantId: '99999999-2222-4333-8444-555555555555' }, [device, evil])
  await world.openCase(sealed({ source: 'queue', returned: 0, alert: stranger }))
  const learned = async () =>
    (await world.rows('Checkpoints')).flatMap(({ rowKey, Value }) => (rowKey === 'tenant' ? [Value] : []))
  expect(await learned()).toEqual([])
  await world.openCase(byGraph())
  expect(await learned()).toEqual([JSON.stringify({ named: 'corp.onmicrosoft.com', id: ID })])
})
