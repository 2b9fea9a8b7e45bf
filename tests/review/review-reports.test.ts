import { startFeeds } from '../../sandbox/world/feeds'
import { createContext } from '../../shared/platform/app-context'
import { runRefreshOwnership } from '../../shared/platform/run-refresh-ownership'
import { runReviewReports } from '../../shared/platform/run-review-reports'
import { readSettings } from '../../shared/settings/settings'
import { keepStatistics } from '../../shared/review/keep-statistics'
import { breakerRow } from '../../shared/reports/breaker'
import { toReportRow } from '../../shared/reports/report-row'
import { checkpointsOf, setSending } from '../../shared/storage/checkpoints'
import type { Storage } from '../../shared/storage/storage'
import { askPage, openPage } from '../helpers/ask-page'
import { reportId, reportIn, waits } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'
import { nextStepAt } from '../../shared/reports/ladder'

const now = () => new Date('2026-11-23T12:00:00Z')
const ask = (
  storage: Storage,
  path: string,
  query: Record<string, string> = {},
  env: Record<string, string> = {},
) =>
  askPage(
    createContext(readSettings(env, openPage), { storage: () => storage, now }),
    `${path}?${new URLSearchParams(query).toString()}`,
  )

async function put(storage: Storage, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    const report = reportIn('sent', { reportId: reportId(id) })
    await storage.table('Reports').insert(toReportRow(report, nextStepAt(report, waits)))
  }
}

describe('GET /api/reports', () => {
  it('lists the newest first, across months, without the program’s own state', async () => {
    const storage = freshStorage()
    await put(storage, 'DAR-2610-11111111', 'DAR-2611-22222222', 'DAR-2611-11111111')
    const { status, jsonBody } = await ask(storage, 'reports')
    const { reports } = jsonBody as { reports: Record<string, unknown>[] }
    expect(status).toBe(200)
    expect(reports.map(({ ReportId }) => ReportId)).toEqual([
      'DAR-2611-11111111',
      'DAR-2611-22222222',
      'DAR-2610-11111111',
    ])
    expect(reports[0]).toMatchObject({ Status: 'sent', Takedown: 'unknown' })
    expect(reports[0]).not.toHaveProperty('State')
  })

  it('is an empty list before the first report', async () => {
    expect(await ask(freshStorage(), 'reports')).toMatchObject({ status: 200, jsonBody: { reports: [] } })
  })

  it('stops at the limit', async () => {
    const storage = freshStorage()
    await put(storage, 'DAR-2611-11111111', 'DAR-2611-22222222')
    expect((await ask(storage, 'reports', { limit: '1' })).jsonBody).toMatchObject({ reports: [{}] })
  })

  it.each(['0', '-1', '1001', 'x', '1.5'])(
    'refuses limit %s with a problem that says what would do',
    async (limit) => {
      expect(await ask(freshStorage(), 'reports', { limit })).toMatchObject({
        status: 400,
        headers: { 'content-type': 'application/problem+json' },
        jsonBody: { detail: 'limit must be a whole number from 1 to 1000' },
      })
    },
  )
})

describe('GET /api/health', () => {
  it('before anything ran: the embedded snapshot answers, and missing settings are named', async () => {
    const { jsonBody } = await ask(freshStorage(), 'health')
    expect(jsonBody).toMatchObject({ sending: 'on', pausedDoors: [], ownership: { from: 'embedded' } })
    const { settings } = jsonBody as { settings: { setting: string; remedy: string }[] }
    expect(settings.map(({ setting }) => setting)).toContain('MAIL_FROM')
  })

  it('says that sending is switched off, which door is paused, and how far alerts are collected', async () => {
    const storage = freshStorage()
    const row = (rowKey: string, cells: Record<string, string>) =>
      storage.table('Checkpoints').insert({ partitionKey: 'checkpoint', rowKey, ...cells })
    await row('sending', { State: 'off' })
    await row('door-smtp', {
      Value: JSON.stringify({ reason: '535', remedy: 'renew the password', since: now() }),
    })
    const cursor = { doneUntil: '2026-11-23T11:55:00.000Z', seenBefore: '', seenNow: '' }
    await row('alerts-cursor', { Value: JSON.stringify(JSON.stringify(cursor)) })
    expect((await ask(storage, 'health')).jsonBody).toMatchObject({
      sending: 'off',
      pausedDoors: [{ door: 'smtp', reason: '535', remedy: 'renew the password' }],
      alertsCollectedUntil: '2026-11-23T11:55:00.000Z',
    })
  })

  it('names a template that is not used, and why; one that is used is not named', async () => {
    const storage = freshStorage()
    const blobs = storage.blobs('templates')
    const put = (name: string, text: string) => blobs.put(name, Buffer.from(text), 'text/plain')
    await put('initial.txt', '{{id}} at {{endpoint}} {{> answer}} {{device}}')
    await put('closing.txt', 'Thank you')
    await put('letterhead.txt', 'Example Ltd')
    expect((await ask(storage, 'health')).jsonBody).toMatchObject({
      templates: [
        { template: 'initial.txt', fault: 'names a place that is none: device' },
        { template: 'letterhead.txt', fault: 'is no name of a template' },
      ],
    })
  })

  it('says who switched sending off, and since when too many endpoints are held', async () => {
    const storage = freshStorage()
    await setSending(storage, true, 'Ada', now())
    const openSince = new Date('2026-11-23T11:30:00Z')
    await checkpointsOf(storage).save(breakerRow, { wanted: [], told: [], openSince }, undefined)
    expect((await ask(storage, 'health')).jsonBody).toMatchObject({
      sending: 'off',
      sendingSetBy: 'Ada',
      sendingSetAt: now().toISOString(),
      breakerOpenSince: openSince.toISOString(),
    })
  })

  it('names a feed whose newer data was refused, while the old data answers', async () => {
    const storage = freshStorage()
    const feeds = await startFeeds()
    const env = { FEEDS: `none ${feeds.asSetting}` }
    const refresh = () =>
      runRefreshOwnership(createContext(readSettings(env), { storage: () => storage, now }), () => undefined)
    await refresh()
    feeds.replace('serviceTags', { body: '<html>Sorry</html>' })
    await refresh()
    await feeds.close()
    const { jsonBody } = await ask(storage, 'health')
    const { ownership } = jsonBody as { ownership: { from: string; sources: { refused?: string }[] } }
    expect(ownership.from).toBe('stored')
    expect(ownership.sources.filter(({ refused }) => refused !== undefined)).toHaveLength(1)
  })
})

it('anything else is a 404 that says what there is', async () => {
  expect(await ask(freshStorage(), 'secrets')).toMatchObject({
    status: 404,
    jsonBody: {
      detail: 'There are /api/page, /api/reports, /api/questions, /api/statistics and /api/health',
    },
  })
})

describe('GET /api/statistics', () => {
  it('counts month by month, newest first, and over all of them, beside the published figure', async () => {
    const storage = freshStorage()
    await put(storage, 'DAR-2609-11111111', 'DAR-2610-11111111', 'DAR-2611-22222222', 'DAR-2611-11111111')
    expect((await ask(storage, 'statistics', { months: '2' })).jsonBody).toMatchObject({
      all: { sent: 0 },
      notCounted: ['2611', '2610'],
    })
    await keepStatistics({ storage, now })
    expect(await ask(storage, 'statistics', { months: '2' })).toMatchObject({
      status: 200,
      jsonBody: {
        all: { sent: 3, after7Days: { of: 0 } },
        months: [
          { month: '2611', sent: 2 },
          { month: '2610', sent: 1 },
        ],
        published: { days: 29 },
      },
    })
  })

  it.each(['0', '25', 'x'])('refuses %s months', async (months) => {
    expect(await ask(freshStorage(), 'statistics', { months })).toMatchObject({ status: 400 })
  })
})

it('answers HEAD as GET, without the body', async () => {
  const app = createContext(readSettings({}, openPage), { storage: () => freshStorage(), now })
  const ask = (method: string) =>
    runReviewReports(
      app,
      new Request('http://localhost/api/reports', { method, headers: { host: 'localhost' } }),
      () => undefined,
    )
  const [head, get] = [await ask('HEAD'), await ask('GET')]
  expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
    200,
    get.headers.get('content-type'),
    '',
  ])
})
