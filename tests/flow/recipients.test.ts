import { untilKilled, watch } from '../helpers/faulty-storage'
import { bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { writeAnswer } from './person'
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

describe('what came back from everybody', () => {
  const second = { REPORT_FALLBACK_TO: 'second@example.net' }
  const bounce = async (n: number, from: readonly string[]) => {
    const raw = bounceOf(world.smtp.received[n]!, from).toString()
    world.imap.deliver(Buffer.from(raw.replace(/^Date: .*$/m, `Date: ${world.at.toUTCString()}`)))
    await world.trackReplies()
  }
  const settle = async () => {
    for (let round = 0; round < 3; round++) {
      await world.fileReports()
      await world.chaseReports()
      await world.trackReplies()
      world.pass(1)
    }
  }
  const questions = async () => (await world.rows('Questions')).map(({ Question }) => Question)

  it('goes to the fallback, alone and once, before a person is asked', async () => {
    await send(second)
    await bounce(0, desk)
    expect(await world.report()).toMatchObject({ Status: 'queued' })
    expect(await questions()).toEqual([])
    await settle()
    expect(addressed()).toEqual([desk, ['second@example.net']])
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    // That bounce once more, as a late copy: it is about an attempt of before.
    await bounce(0, desk)
    await settle()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(addressed()).toHaveLength(2)
  })

  it('and from the fallback too: a person is asked, and what they send again goes there no more', async () => {
    await send(second)
    await bounce(0, desk)
    await settle()
    await bounce(1, ['second@example.net'])
    expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
    expect(await questions()).toHaveLength(1)
    await writeAnswer(world, 'send again')
    await world.chaseReports()
    await settle()
    await bounce(2, desk)
    await settle()
    expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
    expect(addressed()).toEqual([desk, ['second@example.net'], desk])
  })

  it('refused by the fallback: a person is asked', async () => {
    await send(second, ['second@example.net'])
    await bounce(0, desk)
    await settle()
    expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
    expect(addressed()).toEqual([desk])
  })

  it('whether it left to the fallback is not known: the copy of the mail before proves nothing', async () => {
    await send(second)
    await bounce(0, desk)
    world.smtp.script = { data: () => 'drop-lost' }
    await settle()
    expect(await world.report()).toMatchObject({ Status: 'unconfirmed' })
  })

  it('killed after any write: the fallback gets it once, or a person is asked', async () => {
    for (let write = 1, end = 'killed'; end === 'killed'; write++) {
      await send(second)
      world.imap.deliver(bounceOf(world.smtp.received[0]!, desk))
      const { storage } = watch(world.storage, write)
      end = await untilKilled(async () => {
        await world.trackReplies(storage)
        await world.fileReports(storage)
      })
      await world.trackReplies()
      for (let round = 0; round < 3; round++) {
        await world.fileReports()
        world.pass(0.5)
      }
      const toFallback = addressed().filter((to) => to.includes('second@example.net'))
      const { Status } = await world.report()
      expect([Status, toFallback.length <= 1]).toEqual([
        Status === 'unconfirmed' ? 'unconfirmed' : 'sent',
        true,
      ])
      if (Status === 'sent') expect(toFallback).toHaveLength(1)
      await world.close()
    }
  }, 90_000)
})

it('a trial falls back on nobody', async () => {
  await send({ REDIRECT_ALL_TO: 'trial@example.net', REPORT_FALLBACK_TO: 'second@example.net' }, [
    'trial@example.net',
  ])
  expect(world.smtp.received).toEqual([])
})
