import { gzipSync } from 'node:zlib'
import { createContext } from '../../shared/platform/app-context'
import { runReceiveAlerts } from '../../shared/platform/run-receive-alerts'
import { readSettings } from '../../shared/settings/settings'
import type { Storage } from '../../shared/storage/storage'
import { type Headers, post } from '../alerts/receive-post'
import { Killed, watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { answer, remediesIn } from './person'
import { openQueued, takeAll } from './queues'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const send = (body: unknown, headers: Headers = {}, storage?: Storage) =>
  runReceiveAlerts(
    world.app(storage),
    post(body instanceof Uint8Array ? body : JSON.stringify(body), headers),
    world.log,
  )

describe('an alert that is posted', () => {
  it('becomes a report that waits for a person, because only Graph may file by itself', async () => {
    expect(await send(graphAlert())).toMatchObject({ status: 202, jsonBody: { taken: 1, refused: [] } })
    expect(await openQueued(world)).toBe(1)
    world.pass(1.1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Endpoint: 'safe-hse.com' })
    expect(world.mails).toEqual([])
    await answer(world, 'approve')
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(world.mails).toHaveLength(1)
  })

  it('is filed by itself where its owner trusts the door', async () => {
    world.changes = { MODE_BY_SOURCE: 'http=auto' }
    await send(graphAlert())
    await openQueued(world)
    world.pass(1.1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
  })

  it('and posted again is the same sighting', async () => {
    await send([graphAlert(), graphAlert()])
    await send(graphAlert())
    expect(await openQueued(world)).toBe(3)
    expect(await world.rows('Sightings')).toHaveLength(1)
  })

  it('cannot take back the one that Graph gave under the same id', async () => {
    await world.openCase(fromGraph(graphAlert()))
    await send(graphAlert({ classification: 'falsePositive' }))
    await openQueued(world)
    const sightings = await world.rows('Sightings')
    expect(sightings.filter(({ Source }) => Source === 'graph')).toMatchObject([{ Stands: true }])
    world.pass(1.1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
  })

  it('and too large for the queue is read from its blob', async () => {
    await send(graphAlert({ note: 'x'.repeat(200_000) }))
    expect(await openQueued(world)).toBe(1)
    expect(await world.report()).toMatchObject({ Endpoint: 'safe-hse.com' })
  })

  it('packed, among others, in the plain form, is read; what cannot be read is not queued', async () => {
    const observables = [{ type: 'url', value: 'https://login-help.azurewebsites.net/a', role: 'phish-url' }]
    const lines = [{ id: 'p-1', severity: 'high', observables }, { hello: 'world' }].map((line) =>
      JSON.stringify(line),
    )
    const body = gzipSync(lines.join('\n'))
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/x-ndjson' }
    expect(await send(body, headers)).toMatchObject({
      status: 202,
      jsonBody: { taken: 1, refused: [{ index: 1, reason: containing('the shape of no known alert') }] },
    })
    expect(await openQueued(world)).toBe(1)
    expect(await world.report()).toMatchObject({ Endpoint: containing('login-help.azurewebsites.net') })
    expect(await world.rows('Quarantine')).toEqual([])
    expect(remediesIn(world)).toMatchObject([
      { event: 'alerts refused', remedy: containing('docs/sources.md') },
    ])
  })

  it('about nothing but ourselves opens nothing', async () => {
    await send(graphAlert({ title: 'x' }, [device, ip('203.0.113.5'), url('corp.example')]))
    await openQueued(world)
    expect(await world.rows('Reports')).toEqual([])
  })
})

describe('while storage fails', () => {
  it('after two alerts: they are queued, the sender is told so, and sending all again loses and doubles nothing', async () => {
    const alerts = ['a', 'b', 'c'].map((id) => graphAlert({ id }))
    const { storage } = watch(world.storage, 2)
    const told = await send(alerts, {}, storage)
    expect(told).toMatchObject({ status: 503, headers: { 'retry-after': '60' }, jsonBody: { refused: [] } })
    expect(remediesIn(world)).toMatchObject([
      { event: 'alerts not taken', cause: expect.any(Killed) as unknown },
    ])
    expect((await send(alerts)).status).toBe(202)
    await openQueued(world)
    expect(await world.rows('Sightings')).toHaveLength(3)
  })

  it('a fault in its settings is an answer too, and the log names it', async () => {
    const app = createContext(readSettings({}), { now: () => world.at })
    expect(await runReceiveAlerts(app, post(JSON.stringify(graphAlert())), world.log)).toMatchObject({
      status: 503,
    })
    expect(remediesIn(world)).toMatchObject([
      { cause: { message: containing('AzureWebJobsStorage is not set') } },
    ])
  })

  it('what cannot be read is refused all the same', async () => {
    const { storage } = watch(world.storage, 1)
    expect(await send({ hello: 'world' }, {}, storage)).toMatchObject({ status: 400 })
  })
})

it('a body without its length is refused with what to do, and one log line', async () => {
  const headers = { 'content-length': '', 'transfer-encoding': 'chunked' }
  expect(await send(graphAlert(), headers)).toMatchObject({
    status: 411,
    headers: { 'content-type': 'application/problem+json' },
    jsonBody: { title: 'Length Required', detail: containing('Content-Length instead of') },
  })
  expect(await takeAll(world)).toEqual([])
  expect(remediesIn(world)).toMatchObject([{ event: 'request refused', status: 411 }])
})
