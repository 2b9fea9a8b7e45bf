import type { Browser, Page } from 'playwright-core'
import { runCommandLine } from '../../cli/help'
import { storageAtHand } from '../../cli/storage-at-hand'
import { cleanNote } from '../../shared/reports/note'
import { visible } from '../../shared/review/pages/page-text'
import { reportPath } from '../../shared/review/pages/routes'
import type { Row, SmallWorld } from '../flow/small-world'
import type { HttpServer } from '../helpers/http-server'
import { describeInChromium, startChromium } from './chromium'
import { hostileSamples, uncovered, type Variant } from './hostile-alerts'
import { payloads } from './hostile-text'
import { answerTag, hostileWorld, noteOf } from './hostile-world'
import { lookAt } from './look-at-page'
import { serveSite } from './site-on-loopback'
import { watchedPage } from './watched-page'

let world: SmallWorld
let variants: readonly Variant[]
let site: HttpServer
let browser: Browser
let reports: readonly Row[]
const faultsOfSite: string[] = []

describeInChromium('hostile from the alert to the page', () => {
  beforeAll(async () => {
    ;({ world, variants } = await hostileWorld())
    // Nobody opens hundreds of pages in no time.
    let asked = 0
    const now = () => new Date(world.at.getTime() + 1000 * asked++)
    site = await serveSite({ ...world.app(), now }, faultsOfSite)
    browser = await startChromium()
    reports = await world.rows('Reports')
  }, 180_000)
  afterAll(async () => {
    await browser.close()
    await site.close()
    await world.close()
  })

  it('every text of every sample has carried every attack', () => {
    expect(uncovered(variants.map(({ body }) => body))).toEqual([])
  })

  it('all of it has come somewhere', async () => {
    const waiting = (await world.rows('Questions')).map(({ Kind }) => Kind)
    const count = (kind: string) => waiting.filter((one) => one === kind).length
    expect(world.mails.length).toBeGreaterThan(30)
    // No answer is signed, so none moves a report by itself: each asks a person.
    expect(new Set(reports.map(({ Status }) => Status))).toEqual(
      new Set(['awaiting-approval', 'sent', 'undeliverable']),
    )
    expect([count('quarantine') > 50, count('mail') > payloads.length, count('report') > 40]).toEqual([
      true,
      true,
      true,
    ])
    expect(world.logs.filter(({ event }) => event === 'mail skipped')).toEqual([])
  })

  it.each([true, false])(
    'every page shows it as text, with our script: %s',
    async (javaScriptEnabled) => {
      const faults: string[] = []
      const page = await watched(faults, javaScriptEnabled)
      const texts: string[] = []
      const ids = reports.map(({ rowKey }) => reportPath(String(rowKey)))
      const waiting = ['/api/page/mails', '/api/page/quarantine']
      for (const path of ['/api/page', ...(await pagesOfList(page)), ...ids, ...waiting])
        texts.push(await visit(page, path, faults, javaScriptEnabled))
      await page.context().close()
      expect([...faults, ...faultsOfSite].slice(0, 10)).toEqual([])
      const all = texts.join('\n')
      const samples = new Set([...all.matchAll(/q(\d+)x\d+x\d+q/g)].map(([, sample]) => sample))
      expect(samples.size).toBeGreaterThan(hostileSamples.length / 2)
      expect(payloads.filter((_, n) => !all.includes(visible(cleanNote(noteOf(n)))))).toEqual([])
      const written = payloads.flatMap((_, n) => [0, 1, 2, 4].map((kind) => `m${kind}x${n}m`))
      // The page of mails shows the oldest that wait.
      expect(written.filter((tag) => all.includes(tag)).length).toBeGreaterThan(written.length / 2)
    },
    120_000,
  )

  it('what is asked of the pages comes back as text', async () => {
    const faults: string[] = []
    const page = await watched(faults, true)
    for (const [n, payload] of payloads.entries()) {
      const text = encodeURIComponent(payload.text('r').toWellFormed().slice(0, 1500))
      const name = ['status', 'kind', 'service', 'region', 'age', 'from', 'notice'][n] ?? ''
      for (const path of [`reports?q=${text}`, `reports?${name}=${text}`, `reports/${text}`, text])
        await visit(page, `/api/page/${path}`, faults, true)
    }
    await page.context().close()
    const refused = /^console: Failed to load resource|^4\d\d http/
    expect(faults.filter((fault) => !refused.test(fault)).slice(0, 10)).toEqual([])
  }, 60_000)

  it('no cell of the CSV is a formula, and the JSON is JSON', async () => {
    const csv = await fetch(`${site.origin}/api/reports.csv`)
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const rows = cellsOf((await csv.text()).replace(/^\uFEFF/, ''))
    expect(rows).toHaveLength(reports.length + 1)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
    expect(rows.flat().filter((cell) => /^\s*[=+\-@]|[\p{Cc}\p{Cf}]/u.test(cell))).toEqual([])
    const text = rows.flat().join('\n')
    for (const n of payloads.keys()) expect(text).toContain(`n${n}n`)
    const json = await fetch(`${site.origin}/api/reports.json`)
    expect(((await json.json()) as { reports: unknown[] }).reports).toHaveLength(reports.length)
  })

  it('every file is one, and every answer says that it is no page', async () => {
    const hashes = (await world.rows('Deliveries')).map((row) => [
      String(row['partitionKey']),
      String(row['MessageHash']),
    ])
    expect(hashes.length).toBeGreaterThan(40)
    for (const [id, hash] of hashes) {
      const { status, headers } = await fetch(`${site.origin}/api/reports/${id}/message/${hash}`)
      expect([status, headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
        200,
        'text/plain; charset=utf-8',
        'nosniff',
      ])
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.~-]+"$/)
    }
    for (const path of [
      'reports',
      'reports.json',
      'questions',
      'statistics',
      'health',
      `reports/${String(reports[0]?.rowKey)}`,
      'reports/%3Csvg%20onload=alert(1)%3E',
    ]) {
      const { headers } = await fetch(`${site.origin}/api/${path}`)
      expect([headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
        expect.stringMatching(/^application\/(?:problem\+)?json/),
        'nosniff',
      ])
    }
  })

  it.each(['reports --limit 1000', 'questions', 'quarantine', 'report'])(
    'nothing of it steers a terminal: %s',
    async (command) => {
      const steering = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
      const lines = await atTerminal(command)
      expect(lines.length).toBeGreaterThan(50)
      expect(
        lines
          .filter((line) => steering.test(line))
          .map((line) => JSON.stringify(line))
          .slice(0, 5),
      ).toEqual([])
    },
  )

  it('an answer in the table is put back where it means nothing, and printed where it waits', async () => {
    const lines = (await atTerminal('questions')).join('\n')
    expect([...payloads.keys()].filter((n) => lines.includes(answerTag('before', n)))).toEqual([])
    expect([...payloads.keys()].filter((n) => !lines.includes(answerTag('after', n)))).toEqual([])
  })

  it.each(['reports --limit 1000 --json', 'quarantine --json', 'report --json'])(
    'nor as JSON, which says what was said: %s',
    async (command) => {
      const steering = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
      const answers = (await atTerminal(command)).filter((line) => /^[[{]/.test(line))
      expect(answers.length).toBeGreaterThan(0)
      expect(answers.filter((answer) => steering.test(answer)).length).toBe(0)
      const texts = JSON.stringify(answers.map((answer) => JSON.parse(answer) as unknown))
      if (!command.startsWith('quarantine')) expect(texts).toContain('\u202E')
    },
  )

  it('every mail and every message that waits is shown as text', async () => {
    const faults: string[] = []
    const page = await watched(faults, true)
    const mails = await everyoneOf('mail', () => visit(page, '/api/page/mails', faults, true))
    const messages = await everyoneOf('quarantine', () => visit(page, '/api/page/quarantine', faults, true))
    await page.context().close()
    expect(faults.slice(0, 10)).toEqual([])
    for (const n of payloads.keys()) {
      expect(mails.filter((text) => text.includes(`m3x${n}m`))).toHaveLength(1)
      expect(messages.filter((text) => new RegExp(`q\\d+x\\d+x${n}q`).test(text)).length).toBeGreaterThan(0)
    }
    expect(mails.join('\n')).toContain('<script>window')
    expect(messages.join('\n')).toContain('<script>window')
  }, 60_000)
})

/** What a command prints; `report` of every report. */
async function atTerminal(command: string): Promise<readonly string[]> {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const terminal = {
    io: { out: say, err: say },
    environment: {},
    open: () => storageAtHand({ AzureWebJobsStorage: world.account }),
    user: 'ada at a desk',
    hasColour: false,
    width: undefined,
    now: () => world.at,
  }
  const [name = '', ...rest] = command.split(' ')
  const calls =
    name === 'report' ? reports.map(({ rowKey }) => [name, String(rowKey), ...rest]) : [[name, ...rest]]
  for (const call of calls) expect(await runCommandLine(call, terminal)).toBe(0)
  return lines
}

async function watched(faults: string[], javaScriptEnabled: boolean): Promise<Page> {
  const page = await watchedPage(browser, site.origin, faults, { javaScriptEnabled })
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return page
}

async function visit(page: Page, path: string, faults: string[], hasScript: boolean): Promise<string> {
  await page.goto(site.origin + path)
  const { text, faults: found } = await lookAt(page, path)
  faults.push(...found)
  if (hasScript && (await page.evaluate('window.planted')) !== undefined)
    faults.push(`${path} ran what was planted`)
  return text
}

async function pagesOfList(page: Page): Promise<readonly string[]> {
  const paths: string[] = []
  for (let path: string | null = '/api/page/reports'; path !== null;) {
    paths.push(path)
    await page.goto(site.origin + path)
    const next = page.locator('a[rel=next]')
    path = (await next.count()) > 0 ? await next.getAttribute('href') : null
  }
  return paths
}

/** A page that shows the oldest few of what waits, and those that move up as these are answered. */
async function everyoneOf(
  kind: 'mail' | 'quarantine',
  visitIt: () => Promise<string>,
): Promise<readonly string[]> {
  const keys = (await world.rows('Questions'))
    .filter(({ Kind }) => Kind === kind)
    .map(({ rowKey }) => String(rowKey))
  const texts: string[] = []
  for (let left = keys; left.length > 0;) {
    texts.push(await visitIt())
    const shown = left.filter((key) => texts.at(-1)?.includes(key.slice(0, 12)))
    if (shown.length === 0) throw new Error(`${left.length} of ${kind} are never shown`)
    await world.storage.table('Questions').removeAll('open', shown)
    left = left.filter((key) => !shown.includes(key))
  }
  return texts
}

/** RFC 4180. */
function cellsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy
  while (pattern.lastIndex < csv.length) {
    const [, quoted, bare = '', end] = pattern.exec(csv) ?? []
    if (end === undefined) throw new Error('This is no CSV')
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}
