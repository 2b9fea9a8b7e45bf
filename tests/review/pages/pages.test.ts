import { brotliCompressSync } from 'node:zlib'
import { iconAsset, scriptAsset, styleAsset } from '../../../shared/review/pages/page-assets'
import type { Frame, ReportModel, WaitingView } from '../../../shared/review/pages/models'
import { overviewPage } from '../../../shared/review/pages/overview'
import { reportPage } from '../../../shared/review/pages/report'
import { reportsPage } from '../../../shared/review/pages/reports'
import { decisionNames } from '../../../shared/decisions/decision'
import { fields } from '../../../shared/review/pages/routes'
import { statuses } from '../../../shared/reports/report'
import { everyPage } from './every-page'
import { frame, nothingYet, now, overview, report, reports } from './page-models'

const actionsOn = (page: string): string[] =>
  [...page.matchAll(/action="\/api\/page\/actions\/([\w-]+)"/g)].map(([, name = '']) => name)
const reader: Frame = { ...frame, viewer: { name: 'Kim Doe', mayAct: false } }
const inStatus = (status: ReportModel['report']['status'], asked: boolean): ReportModel => {
  const { waiting, ...rest } = report
  const own = { ...rest, report: { ...report.report, status } }
  return asked && waiting ? { ...own, waiting: { ...waiting, status } } : own
}

describe('actions', () => {
  it.each([
    { status: 'collecting', asked: false, offered: ['note', 'close', 'withdraw'] },
    {
      status: 'awaiting-approval',
      asked: true,
      offered: ['approve', 'decline', 'decline', 'note', 'close', 'withdraw'],
    },
    { status: 'queued', asked: false, offered: ['note', 'close', 'withdraw'] },
    {
      status: 'unconfirmed',
      asked: true,
      offered: ['was-sent', 'was-not-sent', 'note', 'close', 'withdraw'],
    },
    {
      status: 'undeliverable',
      asked: true,
      offered: ['send-again', 'was-sent', 'note', 'close', 'withdraw'],
    },
    { status: 'sent', asked: false, offered: ['note', 'close', 'withdraw'] },
    { status: 'sent', asked: true, offered: ['answered', 'note', 'close', 'withdraw'] },
    { status: 'information-requested', asked: true, offered: ['answered', 'note', 'close', 'withdraw'] },
    { status: 'closed', asked: false, offered: ['note'] },
  ] as const)(
    'a report that is $status, asked about: $asked, offers $offered',
    ({ status, asked, offered }) => {
      expect(actionsOn(reportPage(inStatus(status, asked)))).toEqual(offered)
    },
  )

  it('are all offered somewhere', () => {
    const everywhere = [
      ...Object.values(everyPage()),
      ...statuses.map((status) => reportPage(inStatus(status, true))),
    ].flatMap(actionsOn)
    expect(new Set(everywhere)).toEqual(new Set(decisionNames))
  })

  it('are offered to nobody who may only read', () => {
    expect(actionsOn(overviewPage({ ...overview, frame: reader }))).toEqual([])
    expect(actionsOn(reportPage({ ...report, frame: reader }))).toEqual([])
  })

  it.each(Object.entries(everyPage()))('on %s carry the token, the way back and what was seen', (_, page) => {
    const forms = page.match(/<form[^>]*method="post"[\s\S]*?<\/form>/g) ?? []
    const about = [fields.subject, fields.change]
    for (const form of forms) {
      const isSwitch = /(?:stop|allow)-sending/.test(form)
      const names = [...form.matchAll(/type="hidden" name="(\w+)"/g)].map(([, name]) => name)
      expect(names).toEqual([fields.csrf, fields.back, ...(isSwitch ? [] : about)])
    }
  })

  it('name what they are about to those who hear one after the other', () => {
    const page = overviewPage(overview)
    expect(page).toMatch(/Approve and send<span class="unseen"> safe-hse\.example\.com:443\/tcp<\/span>/)
  })
})

describe('the overview', () => {
  const page = overviewPage(overview)

  it('answers in its first lines what waits, what is owed, and whether it runs', () => {
    const words = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
    expect(words).toContain(
      'Waits for you 4 questions Microsoft owes 21 answers, 5 overdue The machine runs 1 to look at',
    )
  })

  it('puts the worst of health first', () => {
    const names = [...page.matchAll(/<li class="(failed|warning|unknown|fine)">/g)].map(([, state]) => state)
    expect(names).toEqual(['warning', 'unknown', 'fine', 'fine', 'fine', 'fine'])
  })

  it('says how many questions it does not show', () => {
    const many = { ...overview, frame: { ...frame, waiting: { ...frame.waiting, total: 60 } } }
    expect(overviewPage(many)).toContain('56 more wait')
  })

  it('gives every number of every chart as text', () => {
    const cells = [...page.matchAll(/<td class="number">([^<]*)<\/td>/g)].map(([, cell]) => cell)
    const { periods, months, services, regions, openByAge } = overview
    expect(cells).toHaveLength(
      periods.length * 5 +
        months.length * (2 + 2 + 3) +
        2 * (services.length + regions.length + openByAge.length),
    )
  })

  it('draws nothing where nothing was measured', () => {
    // 2026-07 has no receipt at all: two lines of six months, less one place each.
    const receipts = /<svg[^>]*aria-label="Days until a receipt[\s\S]*?<\/svg>/.exec(page)?.[0] ?? ''
    expect(receipts.match(/<circle/g)).toHaveLength(10)
    expect(page).not.toContain('NaN')
  })

  it('says what to do on the first day, and that sending is stopped by whom', () => {
    const empty = overviewPage(nothingYet)
    expect(empty).toContain('Nothing waits for you.')
    expect(empty).toContain('No figures yet.')
    expect(empty).toMatch(/<strong>stopped<\/strong\s*>, set by <bdi>Kim Doe<\/bdi>/)
    expect(actionsOn(empty)).toEqual(['allow-sending'])
  })
})

describe('the list', () => {
  it('keeps what was chosen', () => {
    const page = reportsPage(reports)
    expect(page).toMatch(/<option value="open"\s+selected>/)
    expect(page).toMatch(/name="q"\s+type="search"\s+value="example"/)
  })

  it('downloads and turns pages with the same filters', () => {
    const page = reportsPage({ ...reports, filters: { status: 'sent', q: 'a&b="c"', service: 'AppService' } })
    const query = 'q=a%26b%3D%22c%22&amp;status=sent&amp;service=AppService'
    expect(page).toContain(`href="/api/reports.csv?${query}"`)
    expect(page).toContain(`href="/api/reports.json?${query}"`)
    expect(page).toContain(`href="/api/page/reports?${query}&amp;from=eyJtIjoiMjYxMCJ9"`)
    expect(page).toContain(`href="/api/page/reports?${query}"`)
  })

  const { next: _next, ...last } = reports
  const none = { rows: [] }
  it.each([
    { name: 'no report at all', model: { ...last, ...none, filters: {} }, says: 'There is no report yet.' },
    { name: 'none that fits', model: { ...last, ...none }, says: 'No report is like that.' },
    { name: 'none so far', model: { ...reports, ...none, lookedBackTo: now }, says: 'Nothing found so far.' },
  ])('says of $name what to do', ({ model, says }) => {
    const page = reportsPage(model)
    expect(page).toContain(says)
    expect(page).not.toContain('<table')
    expect(page.includes('Continue looking')).toBe('next' in model)
  })
})

describe('one report', () => {
  it('shows our side only where the model holds it', () => {
    const without = report.sightings.map(({ ours: _ours, ...rest }) => rest)
    const page = reportPage({ ...report, sightings: without })
    expect([page.includes('da637551'), page.includes('are shown to those who may act')]).toEqual([
      false,
      true,
    ])
    expect(reportPage(report)).toContain('da637551')
  })

  it('shows the message as it left, to its first and last line break', () => {
    const text = '\r\n\tDear desk,\r\n<b>&\r\n'
    const page = reportPage({ ...report, messages: [{ ...report.messages[0]!, text }] })
    // The parser drops one line break after the tag.
    expect(page).toContain('>\n\n\tDear desk,\n&lt;b&gt;&amp;\n</pre>')
  })

  it('puts a note into its field as it is', () => {
    expect(reportPage(report)).toMatch(/<textarea[^>]*>\nSeen before in June\.\nAsk Alex\.<\/textarea/)
  })
})

it.each(Object.entries(everyPage()))(
  '%s gives each id once, and leads to none that is missing',
  (_, page) => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const led = [...page.matchAll(/(?:href="#|\sfor="|aria-describedby="|\slist=")([^"]*)"/g)].map(
      ([, id]) => id,
    )
    expect(led.filter((id) => !ids.includes(id))).toEqual([])
  },
)

it('weighs 150 KB at most, compressed, with a hundred reports on it', () => {
  const rows = Array.from({ length: 100 }, (_, n) => ({
    ...reports.rows[n % 5]!,
    id: `DAR-2611-${10_000_000 + n * 7919}`,
  }))
  const waiting: WaitingView[] = Array.from({ length: 50 }, (_, n) => ({
    ...overview.waiting[0]!,
    subject: `DAR-2611-${n}`,
  }))
  const files = [styleAsset, scriptAsset, iconAsset].map(({ body }) => body)
  const weigh = (page: string) =>
    [page, ...files].reduce((sum, text) => sum + brotliCompressSync(text).length, 0)
  expect(weigh(reportsPage({ ...reports, rows }))).toBeLessThan(150_000)
  expect(weigh(overviewPage({ ...overview, waiting }))).toBeLessThan(150_000)
})

describe('words', () => {
  const said = (page: string): string => page.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')

  it.each([
    { by: 'answered in the table', words: 'approved in the table' },
    { by: 'Kim Doe', words: 'approved by Kim Doe' },
  ])('of a decision: $words', ({ by, words }) => {
    const [first] = report.events
    const decided = { ...report, events: [{ ...first!, cause: 'approved', by }] }
    expect(said(reportPage(decided))).toContain(words)
  })

  it.each([
    { status: 'closed', words: 'never' },
    { status: 'queued', words: 'not yet' },
  ] as const)('of a report that was not sent and is $status: $words', ({ status, words }) => {
    const { sentAt, ...row } = reports.rows.find((one) => one.sentAt)!
    expect(sentAt).toBeDefined()
    const list = said(reportsPage({ ...reports, rows: [{ ...row, status }] }))
    expect(list).toContain(` Sent ${words}`)
  })

  it.each([
    { service: { service: 'AppService' }, words: 'AppService' },
    { service: {}, words: 'unknown service' },
  ])('of where an endpoint is: $words', ({ service, words }) => {
    const { service: _, ...row } = reports.rows[0]!
    expect(said(reportsPage({ ...reports, rows: [{ ...row, ...service }] }))).toContain(` Where ${words}`)
  })
})
