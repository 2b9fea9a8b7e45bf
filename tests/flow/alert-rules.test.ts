import { type FakeFeeds, startFeeds } from '../../sandbox/world/feeds'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { logLine } from '../../shared/telemetry/log'
import { alertRules } from '../infra/alert-rules'
import { type KqlRow, runKql } from '../infra/kql-run'
import { fromGraph, graphAlert } from './founding-alert'
import { answer } from './person'
import { type GraphDesk, startGraphDesk } from './graph-desk'

const hourInMs = 3_600_000
let desk: GraphDesk
let feeds: FakeFeeds
let traces: KqlRow[] = []
let requests: KqlRow[] = []
beforeEach(() => {
  traces = []
  requests = []
})
afterEach(async () => {
  await Promise.all([desk.close(), feeds.close()])
})

/** As Application Insights keeps what the host hands on: a line as text, an invocation as a request. */
async function invoke(name: string, run: () => Promise<unknown>): Promise<void> {
  const before = desk.world.logs.length
  const ended = await run().then(
    () => true,
    () => false,
  )
  const timestamp = desk.world.at.getTime()
  for (const { event, ...fields } of desk.world.logs.slice(before))
    traces.push({ timestamp, message: logLine(String(event), fields) })
  requests.push({ timestamp, name, success: ended, resultCode: '0' })
}

const app = () => desk.world
/** Each function is due at the times that these tests look at; one of them only every six hours. */
const timers: Readonly<Record<string, () => Promise<unknown>>> = {
  collectAlerts: () => desk.collect(),
  fileReports: () => app().fileReports(),
  chaseReports: () => app().chaseReports(),
  trackReplies: () => app().trackReplies(),
  refreshOwnership: () => runRefreshOwnership(app().app(), app().log),
}

const inMs = (duration: string): number => {
  const read = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration)
  const part = (n: number): number => Number(read?.[n] ?? 0)
  return ((part(1) * 24 + part(2)) * 60 + part(3)) * 60_000
}

/** The rules that are fired now, each over its own window. */
const fired = (): string[] => {
  const now = app().at
  return alertRules()
    .filter(({ query, over }) => {
      const within = ({ timestamp }: KqlRow) => Number(timestamp) > now.getTime() - inMs(over)
      const tables = { traces: traces.filter(within), requests: requests.filter(within) }
      return runKql(query, tables, now).length > 0
    })
    .map(({ name }) => name)
}

/** Runs what is due in the last forty minutes before this hour; in between, nothing looks. */
async function live(hours: number, without: readonly string[] = []): Promise<void> {
  const end = app().at.getTime() + hours * hourInMs
  for (const minutes of [40, 30, 20, 10, 5]) {
    app().at = new Date(Math.max(app().at.getTime(), end - minutes * 60_000))
    const isSeldom = minutes !== 40 || hours < 5
    for (const [name, run] of Object.entries(timers))
      if (!without.includes(name) && !(name === 'refreshOwnership' && isSeldom)) await invoke(name, run)
  }
  app().at = new Date(end)
}

const since = [1, 6, 30, 60, 90]
/** What is fired so many hours after something began: after more than two days as well. */
async function firedSince(without: readonly string[] = []): Promise<Readonly<Record<number, string[]>>> {
  const told: Record<number, string[]> = {}
  for (const [n, hours] of since.entries()) {
    await live(hours - (since[n - 1] ?? 0), without)
    told[hours] = fired()
  }
  return told
}
const always = (...names: string[]) => Object.fromEntries(since.map((hours) => [hours, names]))
const change = (settings: Readonly<Record<string, string>>) => {
  app().changes = { ...app().changes, ...settings }
}

const begin = async (settings: Readonly<Record<string, string>> = {}) => {
  feeds = await startFeeds()
  desk = await startGraphDesk({
    FEEDS: `none ${feeds.asSetting}`,
    ...settings,
  })
  await live(6)
}

describe('the alert rules, over the lines of simulated days', () => {
  it('none is fired where all is well', async () => {
    await begin()
    expect(await firedSince()).toEqual(always())
  })

  it('a paused door is told as long as it is paused, and no longer', async () => {
    await begin({ SMTP_USER: 'reports', SMTP_PASSWORD: 'the password' })
    app().smtp.script = { login: () => ({ code: 535, text: '5.7.3 Authentication unsuccessful' }) }
    await app().openCase(fromGraph(graphAlert()))
    app().pass(1.1)
    await invoke('fileReports', timers['fileReports']!)
    expect(await firedSince()).toEqual(always('paused-door'))
    const { SMTP_USER: _, SMTP_PASSWORD: __, ...others } = app().changes
    app().smtp.script = {}
    app().changes = others
    await live(1)
    expect(fired()).toEqual([])
    expect(app().mails).toHaveLength(1)
  })

  it('a question is told from a day on until it is answered', async () => {
    await begin({ REPORTING_MODE: 'review' })
    await app().openCase(fromGraph(graphAlert()))
    app().pass(1.1)
    expect(await firedSince()).toEqual({ ...always('waiting-questions'), 1: [], 6: [] })
    await answer(app(), 'decline')
    await live(1)
    expect(fired()).toEqual([])
  })

  it('a mailbox that refuses is told as long as it does', async () => {
    await begin()
    const { IMAP_PORT = String(app().imap.port) } = app().changes
    change({ IMAP_PORT: '1' })
    await live(1)
    expect(await firedSince()).toEqual(always('unread-mailbox'))
    change({ IMAP_PORT })
    await live(1)
    expect(fired()).toEqual([])
  })

  it.each(['fileReports', 'trackReplies'])(
    'a settings fault of %s is told as long as it lasts',
    async (name) => {
      await begin()
      change(name === 'fileReports' ? { SMTP_PORT: 'none' } : { IMAP_PORT: 'none' })
      await live(1)
      expect(await firedSince()).toEqual(always('failing-functions'))
      change({ SMTP_PORT: String(app().smtp.port), IMAP_PORT: String(app().imap.port) })
      await live(1)
      expect(fired()).toEqual([])
    },
  )

  it('Graph not read, or nothing run at all: told as long as it lasts', async () => {
    await begin()
    await live(1, ['collectAlerts'])
    expect(await firedSince(['collectAlerts'])).toEqual(always('no-poll'))
    await live(1, Object.keys(timers))
    expect(fired()).toEqual(['no-poll'])
  })

  it('lists that cannot be refreshed are told from a day on', async () => {
    await begin()
    feeds.replace('serviceTags', { status: 503, body: 'away' })
    expect(await firedSince()).toEqual({ ...always('stale-snapshot'), 1: [], 6: [] })
  })
})

describe('the failing-functions rule, over requests as the host tells them', () => {
  const at = new Date('2026-11-30T12:00:00Z')
  const rule = alertRules().find(({ name }) => name === 'failing-functions')!
  const ran = (name: string, hoursAgo: number, success: boolean, resultCode = '0') => ({
    ...{ timestamp: at.getTime() - hoursAgo * hourInMs, name, success, resultCode },
  })
  it.each([
    ['a daily timer that failed at its last run', [ran('d', 30, true), ran('d', 6, false)], ['d']],
    ['a daily timer that failed once and then not', [ran('d', 30, false), ran('d', 6, true)], []],
    ['a timer of six hours that never succeeded', [ran('s', 12, false), ran('s', 6, false)], ['s']],
    ['a timer of five minutes, failed once', [ran('t', 0.2, true), ran('t', 0.1, false)], []],
    [
      'a timer of five minutes, failing for an hour',
      [ran('t', 1.1, true), ran('t', 0.5, false), ran('t', 0.1, false)],
      ['t'],
    ],
    ['the first run of all, a minute ago', [ran('t', 0.02, false)], []],
    ['strangers whom the page turns away', [ran('p', 3, true, '200'), ran('p', 1, false, '401')], []],
    ['a page that fails', [ran('p', 3, true, '200'), ran('p', 1, false, '500')], ['p']],
  ])('%s', (_, runs, names) => {
    expect(runKql(rule.query, { requests: runs }, at).map(({ name }) => name)).toEqual(names)
  })
})
