import type { ReceivedMail } from '../../sandbox/world/smtp'
import { containing } from './containing'
import { answerOf, bounceOf } from './desk'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { answer, questions, theQuestion } from './person'
import { enqueue, openQueued, takeAll } from './queues'
import { SmallWorld, type Row } from './small-world'

let world: SmallWorld
beforeEach(async () => {
  world = await SmallWorld.start()
})
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
const headerOf = (mail: ReceivedMail | undefined, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(mail?.raw.toString() ?? '')?.[1]?.trim()
const purposes = () => world.mails.map((mail) => mail.envelopeId?.split('.')[1])
const allRows = async (): Promise<Row[]> => {
  const tables = ['Reports', 'Agenda', 'Cases', 'Sightings', 'Events', 'Questions', 'Quarantine'] as const
  return (await Promise.all(tables.map((table) => world.rows(table)))).flat()
}

it('a phishing page seen by three alerts: one report, three sightings, one mail', async () => {
  const page = [url('https://login-contoso-help.azurewebsites.net/signin')]
  for (const n of [1, 2, 3]) {
    await open({ id: `da63822441600000000${n}_1`, category: 'InitialAccess', title: 'Phishing' }, page)
    world.pass(0.25)
  }
  world.pass(0.5)
  await look()
  world.pass(1)
  await look()
  expect(await world.report()).toMatchObject({
    Status: 'sent',
    Endpoint: 'login-contoso-help.azurewebsites.net',
    Sightings: 3,
  })
  expect(world.mails).toHaveLength(1)
  expect(world.mails[0]!.raw.toString()).toMatch(/\(3 alerts\)/)
})

it.each([
  { what: 'an address of another company', evidence: [device, ip('9.9.9.9')], rule: 'not-microsoft' },
  { what: 'a documentation address', evidence: [device, ip('198.51.100.7')], rule: 'special-address' },
  {
    what: 'our own Azure SQL host',
    evidence: [device, url('https://contoso-sql.database.windows.net/')],
    rule: 'own-asset',
  },
])('$what is ignored ($rule): no rows at all, one log line', async ({ evidence, rule }) => {
  const createdDateTime = '2026-11-23T09:58:20.650Z'
  // As it was created: of a changed one, an older copy may come that says otherwise.
  const asCreated = { createdDateTime, lastUpdateDateTime: createdDateTime }
  await open({ title: 'Suspicious connection', category: 'CommandAndControl', ...asCreated }, evidence)
  expect(await allRows()).toEqual([])
  expect(world.logs).toMatchObject([{ event: 'alert read', decisions: [{ verdict: 'ignore', rule }] }])
})

it('an Exchange Online address is held, with the question why', async () => {
  await open({ title: 'Suspicious connection' }, [device, ip('40.107.22.101')])
  world.pass(2)
  await look()
  expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Endpoint: '40.107.22.101' })
  expect(await theQuestion(world)).toMatchObject({
    Endpoint: '40.107.22.101',
    Question: containing('approve'),
    Reason: containing('service of Microsoft'),
  })
  expect(world.mails).toHaveLength(0)
})

describe('bounces', () => {
  it('from every recipient: undeliverable, and a person is asked', async () => {
    await send()
    world.imap.deliver(bounceOf(world.mails[0]!, ['ioc@microsoft.com', 'abuse@microsoft.com']))
    await world.trackReplies()
    expect(await world.report()).toMatchObject({
      Status: 'undeliverable',
      Note: containing('5.1.1'),
    })
    expect(await theQuestion(world)).toMatchObject({ Question: containing('send again') })
  })

  it('from one of two recipients changes no status; from the other too, it does', async () => {
    await send()
    world.imap.deliver(bounceOf(world.mails[0]!, ['ioc@microsoft.com']))
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(await questions(world)).toEqual([])
    world.imap.deliver(bounceOf(world.mails[0]!, ['abuse@microsoft.com']))
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
  })
})

it('never answered: two reminders in the thread, a person is asked to escalate, closed unanswered', async () => {
  await send()
  const first = headerOf(world.mails[0], 'Message-ID')
  world.pass(7 * day - 2)
  await look()
  expect(purposes()).toEqual(['initial'])

  world.pass(3)
  await look()
  expect(purposes()).toEqual(['initial', 'reminder-1'])
  expect(headerOf(world.mails[1], 'In-Reply-To')).toBe(first)
  expect(headerOf(world.mails[1], 'Subject')).toMatch(/^Re: /)

  world.pass(7 * day + 1)
  await look()
  expect(purposes()).toEqual(['initial', 'reminder-1', 'reminder-2'])
  expect(world.mails[2]!.raw.toString()).toContain(`References: ${first ?? ''}`)

  world.pass(7 * day + 1)
  await look()
  expect(purposes()).toEqual(['initial', 'reminder-1', 'reminder-2'])
  expect(await theQuestion(world)).toMatchObject({ Question: containing('Escalate by hand') })

  world.pass(14 * day + 1)
  await look()
  expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'unanswered' })
  world.pass(1.1)
  await look()
  const agenda = (await world.rows('Agenda')).map(({ partitionKey }) => partitionKey)
  expect([await questions(world), agenda]).toEqual([[], ['watch']])
  expect(purposes()).toHaveLength(3)
})

describe('a false positive', () => {
  const markFalse = () => open({ classification: 'falsePositive' })

  it('before the window ends: withdrawn, no mail', async () => {
    await open()
    world.pass(0.5)
    await markFalse()
    world.pass(0.6)
    await world.fileReports()
    await look()
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    for (let n = 0; n < 3; n++) {
      world.pass(1.1)
      await look()
    }
    expect([world.mails.length, await world.rows('Agenda')]).toEqual([0, []])
  })

  it('after sending: closed as withdrawn, one withdrawal in the thread', async () => {
    await send()
    world.pass(5)
    await markFalse()
    for (let n = 0; n < 4; n++) {
      await look()
      world.pass(1.1)
    }
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    expect(purposes()).toEqual(['initial', 'withdrawal'])
    expect(headerOf(world.mails[1], 'In-Reply-To')).toBe(headerOf(world.mails[0], 'Message-ID'))
    expect(await world.rows('Agenda')).toEqual([])
  })

  it('of one alert of two withdraws nothing', async () => {
    await open({ id: 'another' })
    await send()
    await markFalse()
    await look()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(purposes()).toEqual(['initial'])
  })
})

it('our own mail that comes back with an answer moves the report once', async () => {
  await send()
  const reply = answerOf(world.mails[0]!, { text: 'We have received your report.' })
  world.imap.deliver(reply)
  world.imap.deliver(reply)
  await world.trackReplies()
  await world.trackReplies()
  const causes = (await world.rows('Events')).map(({ Cause }) => Cause)
  expect(causes).toEqual(['sighted', 'filed', 'accepted', 'acknowledged'])
})

describe('a message that is not JSON', () => {
  const text = 'Outbound connection to 20.119.0.42, please look'
  beforeEach(async () => {
    await enqueue(world, text)
    await openQueued(world)
  })

  it('is set aside: a row with the reason, the body in a blob, a question', async () => {
    const [row] = await world.rows('Quarantine')
    expect(row).toMatchObject({ Source: 'queue', Reason: 'it is neither JSON nor base64 of JSON in UTF-8' })
    const blob = await world.storage.blobs('quarantine').get(String(row?.Body))
    expect(blob?.bytes.toString()).toBe(text)
    expect(await theQuestion(world)).toMatchObject({ Question: containing('replay') })
    expect(await world.rows('Reports')).toEqual([])
  })

  it('dismissed: the question is gone, the row stays', async () => {
    await answer(world, 'dismiss')
    expect([await questions(world), await takeAll(world)]).toEqual([[], []])
    expect(await world.rows('Quarantine')).toHaveLength(1)
  })

  it('replayed: it comes again as it was, and asks again', async () => {
    await answer(world, ' Replay ')
    expect(await questions(world)).toEqual([])
    world.pass(0.1)
    expect(await openQueued(world)).toBe(1)
    expect(await questions(world)).toHaveLength(1)
    expect((await world.rows('Quarantine')).map(({ Body }) => Body)).toHaveLength(2)
  })
})
