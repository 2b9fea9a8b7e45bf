import { bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { questions } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

const to = 'desk@example.net'
const cc = 'copy@example.net'
const settings = { REPORT_TO: to, REPORT_CC: cc }
const refused = { code: 550, text: '5.1.1 no such user' }
const full = { code: 452, text: '4.2.2 recipient quota exceeded' }

type Taking = 'taken' | 'refused' | 'deferred' | 'dropped'
type Script = (address: string, attempt: number) => { code: number; text: string } | undefined

/** For a day: what the recipients got, each by its own. */
const play = async (script: Script, more: Readonly<Record<string, string>> = {}, hours = 24) => {
  world = await SmallWorld.start({ ...settings, ...more })
  const asked = new Map<string, number>()
  world.smtp.script = {
    recipient: (address) => {
      const attempt = (asked.get(address) ?? 0) + 1
      asked.set(address, attempt)
      return script(address, attempt)
    },
  }
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  for (let n = 0; n < hours; n++) {
    await world.fileReports()
    world.pass(1)
  }
}
const got = (address: string) => world.smtp.received.filter((mail) => mail.to.includes(address)).length

/** Deferred: at the first attempt alone. */
const answerOf = (taking: Taking, attempt: number) =>
  taking === 'refused' ? refused : taking === 'deferred' && attempt === 1 ? full : undefined

describe('To and Cc, in every combination', () => {
  const takings: readonly Taking[] = ['taken', 'refused', 'deferred']
  const rows = takings.flatMap((first) => takings.map((second) => ({ first, second })))
  it.each(rows)('To $first, Cc $second', async ({ first, second }) => {
    await play((address, n) => (address === to ? answerOf(first, n) : answerOf(second, n)), {}, 4)
    const isTold = first !== 'refused'
    expect([got(to), got(cc)]).toEqual([isTold ? 1 : 0, second === 'refused' ? 0 : 1])
    expect(await world.report()).toMatchObject({ Status: isTold ? 'sent' : 'undeliverable' })
    expect(await questions(world)).toHaveLength(isTold ? 0 : 1)
  })

  it.each(rows)(
    'the line dropped after the body, To $first, Cc $second: what they answered is not forgotten',
    async ({ first, second }) => {
      world = await SmallWorld.start(settings)
      let drops = 1
      const attempts = new Map<string, number>()
      world.smtp.script = {
        recipient: (address) => {
          const attempt = (attempts.get(address) ?? 0) + 1
          attempts.set(address, attempt)
          if (address !== to && address !== cc) return undefined
          return answerOf(address === to ? first : second, attempt)
        },
        data: () => (drops-- > 0 ? 'drop-kept' : 'accept'),
      }
      await world.openCase(fromGraph(graphAlert()))
      world.pass(1.1)
      for (let n = 0; n < 6; n++) {
        await world.fileReports()
        world.pass(1)
      }
      expect([got(to), got(cc)]).toEqual([first === 'refused' ? 0 : 1, second === 'refused' ? 0 : 1])
      expect(await world.report()).toMatchObject({ Status: first === 'refused' ? 'undeliverable' : 'sent' })
    },
  )
})

it('a refused To is told with its words, and asked about once', async () => {
  await play((address) => (address === to ? refused : undefined))
  expect(await questions(world)).toMatchObject([{ Reason: expect.stringContaining('5.1.1') as unknown }])
  expect(world.smtp.received).toHaveLength(1)
})

it('a refused To goes to the fallback, once', async () => {
  await play((address) => (address === to ? refused : undefined), {
    REPORT_FALLBACK_TO: 'second@example.net',
  })
  expect([got(cc), got('second@example.net')]).toEqual([1, 1])
  expect(await world.report()).toMatchObject({ Status: 'sent' })
  expect(await questions(world)).toEqual([])
})

it('a To whose mailbox stays full is tried alone for five days, and then asked about', async () => {
  await play((address) => (address === to ? full : undefined), {}, 24 * 6)
  expect([got(to), got(cc)]).toEqual([0, 1])
  expect(await world.report()).toMatchObject({ Status: 'undeliverable' })
  expect(await questions(world)).toHaveLength(1)
}, 60_000)

it('two that are put off, and taken one after the other, get one each', async () => {
  const more = { REPORT_TO: `${to}, other@example.net` }
  await play(
    (address, n) => (address === cc ? undefined : n <= (address === to ? 1 : 2) ? full : undefined),
    more,
  )
  expect([got(to), got('other@example.net'), got(cc)]).toEqual([1, 1, 1])
})

it('its bounce from the one it was sent again to asks a person, and changes no status', async () => {
  await play((address, n) => (address === to && n === 1 ? full : undefined), {}, 3)
  world.imap.deliver(bounceOf(world.smtp.received[1]!, [to]))
  await world.trackReplies()
  expect(await world.report()).toMatchObject({ Status: 'sent' })
  expect(await questions(world)).toHaveLength(1)
})
