import { bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

const routed = { REPORT_ROUTES: 'command-and-control=c2@example.net; phishing=phish@example.net' }

const send = async (settings: Readonly<Record<string, string>>, refused: readonly string[] = []) => {
  world = await SmallWorld.start(settings)
  world.smtp.script = {
    recipient: (address) =>
      refused.includes(address) ? { code: 550, text: '5.1.1 no such user' } : undefined,
  }
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
}
const addressed = () =>
  world.smtp.received.map(({ to }) => to.filter((address) => !address.startsWith('reports+')))
const desk = ['ioc@microsoft.com', 'abuse@microsoft.com']

it('a kind of abuse that is routed goes to its own recipients, with the copies of every report', async () => {
  await send(routed)
  const { evidence } = JSON.parse(String((await world.report()).State)) as { evidence: { abuse: string } }
  expect(addressed()).toEqual([[`${evidence.abuse === 'phishing' ? 'phish' : 'c2'}@example.net`, desk[1]]])
})

it('a bounce for all of the routed recipients makes it undeliverable', async () => {
  await send({ ...routed, REPORT_CC: '' })
  world.imap.deliver(bounceOf(world.smtp.received[0]!, addressed()[0]!))
  await world.trackReplies()
  expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
})

it('refused by all: it goes to the fallback, alone, and counts as sent', async () => {
  await send({ REPORT_FALLBACK_TO: 'second@example.net' }, desk)
  expect(addressed()).toEqual([['second@example.net']])
  expect(await world.report()).toMatchObject({ Status: 'sent' })
})

it('refused by the fallback too: undeliverable, and nothing has left', async () => {
  await send({ REPORT_FALLBACK_TO: 'second@example.net' }, [...desk, 'second@example.net'])
  expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
  expect(world.smtp.received).toEqual([])
})

it('a trial falls back on nobody', async () => {
  await send({ REDIRECT_ALL_TO: 'trial@example.net', REPORT_FALLBACK_TO: 'second@example.net' }, [
    'trial@example.net',
  ])
  expect(world.smtp.received).toEqual([])
})
