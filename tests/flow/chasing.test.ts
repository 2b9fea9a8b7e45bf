import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert, ip } from './founding-alert'
import { answer, questions, theQuestion } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
const start = async (settings: Readonly<Record<string, string>> = {}) => {
  world = await SmallWorld.start(settings)
}
afterEach(() => world.close())

const day = 24
const open = (changes: object = {}, evidence?: readonly object[]) =>
  world.openCase(fromGraph(graphAlert({ ...changes }, evidence)))
const look = async () => {
  await world.chaseReports()
  await world.fileReports()
}
const send = async () => {
  await open()
  world.pass(1.1)
  await world.fileReports()
}
const purposes = () => world.mails.map((mail) => mail.envelopeId?.split('.')[1])
const hear = async (reply: Parameters<typeof answerOf>[1]) => {
  world.imap.deliver(answerOf(world.mails[0]!, { at: world.at, ...reply }))
  await world.trackReplies()
}

it('a reminder that comes back from everybody asks a person, and the report stays sent', async () => {
  await start()
  await send()
  world.pass(7.1 * day)
  await look()
  const reminder = world.mails[1]!
  const raw = bounceOf(reminder, ['ioc@microsoft.com', 'abuse@microsoft.com']).toString()
  world.imap.deliver(Buffer.from(raw.replace(/^Date: .*$/m, `Date: ${world.at.toUTCString()}`)))
  await world.trackReplies()
  expect(await world.report()).toMatchObject({ Status: 'sent' })
  expect(await questions(world)).toMatchObject([{ Kind: 'mail' }])
})

describe('a mail that waits for a person', () => {
  const forged = { text: 'The site has been taken down.', from: 'helper@example.net', dkim: 'fail' }

  it('delays the first reminder by 7 days, and no later one', async () => {
    await start()
    await send()
    await hear(forged)
    world.pass(13 * day)
    await look()
    expect(purposes()).toEqual(['initial'])
    world.pass(1.1 * day)
    await look()
    expect(purposes()).toEqual(['initial', 'reminder-1'])
    world.pass(7.1 * day)
    await look()
    expect(purposes()).toEqual(['initial', 'reminder-1', 'reminder-2'])
  })

  it('dismissed, it delays nothing any more', async () => {
    await start()
    await send()
    await hear(forged)
    world.pass(8 * day)
    await look()
    expect(purposes()).toEqual(['initial'])
    await answer(world, 'dismiss')
    world.pass(1.1)
    await look()
    expect(purposes()).toEqual(['initial', 'reminder-1'])
  })
})

describe('the ladder', () => {
  it('waits from Microsoft’s last mail, and after a question until a person has answered', async () => {
    await start()
    await send()
    world.pass(5 * day)
    await hear({ text: 'We have received your report. Case number: CRM:0461057158' })
    world.pass(5 * day)
    await look()
    expect(purposes()).toEqual(['initial'])
    await hear({ text: 'Could you please provide more evidence, such as logs?' })
    // Receipt and question together delay by no more than 7 days.
    world.pass(3 * day)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'information-requested' })
    expect(purposes()).toEqual(['initial'])
    await answer(world, 'answered')
    world.pass(6 * day)
    await look()
    expect(purposes()).toEqual(['initial'])
    world.pass(1.5 * day)
    await look()
    expect(purposes()).toEqual(['initial', 'reminder-1'])
    expect(world.mails[1]!.raw.toString()).toContain('0461057158')
  })

  it('after an escalation by hand waits from then on, and ends unanswered', async () => {
    await start()
    await send()
    for (let n = 0; n < 3; n++) {
      world.pass(7 * day + 1)
      await look()
    }
    world.pass(10 * day)
    await answer(world, 'answered')
    world.pass(13 * day)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    world.pass(1.1 * day)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'unanswered' })
    expect(purposes()).toEqual(['initial', 'reminder-1', 'reminder-2'])
  })

  it('a reminder of unknown outcome changes no status and is never repeated', async () => {
    await start()
    await send()
    world.smtp.script = { data: () => 'drop-lost' }
    world.pass(7 * day + 1)
    await look()
    world.smtp.script = {}
    for (let n = 0; n < 4; n++) {
      world.pass(1.1)
      await look()
    }
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(purposes()).toEqual(['initial'])
    expect(await questions(world)).toEqual([])
    world.pass(7 * day)
    await look()
    expect(purposes()).toEqual(['initial', 'reminder-2'])
  })

  it('stops at once when the alert is judged false: one withdrawal, no reminder', async () => {
    await start()
    await send()
    await open({ classification: 'truePositive', determination: 'notMalicious' })
    world.pass(8 * day)
    await look()
    await look()
    expect(purposes()).toEqual(['initial', 'withdrawal'])
  })
})

describe('what waits for approval', () => {
  it('is asked again after 14 days and expires after 30, without a mail', async () => {
    await start({ REPORTING_MODE: 'review' })
    await send()
    const first = await theQuestion(world)
    world.pass(14 * day)
    await look()
    await look()
    world.pass(1.1)
    await look()
    const second = await theQuestion(world)
    expect(second.rowKey).not.toBe(first.rowKey)
    world.pass(16 * day)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'expired' })
    world.pass(1.1)
    await look()
    expect([await questions(world), await world.rows('Agenda'), purposes()]).toEqual([[], [], []])
  })

  it('leaves by itself when a later alert brings better evidence', async () => {
    await start()
    await world.openCase(graphAlert())
    world.pass(1.1)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval' })
    await open({ id: 'from Graph' })
    world.pass(1.1)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'sent', Sightings: 2 })
    await world.chaseReports()
    expect(await questions(world)).toEqual([])
  })

  it('held by policy, it stays held whatever repeats it', async () => {
    await start()
    const relay = [ip('40.107.22.101')]
    for (const id of ['one', 'two']) {
      await open({ id, title: 'Suspicious connection' }, relay)
      world.pass(1.1)
      await look()
    }
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Sightings: 2 })
  })
})

describe('a trial', () => {
  it('leaves to its address alone, is marked, and ends with REDIRECT_ALL_TO', async () => {
    await start({ REDIRECT_ALL_TO: 'trial@example.org' })
    await send()
    expect(await world.report()).toMatchObject({ Status: 'sent', Trial: true })
    expect(world.smtp.received.map(({ to }) => to)).toEqual([
      ['trial@example.org', 'reports+sent@example.com'],
    ])
    expect(world.smtp.received[0]!.raw.toString()).toMatch(/^Subject: .*TRIAL/m)
    world.changes = {}
    world.pass(8 * day)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'trial' })
    await open({ id: 'later' })
    world.pass(1.1)
    await look()
    const reports = await world.rows('Reports')
    expect(reports.map(({ Status, Trial }) => [Status, Trial])).toContainEqual(['sent', false])
    expect(world.mails).toHaveLength(1)
  })

  it('that was queued when it ended never reaches the desk', async () => {
    await start({ REDIRECT_ALL_TO: 'trial@example.org' })
    await open()
    world.pass(1.1)
    world.changes = {}
    await world.fileReports().catch(() => undefined)
    await look().catch(() => undefined)
    world.pass(1.1)
    await look()
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'trial' })
    expect(world.smtp.received).toEqual([])
  })
})
