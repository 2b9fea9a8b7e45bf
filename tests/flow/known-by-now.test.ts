import { cidrContains } from '../../shared/model/cidr'
import { parseIpAddress } from '../../shared/model/ip-address'
import { openSnapshot, packSnapshot } from '../../shared/ownership/snapshot'
import type { Source } from '../../shared/ownership/source'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { setSending } from '../../shared/storage/checkpoints'
import { type FakeMsrc, startMsrc } from '../../sandbox/world/msrc'
import { type HttpServer, serveHttp } from '../helpers/http-server'
import { device, fromGraph, graphAlert } from './founding-alert'
import { feedsOnce, SmallWorld } from './small-world'

const machine = '4.180.1.9'
const day = 24
/** Held: nobody could confirm it. */
const doubted = { determination: 'notEnoughDataToValidate' }

let world: SmallWorld
let server: HttpServer
let msrc: FakeMsrc
let list: readonly string[]
beforeEach(async () => {
  list = ['203.0.113.200']
  server = await serveHttp((_, response) => response.end(`${list.join('\n')}\n`))
  msrc = await startMsrc()
  const own = { OWN_ADDRESSES_URL: `${server.origin}/ours` }
  world = await SmallWorld.start({ FEEDS: 'none', DOORS: 'smtp, msrc', MSRC_URL: msrc.url, ...own })
  await runRefreshOwnership(world.app(), world.log)
  await putSources((sources) => sources)
})
afterEach(() => Promise.all([world.close(), server.close(), msrc.close()]))

async function putSources(change: (sources: readonly Source[]) => readonly Source[]): Promise<void> {
  const sources = change(openSnapshot(await feedsOnce()).unpack())
  const bytes = packSnapshot(sources, world.at)
  await world.storage.blobs('ownership').put('current.bin', bytes, 'application/octet-stream')
  world.restart()
}

/** What lists and feeds say by then. */
const news = {
  'the address is nobody’s of Microsoft’s any more': () =>
    putSources((sources) => sources.map((source) => ({ ...source, entries: withoutMachine(source) }))),
  'the list of what is ours has grown': async () => {
    list = [...list, machine]
    await runRefreshOwnership(world.app(), world.log)
  },
} as const
const allNews = Object.keys(news) as (keyof typeof news)[]

function withoutMachine({ entries }: Source): Source['entries'] {
  const address = parseIpAddress(machine)
  return entries.map(({ label, prefixes }) => ({
    label,
    prefixes: prefixes.filter((prefix) => address === undefined || !cidrContains(prefix, address)),
  }))
}

const open = (changes: object = {}) =>
  world.openCase(
    fromGraph(
      graphAlert({ title: 'x', ...changes }, [
        device,
        {
          '@odata.type': '#microsoft.graph.security.networkConnectionEvidence',
          ...{ verdict: 'malicious', roles: [], destinationPort: 443, protocol: 'tcp' },
          sourceAddress: { ipAddress: '192.168.5.105', roles: [] },
          destinationAddress: { ipAddress: machine, roles: [] },
        },
      ]),
    ),
  )
async function look(hours = 0): Promise<void> {
  world.pass(hours)
  await world.chaseReports()
  await world.fileReports()
}
/** What the desk got, by mail and by its form. */
const purposes = () => [
  ...world.mails.map((mail) => mail.envelopeId?.split('.')[1]),
  ...msrc.taken.map(() => 'escalation'),
]

/** Up to where the next mail is due, or the report is held. */
const upTo = {
  'the first report': async () => {
    await open()
    world.pass(1.1)
  },
  'a report that is queued, and may not leave yet': async () => {
    await open()
    await stopSending(true)
    await look(1.1)
    expect(await world.report()).toMatchObject({ Status: 'queued' })
    await stopSending(false)
    world.pass(1.1)
  },
  'a person has seen a report that is held': async () => {
    await open(doubted)
    await look(1.1)
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval' })
    world.pass(1.1)
  },
  'the first reminder': async () => {
    await open()
    await look(1.1)
    world.pass(7.1 * day)
  },
  'the escalation': async () => {
    await open()
    for (const days of [0.1, 7.1, 7.1]) await look(days * day)
    world.pass(7.1 * day)
  },
  'an escalation that is wanted, and may not leave yet': async () => {
    await open()
    for (const days of [0.1, 7.1, 7.1]) await look(days * day)
    await stopSending(true)
    await look(7.1 * day)
    await stopSending(false)
    world.pass(1.1)
  },
} as const
const stages = Object.keys(upTo) as (keyof typeof upTo)[]

const stopSending = (isStopped: boolean) => setSending(world.storage, isStopped, 'Ada', world.at)

describe('it is decided again, by lists and feeds of now, before', () => {
  it.each(stages.flatMap((stage) => allNews.map((what) => ({ stage, what }))))(
    '$stage: $what',
    async ({ stage, what }) => {
      await upTo[stage]()
      const left = purposes()
      await news[what]()
      await look()
      await look(1.1)
      expect(await world.report()).toMatchObject({ Status: 'closed', Outcome: 'withdrawn' })
      expect(purposes()).toEqual(left.length === 0 ? [] : [...left, 'withdrawal'])
    },
  )

  it.each(stages)('%s: nothing has changed, and it takes its course', async (stage) => {
    await upTo[stage]()
    const left = purposes()
    await look()
    await look(1.1)
    expect(purposes().length - left.length).toBe(stage.includes('held') ? 0 : 1)
    expect(purposes()).not.toContain('withdrawal')
  })
})

describe('better data about whose it is', () => {
  const coarse = (sources: readonly Source[]) =>
    sources.filter(({ source }) => !source.startsWith('service-tags'))

  it('lift the hold of a report that coarse data held', async () => {
    await putSources(coarse)
    await open()
    await look(1.1)
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Grade: 'C' })
    await putSources((sources) => sources)
    await look(1.1)
    await look(0.1)
    expect(await world.report()).toMatchObject({ Status: 'sent', Grade: 'B' })
    expect(purposes()).toEqual(['initial'])
  })

  it('lift no hold that has another reason, and are shown to the person all the same', async () => {
    await putSources(coarse)
    await open(doubted)
    await look(1.1)
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Grade: 'C' })
    await putSources((sources) => sources)
    await look(1.1)
    await look(0.1)
    expect(await world.report()).toMatchObject({ Status: 'awaiting-approval', Grade: 'B' })
    expect(purposes()).toEqual([])
  })

  it('come before the first report leaves: it says what they say', async () => {
    await putSources(coarse)
    await open()
    await putSources((sources) => sources)
    await look(1.1)
    expect(await world.report()).toMatchObject({ Status: 'sent', Grade: 'B', Region: 'westeurope' })
    expect(world.mails[0]?.raw.toString()).toContain('West Europe')
  })
})
