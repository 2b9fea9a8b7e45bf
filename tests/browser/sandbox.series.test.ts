import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { endPlay, MINUTES, play, root } from '../sandbox/play'
import { describeInChromium, startChromium } from './chromium'
import { addToSandbox, olderReports } from './sandbox-world'
import { axeFindings, tooWide, watchedPage } from './watched-page'

const describeBuilt = existsSync(join(root, 'dist/main.js')) ? describeInChromium : describe.skip

let origin: string
let browser: Browser

/** A person who opens a page, presses something there, and reads what the program says. */
type Deed = {
  readonly deed: string
  readonly at: string
  readonly press: (page: Page) => Promise<unknown>
  readonly says: RegExp
}

const report = (letter: string): string => `/api/page/reports/DAR-2611-${letter.repeat(8)}`
const button =
  (name: RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click()
const unfolded =
  (summary: string, fill: (page: Page) => Promise<unknown>, name: RegExp) => async (page: Page) => {
    await page.getByText(summary, { exact: true }).click()
    await fill(page)
    await button(name)(page)
  }
const nothing = (): Promise<void> => Promise.resolve()

const deeds: readonly Deed[] = [
  {
    deed: 'declines and mutes',
    at: report('A'),
    press: unfolded(
      'Decline, and mute the endpoint',
      (page) => page.getByLabel('No report about it before').fill('2027-01-31'),
      /^Decline$/,
    ),
    says: /closed/,
  },
  { deed: 'declines', at: report('B'), press: button(/^Decline/), says: /closed/ },
  { deed: 'knows that it was sent', at: report('C'), press: button(/^It was sent/), says: /sent/ },
  { deed: 'knows that it was not', at: report('D'), press: button(/^It was not/), says: /queued/ },
  {
    deed: 'has an undeliverable one sent again',
    at: report('E'),
    press: button(/^Send again/),
    says: /queued/,
  },
  { deed: 'has answered', at: report('F'), press: button(/^I have answered/), says: /sent/ },
  {
    deed: 'closes with an outcome',
    at: report('G'),
    press: unfolded(
      'Close it by hand',
      (page) => page.getByLabel('What became of it').selectOption('no-action'),
      /^Close$/,
    ),
    says: /closed/,
  },
  {
    deed: 'withdraws',
    at: report('H'),
    press: unfolded('Withdraw it', nothing, /^Withdraw$/),
    says: /closed/,
  },
  { deed: 'approves', at: report('J'), press: button(/^Approve and send/), says: /queued/ },
  {
    deed: 'writes a note',
    at: report('K'),
    press: unfolded(
      'Add a note',
      (page) => page.getByLabel(/^Note/).fill('Asked the owner <b>of the host</b>'),
      /^Save the note/,
    ),
    says: /note/i,
  },
  {
    deed: 'links a mail to a report',
    at: '/api/page/mails',
    press: async (page) => {
      const mail = page.getByRole('article').filter({ hasText: 'case update mail-1' })
      await mail.getByLabel('Report').fill('DAR-2611-HHHHHHHH')
      await mail.getByLabel('The mail says').selectOption('taken down')
      await mail.getByRole('button', { name: /^Link/ }).click()
    },
    says: /DAR-2611-HHHHHHHH|applied|linked|done/i,
  },
  {
    deed: 'dismisses a mail',
    at: '/api/page/mails',
    press: (page) =>
      page
        .getByRole('article')
        .filter({ hasText: 'case update mail-2' })
        .getByRole('button', { name: /^Dismiss/ })
        .click(),
    says: /dismissed/i,
  },
  {
    deed: 'has a quarantined message read again',
    at: '/api/page/quarantine',
    press: (page) =>
      page
        .getByRole('article')
        .filter({ hasText: '192.0.2.160' })
        .getByRole('button', { name: /^Read it again/ })
        .click(),
    says: /once more/,
  },
  {
    deed: 'dismisses a quarantined message',
    at: '/api/page/quarantine',
    press: (page) =>
      page
        .getByRole('article')
        .filter({ hasText: 'hello":2' })
        .getByRole('button', { name: /^Dismiss/ })
        .click(),
    says: /dismissed/i,
  },
  { deed: 'stops all sending', at: '/api/page', press: button(/^Stop all sending/), says: /stopped/i },
  { deed: 'allows it again', at: '/api/page', press: button(/^Allow sending again/), says: /allowed|on/i },
]

const views = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 360, height: 800 } },
] as const

describeBuilt('the page of the app in the sandbox', () => {
  beforeAll(async () => {
    const { session, appPort } = await play()
    origin = `http://127.0.0.1:${appPort}`
    await addToSandbox(session.world.azurite.connectionString)
    browser = await startChromium()
  }, 5 * MINUTES)
  afterAll(async () => {
    await browser.close()
    await endPlay()
  })

  it(
    'every page, light and wide, dark and 360 px: readable for all, and quiet',
    async () => {
      const faults: string[] = []
      for (const view of views) {
        const page = await watchedPage(browser, origin, faults, view)
        for (const path of [
          '/api/page',
          '/api/page/reports',
          report('A'),
          '/api/page/mails',
          '/api/page/quarantine',
        ]) {
          await page.goto(origin + path)
          faults.push(...(await axeFindings(page, path)), ...(await tooWide(page, path)))
        }
        await page.context().close()
      }
      expect(faults).toEqual([])
    },
    2 * MINUTES,
  )

  it('the founding case stands in the list, and its page tells all of its story', async () => {
    const faults: string[] = []
    const page = await watchedPage(browser, origin, faults)
    await page.goto(`${origin}/api/page/reports`)
    await page.getByRole('searchbox').fill('safe-hse.com')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'safe-hse.com' }).click()
    const words = (await page.textContent('main')) ?? ''
    for (const told of ['SIR18304512', '20.119.0.42', 'taken down', 'Storm-0900', 'ioc@microsoft.com'])
      expect(words).toContain(told)
    expect(faults).toEqual([])
    await page.context().close()
  })

  it('pages lead to the end of the list and back to its beginning, with every report once', async () => {
    const faults: string[] = []
    const page = await watchedPage(browser, origin, faults)
    await page.goto(`${origin}/api/page/reports?status=closed`)
    const seen = await idsOf(page)
    expect(seen).toHaveLength(50)
    while ((await page.getByRole('link', { name: 'Further reports' }).count()) > 0) {
      await page.getByRole('link', { name: 'Further reports' }).click()
      seen.push(...(await idsOf(page)))
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => id.startsWith('DAR-2609-'))).toHaveLength(olderReports)
    await page.getByRole('link', { name: 'Newest reports' }).click()
    expect(await idsOf(page)).toEqual(seen.slice(0, 50))
    expect(faults).toEqual([])
    await page.context().close()
  })

  it.each([
    ['Status', 'awaiting-approval', 5],
    ['Kind of abuse', 'phishing', 82],
    ['Age', 'over-30', olderReports],
    ['Endpoint', 'gone', 1],
  ])('filter %s leaves those that are %s, in the list and in both files', async (label, value, count) => {
    const faults: string[] = []
    const page = await watchedPage(browser, origin, faults)
    await page.goto(`${origin}/api/page/reports`)
    await page.getByLabel(label, { exact: true }).selectOption(value)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    const listed = await idsOf(page)
    const csv = (await downloaded(page, 'CSV')).split('\r\n').slice(1).filter(Boolean)
    const json = JSON.parse(await downloaded(page, 'JSON')) as { reports: { ReportId: string }[] }
    const inFile = json.reports.map(({ ReportId }) => ReportId)
    expect(inFile.slice(0, 50)).toEqual(listed)
    expect(csv.map((line) => /DAR-\d{4}-\w{8}/.exec(line)?.[0])).toEqual(inFile)
    expect(inFile).toHaveLength(count)
    expect(faults).toEqual([])
    await page.context().close()
  })

  it.each(deeds)('a person $deed, and pressing it once more changes nothing', async ({ at, press, says }) => {
    const faults: string[] = []
    const page = await watchedPage(browser, origin, faults)
    await page.goto(origin + at)
    const again = await page.context().newPage()
    await again.goto(origin + at)
    await press(page)
    await page.getByRole('status').waitFor()
    expect(await page.getByRole('status').textContent()).toMatch(says)
    expect(faults).toEqual([])
    const before = await stateOf(page, at)
    expect(before).not.toBe('0 0')
    await press(again)
    expect(await toldOn(again)).toMatch(/already|Nothing was done|waits for nobody|sending/i)
    expect(await stateOf(page, at)).toBe(before)
    await page.context().close()
  })

  it('who did it stands in the history', async () => {
    const page = await watchedPage(browser, origin, [])
    await page.goto(origin + report('B'))
    expect(await page.textContent('.timeline')).toContain('on the review page')
    await page.context().close()
  })

  it('without a mouse, and without script, the first question is answered', async () => {
    const faults: string[] = []
    const page = await watchedPage(browser, origin, faults, { javaScriptEnabled: false })
    await page.goto(`${origin}${report('K')}`)
    const focused = page.getByRole('button', { name: /^Approve and send/ }).and(page.locator(':focus'))
    for (let n = 0; n < 40 && (await focused.count()) === 0; n++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('status').waitFor()
    expect(await page.getByRole('status').textContent()).toMatch(/queued/)
    expect(faults).toEqual([])
    await page.context().close()
  })
})

const idsOf = async (page: Page): Promise<string[]> => page.locator('tbody .id').allTextContents()

async function downloaded(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ])
  return readFileSync(await file.path(), 'utf8')
}

/** What the program says to what was pressed: a notice, or a page that says why not. */
const toldOn = async (page: Page): Promise<string> =>
  (await page.locator('.notice, main.problem, main > p').allTextContents()).join(' ').replace(/\s+/g, ' ')

/** The change that a report stands at; how many things wait elsewhere. */
async function stateOf(page: Page, at: string): Promise<string> {
  await page.goto(origin + at)
  // What people did and noted. The app goes on meanwhile, and may send what was queued.
  if (at.includes('/reports/')) {
    const done = await page.locator('.timeline > *', { hasText: 'on the review page' }).count()
    return `${done} ${await page.getByText('Asked the owner').count()}`
  }
  return [
    await page.getByRole('article').count(),
    ...(await page.locator('#sending strong').allTextContents()),
  ].join(' ')
}
