import type { Answer } from 'dns-packet'
import { startNameServer, type NameServer } from '../../sandbox/world/name-server'
import type { Storage } from '../../shared/storage/storage'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { answerOf } from './desk'
import { device, fromGraph, graphAlert, ip, url } from './founding-alert'
import { SmallWorld } from './small-world'

const site = 'parcel-verify-login.azurewebsites.net'
const domain = 'safe-hse.com'
const stands: readonly Answer[] = [
  { type: 'TXT', name: 'azurewebsites.net', data: 'the zone stands' },
  { type: 'TXT', name: 'com', data: 'the zone stands' },
  { type: 'A', name: site, data: '20.119.0.42' },
  { type: 'A', name: domain, data: '20.119.0.42' },
]
const zone: Answer[] = []
let dns: NameServer
beforeAll(async () => {
  dns = await startNameServer(zone)
})
afterAll(() => dns.close())
beforeEach(() => {
  zone.splice(0, zone.length, ...stands)
  dns.verdict = undefined
  dns.questions = 0
})
const vanish = (name: string) => {
  zone.splice(0, zone.length, ...zone.filter((record) => record.name !== name))
}

const alertAbout = (link: string, changes: object = {}) =>
  fromGraph(
    graphAlert({ title: 'Connection to a phishing page', ...changes }, [
      device,
      // Only the attacker's own domain needs its address; a name of Microsoft's is reported for itself.
      ...(link.includes(domain) ? [{ ...ip('20.119.0.42'), verdict: 'malicious' }] : []),
      url(link),
    ]),
  )
const start = (settings: Readonly<Record<string, string>> = {}) =>
  SmallWorld.start({ DNS_SERVERS: `127.0.0.1:${dns.port}`, ...settings })

/** Reported, and looked at for the first time. */
async function watching(settings: Readonly<Record<string, string>> = {}, name = site): Promise<SmallWorld> {
  const world = await start(settings)
  await world.openCase(alertAbout(name))
  world.pass(1.1)
  await world.fileReports()
  await world.chaseReports()
  await world.watchTakedowns()
  return world
}

/** Everybody looks, so often. */
async function looks(world: SmallWorld, times: number, everyHours: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    world.pass(everyHours)
    await world.watchTakedowns()
    await world.chaseReports()
    await world.fileReports()
  }
}
const purposes = (world: SmallWorld) => world.mails.map((mail) => mail.envelopeId?.split('.')[1])
const causes = async (world: SmallWorld) => (await world.rows('Events')).map(({ Cause }) => Cause)
const agenda = async (world: SmallWorld) =>
  (await world.rows('Agenda')).map(({ partitionKey }) => partitionKey)

it('a name that no longer exists is gone once three looks over a day agree, and the report closes', async () => {
  const world = await watching()
  expect(await world.report()).toMatchObject({ Status: 'sent', Takedown: 'unknown' })
  vanish(site)
  await looks(world, 2, 12)
  expect(await world.report()).toMatchObject({ Status: 'sent', Takedown: 'unknown' })
  const firstMissedAt = new Date(world.at.getTime() - 12 * 3_600_000)
  await looks(world, 1, 12.1)
  expect(await world.report()).toMatchObject({
    ...{ Status: 'closed', Outcome: 'gone', Takedown: 'gone' },
    TakedownAt: firstMissedAt,
  })
  expect((await causes(world)).slice(-2)).toEqual(['takedown-seen', 'gone'])
  await looks(world, 1, 1.1)
  expect([await agenda(world), purposes(world)]).toEqual([['watch'], ['initial']])
})

it('SERVFAIL, however often, is no observation; nor does it undo one', async () => {
  const world = await watching()
  dns.verdict = 2
  await looks(world, 6, 12)
  expect(await world.report()).toMatchObject({ Status: 'sent', Takedown: 'unknown' })
  dns.verdict = undefined
  vanish(site)
  await looks(world, 1, 25)
  dns.verdict = 2
  await looks(world, 1, 12.1)
  dns.verdict = undefined
  await looks(world, 2, 12.1)
  expect(await world.report()).toMatchObject({ Takedown: 'gone' })
})

it('no reminder leaves for an endpoint that is gone, also where it was already asked for', async () => {
  const world = await watching()
  await looks(world, 1, 6 * 24)
  world.smtp.script = { data: () => ({ code: 451, text: '4.3.0 later' }) }
  await looks(world, 1, 1.2 * 24)
  vanish(site)
  for (let n = 0; n < 5; n++) {
    world.pass(24)
    await world.watchTakedowns()
  }
  expect(await world.report()).toMatchObject({ Status: 'sent', Takedown: 'gone' })
  world.smtp.script = {}
  await world.fileReports()
  await world.chaseReports()
  world.pass(1.1)
  await world.fileReports()
  expect(purposes(world)).toEqual(['initial'])
  expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'gone' })
})

describe('the desk says that it was taken down', () => {
  const hear = async (world: SmallWorld, otherwise: object = {}) => {
    world.imap.deliver(answerOf(world.mails[0]!, { text: 'It has been taken down.', ...otherwise }))
    await world.trackReplies()
  }

  it('and the watch sees it gone: closed as a takedown by two witnesses', async () => {
    const world = await watching()
    await hear(world)
    expect(await world.report()).toMatchObject({ Status: 'sent', DeskSays: 'takedown' })
    vanish(site)
    await looks(world, 3, 12.1)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'takedown', Takedown: 'gone' })
  })

  it('after the watch saw it gone: the outcome is corrected', async () => {
    const world = await watching()
    vanish(site)
    await looks(world, 3, 12.1)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'gone' })
    await hear(world)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'takedown' })
  })

  it('but nobody vouches for it: gone is gone, whatever mail waits', async () => {
    const world = await watching()
    await hear(world, { from: 'helper@example.net', dkim: 'fail' })
    vanish(site)
    await looks(world, 3, 12.1)
    expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'gone' })
  })
})

describe('a new sighting', () => {
  const later = (world: SmallWorld, id: string) =>
    alertAbout(site, {
      id,
      firstActivityDateTime: world.at.toISOString(),
      lastActivityDateTime: world.at.toISOString(),
    })

  it('makes it up', async () => {
    const world = await watching()
    world.pass(5)
    await world.openCase(later(world, 'second'))
    await looks(world, 1, 1.1)
    expect(await world.report()).toMatchObject({ Takedown: 'up', Sightings: 2 })
  })

  it('makes it back where it was gone, and the next report takes over the watch', async () => {
    const world = await watching()
    vanish(site)
    await looks(world, 3, 12.1)
    world.pass(10 * 24)
    await world.openCase(later(world, 'again'))
    await looks(world, 1, 24)
    const reports = await world.rows('Reports')
    expect(reports.map(({ Status, Takedown }) => [Status, Takedown]).toSorted()).toEqual([
      ['closed', 'back'],
      ['sent', 'unknown'],
    ])
    await looks(world, 1, 24)
    const watched = (await world.rows('Agenda')).filter(({ partitionKey }) => partitionKey === 'watch')
    expect(watched.map(({ rowKey }) => rowKey)).toEqual(
      reports.filter(({ Status }) => Status === 'sent').map(({ rowKey }) => rowKey),
    )
  })
})

describe("an attacker's own domain", () => {
  it('that moved off Microsoft is gone from Microsoft, where it may be asked about', async () => {
    const world = await watching({ DNS_LOOKUPS: 'all' }, domain)
    vanish(domain)
    zone.push({ type: 'A', name: domain, data: '93.184.215.14' })
    await looks(world, 3, 12.1)
    expect(await world.report()).toMatchObject({ Endpoint: domain, Outcome: 'gone', Takedown: 'gone' })
  })

  it('is not asked about without leave', async () => {
    const world = await watching({ DNS_LOOKUPS: 'microsoft', AUTO_MIN_GRADE: 'C' }, domain)
    await looks(world, 2, 12.1)
    expect(dns.questions).toBe(0)
  })
})

it('switched off, nobody is asked, and alerts still tell', async () => {
  const world = await watching({ DNS_LOOKUPS: 'none' })
  vanish(site)
  await looks(world, 3, 12.1)
  expect([dns.questions, (await world.report()).Takedown]).toEqual([0, 'unknown'])
})

it('what is over the limit of one run waits for the next', async () => {
  const world = await watching()
  world.fixed = { ...world.fixed, observationsPerRun: 1 }
  const other = 'invoice-portal-7.azurewebsites.net'
  await world.openCase(alertAbout(other, { id: 'other' }))
  await looks(world, 2, 1.1)
  zone.splice(0, zone.length, ...stands.filter(({ name }) => name !== site))
  for (let n = 0; n < 5; n++) {
    await looks(world, 1, 12.1)
    await world.watchTakedowns()
  }
  const takedowns = (await world.rows('Reports')).map(({ Takedown }) => Takedown)
  expect(takedowns).toEqual(['gone', 'gone'])
})

it('a watch ends with its days, and with a report that was wrong', async () => {
  const world = await watching()
  world.fixed = { ...world.fixed, watchInDays: 40 }
  await looks(world, 8, 7 * 24)
  expect(await agenda(world)).not.toContain('watch')
  const wrong = await watching()
  await wrong.openCase(alertAbout(site, { classification: 'falsePositive' }))
  await wrong.chaseReports()
  await looks(wrong, 2, 1.1)
  expect([await wrong.report(), await agenda(wrong)]).toMatchObject([{ Outcome: 'withdrawn' }, []])
})

describe('the third look, killed after any write', () => {
  const play = async (killAfter: number, second: boolean) => {
    const world = await watching()
    vanish(site)
    await looks(world, 2, 12)
    world.pass(12.1)
    const run = (storage: Storage) => world.watchTakedowns(storage)
    const watched = watch(world.storage, killAfter, () => (second ? run(world.storage) : Promise.resolve()))
    await untilKilled(() => run(watched.storage))
    await looks(world, 3, 1.1)
    const { Status, Outcome, Takedown, TakedownAt } = await world.report()
    const end = {
      Status,
      Outcome,
      Takedown,
      TakedownAt,
      causes: await causes(world),
      agenda: await agenda(world),
    }
    await world.close()
    return { end, writes: watched.writes() }
  }
  let clean: Awaited<ReturnType<typeof play>>
  beforeAll(async () => {
    zone.splice(0, zone.length, ...stands)
    clean = await play(Infinity, false)
  })

  it('has exactly the writes that are tried here', () => {
    expect(clean.writes).toBe(5)
    expect(clean.end).toMatchObject({
      Status: 'closed',
      Outcome: 'gone',
      Takedown: 'gone',
      agenda: ['watch'],
    })
  })

  const kills = [1, 2, 3, 4, 5].flatMap((write) => [
    { write, second: false, then: 'started again' },
    { write, second: true, then: 'a second instance in between' },
  ])
  it.each(kills)('write $write, $then', async ({ write, second }) => {
    expect((await play(write, second)).end).toEqual(clean.end)
  })
})

it('two instances at once observe once', async () => {
  const world = await watching()
  vanish(site)
  for (let n = 0; n < 2; n++) {
    world.pass(12)
    await Promise.all([world.watchTakedowns(), world.watchTakedowns(), world.watchTakedowns()])
  }
  expect(await world.report()).toMatchObject({ Takedown: 'unknown' })
})
