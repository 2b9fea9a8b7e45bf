import type { SmtpOptions } from '../../sandbox/world/smtp'
import { containing } from './containing'
import { fromGraph, graphAlert, url } from './founding-alert'
import { questions, remediesIn, theQuestion } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
const start = async (settings: Readonly<Record<string, string>> = {}, smtp: SmtpOptions = {}) => {
  world = await SmallWorld.start(settings, smtp)
}
afterEach(() => world.close())

const open = async (changes: object = {}) => {
  await world.openCase(fromGraph(graphAlert({ ...changes })))
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
const pretendDeferredFor = async (minutes: number) => {
  const { partitionKey, rowKey, State } = (await delivery()) ?? {}
  const state = String(State).replace(/"deferredInMinutes":\d+/, `"deferredInMinutes":${minutes}`)
  const key = { partitionKey: String(partitionKey), rowKey: String(rowKey) }
  await world.storage.table('Deliveries').merge({ ...key, State: state })
}
const delivery = async () => (await world.rows('Deliveries'))[0]

describe('login refused', () => {
  const login = { SMTP_USER: 'reports', SMTP_PASSWORD: 'the password' }
  const account = { user: 'reports', password: 'the password' }

  it('the door is paused with one log line, the report stays queued, and it resumes by itself', async () => {
    await start({ ...login, SMTP_PASSWORD: 'old password' }, account)
    await open()
    await world.fileReports()
    await statusIs('queued')
    const nextTryAt = new Date(world.at.getTime() + 15 * 60_000)
    await fileFor(90)
    expect(remediesIn(world)).toMatchObject([
      {
        event: containing(/^door.paused$/),
        nextTryAt,
        reason: containing('535'),
        remedy: 'Check SMTP user, password or token.',
      },
    ])
    await statusIs('queued')
    expect(await questions(world)).toEqual([])

    world.changes = login
    await fileFor(18)
    await statusIs('sent')
    expect(world.mails).toHaveLength(1)
    expect(world.logs).toContainEqual(expect.objectContaining({ event: containing(/^door.resumed$/) }))
    const rows = (await world.rows('Checkpoints')).map(({ rowKey }) => rowKey)
    expect(rows).toEqual(['breaker', 'send-budget'])
  })

  it('for a week: the report is not given up, since the pause does not count', async () => {
    await start(login, account)
    world.smtp.script = { login: () => ({ code: 454, text: '4.7.0 Temporary authentication failure' }) }
    await open()
    for (let day = 0; day < 7; day++) {
      await world.fileReports()
      world.pass(24)
    }
    await statusIs('queued')
    world.smtp.script = {}
    await fileFor(18)
    await statusIs('sent')
    expect(world.mails).toHaveLength(1)
  })

  it('is tried once for all reports, not once for each', async () => {
    let logins = 0
    await start(login, account)
    world.smtp.script = {
      login: () => {
        logins += 1
        return { code: 535, text: '5.7.3 Authentication unsuccessful' }
      },
    }
    for (const n of [1, 2, 3, 4]) await openOther(n)
    world.pass(1.1)
    await fileFor(12)
    expect(await world.rows('Reports')).toMatchObject(Array.from({ length: 4 }, () => ({ Status: 'queued' })))
    expect(logins).toBe(1)
  })

  it('a paused door is no reason to write to the desk late: a report judged false meanwhile is withdrawn', async () => {
    await start({ ...login, SMTP_PASSWORD: 'old password' }, account)
    await open()
    await world.fileReports()
    await world.openCase(fromGraph(graphAlert({ classification: 'falsePositive' })))
    world.changes = login
    await fileFor(18)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
    expect(world.smtp.received).toEqual([])
  })
})

describe('recipients', () => {
  it('all refused with 550: undeliverable, a person is asked, not even our own copy was sent', async () => {
    await start()
    world.smtp.script = {
      recipient: (address) =>
        address.endsWith('@microsoft.com') ? { code: 550, text: '5.1.1 no such user' } : undefined,
    }
    await open()
    await world.fileReports()
    expect(await world.report()).toMatchObject({
      Status: 'undeliverable',
      Note: containing('5.1.1 no such user'),
    })
    expect(await theQuestion(world)).toMatchObject({
      Question: containing('send again'),
      Reason: containing('5.1.1'),
    })
    expect(world.smtp.received).toEqual([])
    await fileFor(120)
    expect(world.smtp.received).toEqual([])
  })

  it('To refused: sent to Cc, and a person is asked, since nobody it is for has it', async () => {
    await start()
    world.smtp.script = {
      recipient: (address) => (address.startsWith('ioc@') ? { code: 550, text: '5.1.1 no' } : undefined),
    }
    await open()
    await world.fileReports()
    await statusIs('undeliverable')
    expect(world.mails.map(({ to }) => to)).toEqual([['abuse@microsoft.com', 'reports+sent@example.com']])
  })

  it('all put off with 450: tried again later, accepted then, one mail', async () => {
    await start()
    world.smtp.script = { recipient: () => ({ code: 450, text: '4.2.0 greylisted' }) }
    await open()
    await fileFor(24)
    await statusIs('queued')
    expect(await delivery()).toMatchObject({ DeliveryState: 'deferred', Response: containing('greylisted') })
    world.smtp.script = {}
    await fileFor(60)
    await statusIs('sent')
    expect(world.mails).toHaveLength(1)
  })

  it('put off for five days: undeliverable, and a person is asked', async () => {
    await start()
    world.smtp.script = { recipient: () => ({ code: 450, text: '4.2.0 greylisted' }) }
    await open()
    await world.fileReports()
    await statusIs('queued')
    await pretendDeferredFor(5 * 24 * 60 - 1)
    await fileFor(36)
    await statusIs('queued')
    await fileFor(5 * 60)
    expect(await world.report()).toMatchObject({ Status: 'undeliverable', Note: containing('five days') })
    expect(await theQuestion(world)).toMatchObject({ Reason: containing('greylisted') })
  })
})

describe('the body', () => {
  it.each([
    { reply: { code: 554, text: '5.7.1 looks like phishing' }, status: 'undeliverable' },
    { reply: { code: 451, text: '4.3.0 try again' }, status: 'queued' },
    { reply: { code: 451, text: '4.3.2 throttled' }, status: 'queued' },
  ])('refused with $reply.code $reply.text: $status, certainly not sent', async ({ reply, status }) => {
    await start()
    world.smtp.script = { data: () => reply }
    await open()
    await world.fileReports()
    await statusIs(status)
    world.smtp.script = {}
    await fileFor(60)
    expect(world.mails).toHaveLength(status === 'queued' ? 1 : 0)
  })
})

it('the server is down: the report stays queued, and leaves when it is back', async () => {
  await start()
  const nobody = await SmallWorld.start()
  await nobody.close()
  world.changes = { SMTP_PORT: String(nobody.smtp.port) }
  await open()
  await fileFor(12)
  await statusIs('queued')
  expect(await delivery()).toMatchObject({ DeliveryState: 'deferred', Response: containing('ECONNREFUSED') })
  world.changes = {}
  await fileFor(60)
  await statusIs('sent')
  expect(world.mails).toHaveLength(1)
})

describe('the switch `sending`', () => {
  const flip = (State: string) =>
    world.storage.table('Checkpoints').merge({ partitionKey: 'checkpoint', rowKey: 'sending', State })

  it.each(['off', 'OFF ', 'stop'])('%s: nothing leaves; on: everything does, once', async (State) => {
    await start()
    await flip(State)
    await open()
    await fileFor(12)
    await statusIs('queued')
    expect(world.smtp.received).toEqual([])
    await flip('on')
    await fileFor(12)
    await statusIs('sent')
    expect(world.mails).toHaveLength(1)
  })

  it('stops reminders and withdrawals too, and its time does not count as deferral', async () => {
    await start()
    await open()
    await world.fileReports()
    await flip('off')
    world.pass(7 * 24)
    await world.chaseReports()
    for (let day = 0; day < 6; day++) {
      await world.fileReports()
      world.pass(24)
    }
    expect(world.mails).toHaveLength(1)
    await world.openCase(fromGraph(graphAlert({ classification: 'falsePositive' })))
    await world.chaseReports()
    await fileFor(12)
    expect(world.mails).toHaveLength(1)
    await flip('on')
    await fileFor(12)
    expect(world.mails.map(({ envelopeId }) => envelopeId?.split('.')[1])).toEqual(['initial', 'withdrawal'])
  })
})
