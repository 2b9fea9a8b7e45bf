import { deadline } from '../../shared/telemetry/deadline'
import { asInvocation, countStorageOperation, currentInvocation } from '../../shared/telemetry/invocation'
import { beginStopping, inHand, isStopping, whenIdle } from '../../shared/telemetry/stopping'
import { answerOf } from '../flow/desk'
import { SmallWorld } from '../flow/small-world'

/** A promise and what settles it. */
const gate = () => Promise.withResolvers<undefined>()

it('the time of a run is over when its budget is spent, and not before', () => {
  let at = new Date('2026-11-23T10:00:00Z')
  const isTimeUp = deadline(() => at, 60_000)
  at = new Date('2026-11-23T10:01:00Z')
  expect(isTimeUp()).toBe(false)
  at = new Date('2026-11-23T10:01:00.001Z')
  expect(isTimeUp()).toBe(true)
})

it('what is in hand is waited for, but not for ever', async () => {
  expect(await whenIdle(1)).toBe(true)
  const [one, other] = [gate(), gate()]
  const work = [inHand(() => one.promise), inHand(() => other.promise)]
  expect(await whenIdle(20)).toBe(false)
  const idle = whenIdle(20_000)
  one.resolve(undefined)
  other.resolve(undefined)
  expect(await idle).toBe(true)
  await Promise.all(work)
})

it('what fails is in hand no longer', async () => {
  await expect(inHand(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await whenIdle(1)).toBe(true)
})

it('each invocation counts its own operations, and nobody counts at a terminal', async () => {
  const log = () => undefined
  const counted = async (times: number) =>
    asInvocation({ log, telemetry: undefined }, async () => {
      for (let n = 0; n < times; n += 1) {
        await Promise.resolve()
        countStorageOperation()
      }
      return currentInvocation()?.storageOperations
    })
  countStorageOperation()
  expect(await Promise.all([counted(3), counted(5)])).toEqual([3, 5])
  expect(currentInvocation()).toBeUndefined()
})

describe('once the process is to end', () => {
  const alert = (n: number) => {
    const host = {
      type: 'host',
      value: `stop-${n}.azurewebsites.net`,
      role: 'c2',
      port: 443,
      at: '2026-11-23T09:50:00Z',
    }
    return { id: `stop-${n}`, severity: 'high', observables: [host] }
  }

  it('the mail in hand is finished, no other is begun, and answers wait in the mailbox', async () => {
    const world = await SmallWorld.start({ MODE_BY_SOURCE: 'queue=auto', AGGREGATION_WINDOW_MINUTES: '0' })
    for (const n of [1, 2, 3]) await world.openCase(alert(n))
    world.pass(0.1)
    world.smtp.script = {
      data: () => {
        beginStopping()
        return 'accept'
      },
    }
    await world.fileReports()
    expect(isStopping()).toBe(true)
    const statuses = (await world.rows('Reports')).map(({ Status }) => Status)
    expect(statuses.toSorted()).toEqual(['collecting', 'collecting', 'sent'])
    expect(world.mails).toHaveLength(1)
    expect(await world.rows('Agenda')).toHaveLength(3)

    world.imap.deliver(answerOf(world.mails[0]!, { text: 'We have received your report.' }))
    world.pass(1)
    await world.chaseReports()
    await world.watchTakedowns()
    await world.fileReports()
    expect(world.mails).toHaveLength(1)
    await world.close()
  })
})
