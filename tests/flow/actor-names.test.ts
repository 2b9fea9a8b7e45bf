import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { type HttpServer, serveHttp } from '../helpers/http-server'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let feed: HttpServer
let body: string
let world: SmallWorld
beforeEach(async () => {
  feed = await serveHttp((_, response) => response.end(body))
  world = await SmallWorld.start({ FEEDS: `none threat-actors=${feed.origin}/MicrosoftMapping.json` })
})
afterEach(() => Promise.all([world.close(), feed.close()]))

const mapping = (...rows: readonly (readonly [string, string])[]) =>
  JSON.stringify(rows.map(([name, others]) => ({ 'Threat actor name': name, 'Other names': others })))
const refresh = async () => {
  // The snapshot of the small world stays: only the names are new.
  const snapshot = await world.storage.blobs('ownership').get('current.bin')
  await runRefreshOwnership(world.app(), world.log)
  await world.storage.blobs('ownership').put('current.bin', snapshot!.bytes, 'application/octet-stream')
}
const lastMail = () => (world.mails.at(-1)?.raw.toString() ?? '').replace(/\s+/g, ' ')

it.each([
  {
    feedSays: 'Antique Typhoon',
    others: 'Storm-0558',
    report: 'Storm-0900 (unnamed: a group in development).',
  },
  { feedSays: 'Opal Sleet', others: 'OSMIUM, Storm-0900', report: 'Storm-0900 (since named Opal Sleet).' },
])('the founding report, when the list has $feedSays', async ({ feedSays, others, report }) => {
  body = mapping([feedSays, others])
  await refresh()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  expect(lastMail()).toContain(report)
})

it('a name given while the report waited stands in it; the evidence keeps the name of the alert', async () => {
  body = mapping(['Antique Typhoon', 'Storm-0558'])
  await refresh()
  await world.openCase(fromGraph(graphAlert()))
  body = mapping(['Antique Typhoon', 'Storm-0558'], ['Opal Sleet', 'Storm-0900'])
  await refresh()
  world.pass(1.1)
  await world.fileReports()
  expect(lastMail()).toContain('Storm-0900 (since named Opal Sleet)')
  const state = JSON.parse(String((await world.report())['State'])) as { evidence: { actor: string } }
  expect(state.evidence.actor).toBe('Storm-0900')
})

it('a list that cannot be fetched keeps no report back', async () => {
  body = '<html>'
  await refresh()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  expect(lastMail()).toContain('threat actor Storm-0900.')
})
