import { forgedAnswers, forgedBounces } from './forged-mails'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
})
afterEach(() => world.close())

const purposes = () => world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1])

it('seventy forged mails and bounces close nothing, silence nothing, and delay by 7 days in all', async () => {
  const [mail] = world.mails
  if (!mail) throw new Error('nothing was sent')
  const forged = [...forgedAnswers(mail, world.at), ...forgedBounces(mail)]
  expect(forged.length).toBeGreaterThanOrEqual(70)
  for (const raw of forged) world.imap.deliver(raw)
  await world.trackReplies()
  const moved = (await world.rows('Mails')).filter(({ Effect }) => Effect === 'status')
  expect(moved.map(({ Kind, Rules, Subject }) => ({ Kind, Rules, Subject }))).toEqual([])
  expect(await world.report()).toMatchObject({ Status: 'sent' })
  for (const [days, expected] of [
    [14.1, ['initial', 'reminder-1']],
    [7.1, ['initial', 'reminder-1', 'reminder-2']],
  ] as const) {
    world.pass(days * 24)
    await world.chaseReports()
    await world.fileReports()
    expect(purposes()).toEqual(expected)
  }
}, 60_000)
