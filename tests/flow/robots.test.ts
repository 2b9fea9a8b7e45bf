import type { ReceivedMail } from '../../sandbox/world/smtp'
import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

const dated = (raw: Buffer, more = '') =>
  Buffer.from(`${more}${raw.toString().replace(/^Date: .*$/m, `Date: ${world.at.toUTCString()}`)}`)
const stranger = 'tickets@helpdesk.example'

/** Programs that answer whatever reaches them, at once. */
const robots: readonly { says: string; reply: (mail: ReceivedMail) => Buffer }[] = [
  {
    says: 'that it has received it, as the desk',
    reply: (mail) => answerOf(mail, { text: 'We have received your report.' }),
  },
  {
    says: 'that nobody is there',
    reply: (mail) =>
      dated(answerOf(mail, { text: 'I am out of office.' }), 'Auto-Submitted: auto-replied\r\n'),
  },
  {
    says: 'that it has opened a ticket, as a stranger',
    reply: (mail) => answerOf(mail, { text: 'Ticket 4711 was opened. Please rate us!', from: stranger }),
  },
  {
    says: 'that it needs to know more, as the desk',
    reply: (mail) => answerOf(mail, { text: 'Please provide additional information: logs and timestamps.' }),
  },
]

describe.each(robots)('a robot that says $says', ({ reply }) => {
  it('gets the report and three follow-ups at most, however often it answers', async () => {
    world = await SmallWorld.start()
    await world.openCase(fromGraph(graphAlert()))
    let answered = 0
    for (let week = 0; week < 13; week++) {
      world.pass(7 * 24 + 1)
      await world.fileReports()
      await world.chaseReports()
      await world.fileReports()
      for (const mail of world.mails.slice(answered)) world.mailbox.deliver(dated(reply(mail)))
      answered = world.mails.length
      await world.trackReplies()
    }
    expect(world.mails.length).toBeGreaterThan(0)
    expect(world.mails.length).toBeLessThanOrEqual(4)
    const purposes = world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1])
    expect(new Set(purposes).size).toBe(purposes.length)
  })

  it('thirty answers at once: not one mail leaves because of them', async () => {
    world = await SmallWorld.start()
    await world.openCase(fromGraph(graphAlert()))
    world.pass(1.1)
    await world.fileReports()
    const before = world.smtp.received.length
    for (let n = 0; n < 30; n++) world.mailbox.deliver(dated(reply(world.mails[0]!)))
    await world.trackReplies()
    for (let hour = 0; hour < 3; hour++) {
      await world.chaseReports()
      await world.fileReports()
      await world.tellPeople()
      world.pass(1)
    }
    expect(world.smtp.received).toHaveLength(before)
  })
})
