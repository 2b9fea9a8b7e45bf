import type { AfterData } from '../../sandbox/world/smtp'
import { containing } from './containing'
import { answerOf } from './desk'
import { fromGraph, graphAlert, url } from './founding-alert'
import { answer, questions, remediesIn, theQuestion } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
afterEach(() => world.close())

const open = async () => {
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
}
/** Another endpoint that is reported. */
const openOther = (n: number) => {
  const page = [url(`https://login-help-${n}.azurewebsites.net/signin`)]
  return world.openCase(fromGraph(graphAlert({ id: `other ${n}`, title: 'Phishing' }, page)))
}
/** The timer comes every minute; here every six are enough. */
const fileFor = async (minutes: number) => {
  for (let n = 0; n < minutes; n += 6) {
    world.pass(0.1)
    await world.fileReports()
  }
}
const statusIs = async (status: string) => expect(await world.report()).toMatchObject({ Status: status })
const delivery = async () => (await world.rows('Deliveries'))[0]

describe('the server drops the line after DATA', () => {
  const drop = async (data: AfterData) => {
    world.smtp.script = { data: () => data }
    await open()
    await world.fileReports()
    await statusIs('queued')
    expect(await delivery()).toMatchObject({ DeliveryState: 'unknown' })
    world.smtp.script = {}
  }

  it('and has kept the mail: its own copy proves it, exactly one mail', async () => {
    await drop('drop-kept')
    await fileFor(60)
    await statusIs('sent')
    expect(world.mails).toHaveLength(1)
    expect((await delivery())?.Response).toBe('own copy found in the mailbox')
  })

  it('and Microsoft answers before we look: the answer proves it', async () => {
    await drop('drop-kept')
    world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.' }))
    await world.trackReplies()
    await statusIs('acknowledged')
    await fileFor(60)
    await statusIs('acknowledged')
    expect(world.mails).toHaveLength(1)
  })

  it('and has lost it: unconfirmed, a person is asked, nothing is sent blindly', async () => {
    await drop('drop-lost')
    await fileFor(240)
    await statusIs('unconfirmed')
    expect(await theQuestion(world)).toMatchObject({ Question: containing('Did this mail leave?') })
    expect(world.mails).toEqual([])
  })

  it.each([
    { from: 'reports@example.com', status: 'sent' },
    { from: 'reports@example.net', status: 'unconfirmed' },
    { from: 'reports@mail.example.com', status: 'unconfirmed' },
  ])('lost; a mail under its very id from $from: $status', async ({ from, status }) => {
    await drop('drop-lost')
    await fileFor(60)
    const { messageId } = JSON.parse(String((await delivery())?.State)) as { messageId: string }
    const head = [`From: ${from}`, 'To: reports@example.com', 'Subject: x', `Message-ID: ${messageId}`]
    world.imap.deliver(Buffer.from([...head, '', 'x', ''].join('\r\n')))
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: status })
  })

  it('lost; "send again" sends it', async () => {
    await drop('drop-lost')
    await fileFor(30)
    await answer(world, 'send again')
    await fileFor(6)
    await statusIs('sent')
    expect(world.mails.map(({ envelopeId }) => envelopeId)).toEqual([containing(/\.initial\.2\./)])
  })

  it('lost; "sent" believes the person', async () => {
    await drop('drop-lost')
    await fileFor(30)
    await answer(world, 'sent')
    await fileFor(30)
    await statusIs('sent')
    expect(world.mails).toEqual([])
  })

  it('and the own copy turns up days later: sent after all, the question is gone', async () => {
    await drop('drop-kept')
    // As if it had been held back on its way.
    const raw = world.imap.inbox()[0]!.raw
    const late = await SmallWorld.start()
    world.changes = { IMAP_PORT: String(late.imap.port) }
    await fileFor(30)
    await statusIs('unconfirmed')
    world.pass(48)
    late.imap.deliver(raw)
    await world.trackReplies()
    await statusIs('sent')
    await world.chaseReports()
    expect(await questions(world)).toEqual([])
    expect(world.mails).toHaveLength(1)
    await late.close()
  })

  it('while the mailbox is down too: it waits, and other reports leave', async () => {
    await drop('drop-kept')
    world.changes = { IMAP_PASSWORD: 'wrong' }
    await openOther(1)
    world.pass(1.1)
    await fileFor(24)
    const statuses = (await world.rows('Reports')).map(({ Status }) => Status)
    expect(statuses.sort()).toEqual(['queued', 'sent'])
    expect(remediesIn(world)[0]).toMatchObject({
      event: 'own copy not looked up',
      cause: containing('refused the login'),
      remedy: containing('IMAP user'),
    })
    world.changes = {}
    await fileFor(24)
    expect((await world.rows('Reports')).map(({ Status }) => Status)).toEqual(['sent', 'sent'])
    expect(world.mails).toHaveLength(2)
  })
})
