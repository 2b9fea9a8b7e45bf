import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { everyPage } from '../review/pages/every-page'
import { describeInChromium, startChromium } from './chromium'
import { type PageServer, servePages } from './page-server'
import { axeFindings, tooWide, watchedPage } from './watched-page'

const honest = everyPage()
const attack = `"><img src=x onerror="window.planted=1"><svg onload="window.planted=1"><script>window.planted=1</script></pre></textarea>javascript:planted()=HYPERLINK("https://evil.example")\u202E\u200B`
const attacked = everyPage((text) => text + attack)
let pages = honest
let server: PageServer
let browser: Browser

describeInChromium('pages in Chromium', () => {
  beforeAll(async () => {
    server = await servePages(() => pages)
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  const views: readonly (BrowserContextOptions & { readonly name: string })[] = [
    { name: 'light and wide', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { name: 'dark and wide', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
    { name: 'light and 360 px', colorScheme: 'light', viewport: { width: 360, height: 740 } },
    { name: 'dark and 360 px', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  ]

  it.each(views)(
    '$name: readable for all, no wider than the window, and quiet',
    async ({ name: _, ...view }) => {
      const faults: string[] = []
      const page = await watchedPage(browser, server.origin, faults, view)
      for (const path of Object.keys(honest)) {
        await page.goto(server.origin + path)
        await page.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))')
        faults.push(...(await axeFindings(page, path)), ...(await tooWide(page, path)))
      }
      await page.context().close()
      expect(faults).toEqual([])
    },
    120_000,
  )

  it.each([true, false])(
    'an attack in every text stays text, with our script: %s',
    async (javaScriptEnabled) => {
      pages = attacked
      const faults: string[] = []
      const page = await watchedPage(browser, server.origin, faults, {
        viewport: { width: 360, height: 740 },
        javaScriptEnabled,
      })
      for (const path of Object.keys(attacked)) {
        await page.goto(server.origin + path)
        if (javaScriptEnabled) expect(await page.evaluate('window.planted')).toBeUndefined()
        expect(
          await page.locator('img, iframe, svg[onload], script:not([src]), a[href^="javascript"]').count(),
        ).toBe(0)
        expect(await page.locator('text=onerror').count()).toBeGreaterThan(0)
        if (javaScriptEnabled) faults.push(...(await tooWide(page, path)))
      }
      pages = honest
      await page.context().close()
      expect(faults).toEqual([])
    },
    60_000,
  )

  it('everything that can be pressed is reached with Tab, in its order, and seen to be', async () => {
    const page = await watchedPage(browser, server.origin, [])
    for (const path of [
      '/api/page',
      '/api/page/reports',
      '/api/page/reports/DAR-2611-7F3K9QXM',
      '/api/page/mails',
    ]) {
      await page.goto(server.origin + path)
      const pressable = await page.evaluate<number>(
        `[...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')]
          .filter((one) => one.checkVisibility()).length`,
      )
      const outlines = await tabThrough(page, pressable + 40)
      expect(outlines.size).toBeGreaterThanOrEqual(pressable)
      expect([...outlines.values()].filter((outline) => outline === 'none')).toEqual([])
    }
    await page.context().close()
  }, 60_000)

  it('the first Tab leads past the navigation', async () => {
    const page = await watchedPage(browser, server.origin, [])
    await page.goto(`${server.origin}/api/page`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.context().close()
  })

  it('times are those of the reader, UTC stands behind them, and nothing moves', async () => {
    const page = await watchedPage(browser, server.origin, [], { timezoneId: 'Asia/Tokyo' })
    await page.goto(`${server.origin}/api/page/reports/DAR-2611-7F3K9QXM`)
    const first = page.locator('.timeline time').first()
    expect([await first.textContent(), await first.getAttribute('title')]).toEqual([
      '2026-11-22 09:48',
      '2026-11-22 00:48 UTC',
    ])
    expect(await page.textContent('footer')).toContain('Asia/Tokyo')
    expect(await shiftOf(page)).toBe(0)
    await page.context().close()
  })

  it('without script, times are in UTC and say so', async () => {
    const page = await watchedPage(browser, server.origin, [], {
      timezoneId: 'Asia/Tokyo',
      javaScriptEnabled: false,
    })
    await page.goto(`${server.origin}/api/page/reports/DAR-2611-7F3K9QXM`)
    expect(await page.locator('.timeline time').first().textContent()).toBe('2026-11-22 00:48')
    expect(await page.textContent('footer')).toContain('Times are UTC.')
    await page.context().close()
  })

  it('a form is sent once, however often it is pressed', async () => {
    const page = await watchedPage(browser, server.origin, [])
    const sent: string[] = []
    await page.route('**/actions/**', async (route) => {
      sent.push(`${new URL(route.request().url()).pathname}?${route.request().postData()}`)
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.fulfill({ status: 204 })
    })
    await page.goto(`${server.origin}/api/page`)
    await page.evaluate(
      'const b = document.querySelector("form button"); b.click(); setTimeout(() => b.click(), 100)',
    )
    await page.waitForTimeout(800)
    expect(sent).toEqual([
      '/api/page/actions/approve?csrf=b7f0e2&back=%2Fapi%2Fpage&subject=DAR-2611-7F3K9QXM&change=2',
    ])
    await page.context().close()
  })

  it('a form says truly where it comes from', async () => {
    const page = await watchedPage(browser, server.origin, [])
    await page.goto(`${server.origin}/api/page`)
    const posted = page.waitForRequest(/actions/)
    await page.getByRole('button', { name: 'Stop all sending' }).click()
    const { origin, 'sec-fetch-site': site } = await (await posted).allHeaders()
    expect([origin, site]).toEqual([server.origin, 'same-origin'])
    await page.context().close()
  })

  it('a filter leaves an address with what was chosen, and nothing else', async () => {
    const page = await watchedPage(browser, server.origin, [])
    await page.goto(`${server.origin}/api/page/reports`)
    await page.getByLabel('Kind of abuse').selectOption('phishing')
    await page.getByRole('searchbox').fill('203.0.113.42')
    await page.keyboard.press('Enter')
    await page.waitForURL(/kind/)
    expect(new URL(page.url()).search).toBe('?q=203.0.113.42&status=open&kind=phishing')
    await page.context().close()
  })

  it('heads and a field order this page by machine values, and put it back; what has no value comes last', async () => {
    const page = await watchedPage(browser, server.origin, [])
    await page.goto(`${server.origin}/api/page/reports`)
    expect(await shiftOf(page)).toBe(0)
    const orderNow = (column: number) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('.cards tbody tr')].map((row) => row.cells[${column}].dataset.order)`,
      )
    const pressed = async (name: string, column: number) => {
      const head = page.getByRole('columnheader', { name })
      await head.getByRole('button').press('Enter')
      return { way: await head.getAttribute('aria-sort'), order: await orderNow(column) }
    }
    const status = ['1 1', '5 0', '6 1', '8 1', '4 1']
    const byRank = ['1 1', '4 1', '5 0', '6 1', '8 1']
    expect(await orderNow(1)).toEqual(status)
    expect(await pressed('Status', 1)).toEqual({ way: 'ascending', order: byRank })
    expect(await pressed('Status', 1)).toEqual({ way: 'descending', order: byRank.toReversed() })
    expect(await pressed('Status', 1)).toEqual({ way: null, order: status })

    const at = '2026-11-11T08:00:00.000Z'
    const withoutLast = [at, at, at, '', '']
    expect(await pressed('Sent', 5)).toEqual({ way: 'descending', order: withoutLast })
    expect(await pressed('Sent', 5)).toEqual({ way: 'ascending', order: withoutLast })
    expect(await page.locator('[aria-sort]').count()).toBe(1)

    const field = page.getByRole('combobox', { name: 'Orders this page' })
    await field.selectOption('Endpoint')
    expect(await page.locator('.cards tbody tr').first().innerText()).toContain('198.51.100.7')
    await field.selectOption('newest first')
    expect(await orderNow(1)).toEqual(status)
    await page.context().close()
  })
})

/** What gets the focus, by its place on the page, and the outline that it then has. */
async function tabThrough(page: Page, most: number): Promise<Map<string, string>> {
  const outlines = new Map<string, string>()
  for (let n = 0; n < most; n++) {
    await page.keyboard.press('Tab')
    const [place, outline] = await page.evaluate<[string, string]>(
      `(() => { const e = document.activeElement; const all = [...document.querySelectorAll('*')];
        return [String(all.indexOf(e)), e === document.body ? 'body' : getComputedStyle(e).outlineStyle] })()`,
    )
    if (outlines.has(place) || outline === 'body') break
    outlines.set(place, outline)
  }
  return outlines
}

const shiftOf = (page: Page): Promise<number> =>
  page.evaluate<number>(
    `new Promise((resolve) => { let sum = 0
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value })
        .observe({ type: 'layout-shift', buffered: true })
      setTimeout(() => resolve(sum), 300) })`,
  )
