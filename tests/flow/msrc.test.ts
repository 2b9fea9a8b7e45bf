import { startMsrc, type FakeMsrc } from '../../sandbox/world/msrc'
import { containing } from './containing'
import { answerOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { questions, remediesIn, theQuestion } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
let msrc: FakeMsrc
beforeEach(async () => {
  msrc = await startMsrc()
})
afterEach(async () => {
  await Promise.all([world.close(), msrc.close()])
})

const day = 24
const refusesAll = { recipient: () => ({ code: 550, text: '5.1.1 no such user' }) }
const start = async (doors: string, changes: Readonly<Record<string, string>> = {}) => {
  world = await SmallWorld.start({ DOORS: doors, MSRC_URL: msrc.url, ...changes })
}
const send = async () => {
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
}
const look = async () => {
  await world.chaseReports()
  await world.fileReports()
}
const lookFor = async (days: number) => {
  for (let n = 0; n < days; n++) {
    world.pass(day)
    await look()
  }
}
const events = async () =>
  (await world.rows('Events')).map(({ Cause, Why }) => `${String(Cause)}: ${String(Why)}`)

describe('the form alone', () => {
  it('is filled and taken: sent, with its reference, and no mail leaves', async () => {
    await start('msrc')
    await send()
    expect(await world.report()).toMatchObject({ Status: 'sent', Channels: 'msrc' })
    const [taken, ...more] = msrc.taken
    expect(more).toEqual([])
    expect(taken?.form).toMatchObject({
      incidentType: 'Malware',
      sourceIp: '20.119.0.42',
      reporterName: 'Example GmbH',
      reporterEmail: containing(/^reports\+RDAR-2611-\w{8}@example\.com$/),
    })
    expect(JSON.stringify(taken)).not.toMatch(/192\.168\.|corp\.example/)
    expect(world.smtp.received).toEqual([])
    const [delivery] = await world.rows('Deliveries')
    expect(delivery).toMatchObject({ DeliveryState: 'accepted', ServerMessageId: taken?.reference })
    const kept = await world.storage.blobs('messages').get(`${String(delivery?.MessageHash)}.json`)
    expect(kept?.bytes.equals(msrc.received[0]?.body ?? Buffer.alloc(0))).toBe(true)
  })

  it('a trial is a test submission', async () => {
    await start('msrc', { REDIRECT_ALL_TO: 'me@example.net' })
    await send()
    expect(msrc.taken).toMatchObject([{ form: { testSubmission: true } }])
    expect(await world.report()).toMatchObject({ Status: 'sent', Trial: true })
  })

  it('no answer: never posted again, and a person is asked', async () => {
    await start('msrc')
    msrc.answerWith = () => 'hang up'
    await send()
    delete msrc.answerWith
    for (let n = 0; n < 6; n++) {
      world.pass(0.2)
      await look()
    }
    expect(msrc.received).toHaveLength(1)
    expect(await world.report()).toMatchObject({ Status: 'unconfirmed' })
    expect(await theQuestion(world)).toMatchObject({ Question: containing('send again') })
  })

  it('a path that is gone pauses the door and no report; it resumes once MSRC_URL is right', async () => {
    await start('msrc', { MSRC_URL: msrc.url.replace('v3.0', 'v2.0') })
    await send()
    expect(await world.report()).toMatchObject({ Status: 'queued' })
    expect(remediesIn(world)).toMatchObject([
      { event: 'door paused', reason: containing('Resource not found'), remedy: containing('MSRC_URL') },
    ])
    world.changes = { DOORS: 'msrc', MSRC_URL: msrc.url }
    world.pass(0.3)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(msrc.taken).toHaveLength(1)
  })

  it('asked to wait, it waits as long', async () => {
    await start('msrc')
    msrc.answerWith = () => ({ status: 429, headers: { 'retry-after': '3600' } })
    await send()
    delete msrc.answerWith
    world.pass(0.9)
    await world.fileReports()
    expect([await world.report(), msrc.received.length]).toMatchObject([{ Status: 'queued' }, 1])
    world.pass(0.2)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
  })

  it('what it refuses for good goes to a person, field by field', async () => {
    await start('msrc')
    msrc.answerWith = () => ({ status: 400, body: '{"errors":{"sourceUrl":["is not ours"]}}' })
    await send()
    expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('sourceUrl: is not ours') })
  })

  it('has no thread: reminders and a withdrawal are noted, and not sent', async () => {
    await start('msrc')
    await send()
    await lookFor(8)
    await world.openCase(fromGraph(graphAlert({ classification: 'falsePositive' })))
    await lookFor(2)
    expect(msrc.received).toHaveLength(1)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    expect(await events()).toEqual(
      expect.arrayContaining([
        containing(/^follow-up-done: reminder-1: no door .* takes it/),
        containing(/^withdrawal-done: withdrawal: no door .* takes it/),
      ]),
    )
  })
})

describe('after the mail', () => {
  it('the escalation goes through the form, once, and the report is closed when that is not answered either', async () => {
    await start('smtp, msrc')
    await send()
    await lookFor(20)
    expect(msrc.received).toHaveLength(0)
    await lookFor(3)
    expect(msrc.taken.map(({ form }) => form.reportNotes.replace(/\s+/g, ' '))).toEqual([
      containing('Our earlier mails about it have not been answered'),
    ])
    expect(world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1])).toEqual([
      'initial',
      'reminder-1',
      'reminder-2',
    ])
    expect(await questions(world)).toEqual([])
    await lookFor(16)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'unanswered' })
    expect(msrc.received).toHaveLength(1)
  })

  it('a mail that everybody refuses goes through the form; what follows is a mail that names the reference', async () => {
    await start('smtp, msrc')
    world.smtp.script = refusesAll
    await send()
    expect(await world.report()).toMatchObject({ Status: 'sent', Channels: 'msrc' })
    world.smtp.script = {}
    await world.openCase(fromGraph(graphAlert({ classification: 'falsePositive' })))
    await lookFor(1)
    const [mail, ...more] = world.mails.map(({ raw }) => raw.toString())
    expect(more).toEqual([])
    expect(mail?.replace(/\s+/g, ' ')).toContain(`Your reference: ${msrc.taken[0]?.reference ?? '?'}.`)
    expect(mail).not.toMatch(/^(?:In-Reply-To|References|Subject: Re)/im)
  })

  it('what has no place in the form stays with the mail', async () => {
    await start('msrc, smtp')
    const scan = { title: 'Port scan', category: 'Discovery', mitreTechniques: [] }
    await world.openCase(fromGraph(graphAlert(scan)))
    world.pass(1.1)
    await world.fileReports()
    const { Status, Abuse, Channels } = await world.report()
    expect([Status, Abuse, Channels]).toEqual(['sent', 'scanning', 'smtp'])
    expect(msrc.received).toHaveLength(0)
  })
})

it('an answer that names nothing but the reference finds its report', async () => {
  await start('smtp, msrc')
  await send()
  await lookFor(23)
  const reference = msrc.taken[0]?.reference ?? '?'
  const reply = answerOf(world.mails[0]!, { text: `Your report number: ${reference} was received.` })
  const bare = reply
    .toString()
    .replace(/^(?:In-Reply-To|References): .*\r\n/gm, '')
    .replace(/^To: .*$/m, 'To: reports@example.com')
    .replace(/^Subject: .*$/m, 'Subject: Your submission')
  world.imap.deliver(Buffer.from(bare))
  await world.trackReplies()
  expect(world.logs.filter(({ event }) => event === 'mail read')).toMatchObject([
    { matchedBy: 'case-number' },
  ])
})
