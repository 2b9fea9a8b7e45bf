import { fromGraph, graphAlert } from './founding-alert'
import { answerOf } from './desk'
import { readMailAs } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

it('the founding case: collected, reported once, acknowledged, resolved', async () => {
  await world.openCase(fromGraph(graphAlert()))
  expect(await world.report()).toMatchObject({
    Status: 'collecting',
    Endpoint: 'safe-hse.com',
    Address: '20.119.0.42',
  })

  await world.fileReports()
  expect(world.mails).toHaveLength(0)

  world.pass(1.1)
  await world.fileReports()
  expect(await world.report()).toMatchObject({ Status: 'sent', Channels: 'smtp', Sightings: 1 })
  expect(world.mails).toHaveLength(1)

  world.pass(1)
  await world.fileReports()
  await world.trackReplies()
  expect(world.mails).toHaveLength(1)

  world.imap.deliver(
    answerOf(world.mails[0]!, { text: 'We have received your report. Case number: CRM:0461057158' }),
  )
  await world.trackReplies()
  expect(await world.report()).toMatchObject({
    Status: 'acknowledged',
    CaseNumber: expect.stringContaining('0461057158') as unknown,
  })

  world.pass(24)
  world.imap.deliver(answerOf(world.mails[0]!, { text: 'The reported site has been taken down. Thank you.' }))
  await world.trackReplies()
  await readMailAs(world)
  expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
  world.pass(1)
  await world.chaseReports()
  await world.fileReports()
  expect((await world.rows('Agenda')).map(({ partitionKey }) => partitionKey)).toEqual(['watch'])
  const causes = (await world.rows('Events')).map((event) => event.Cause)
  expect(causes).toEqual(['sighted', 'filed', 'accepted', 'acknowledged', 'desk-said', 'decided'])
})

it('cases are opened before anybody has set up the mail', async () => {
  const early = await SmallWorld.start({
    REPORTING_MODE: 'review',
    MAIL_FROM: '',
    SMTP_HOST: '',
    IMAP_HOST: '',
  })
  await early.openCase(fromGraph(graphAlert()))
  expect(await early.report()).toMatchObject({ Status: 'collecting', Endpoint: 'safe-hse.com' })
  await expect(early.fileReports()).rejects.toThrow('MAIL_FROM')
  await early.close()
})
