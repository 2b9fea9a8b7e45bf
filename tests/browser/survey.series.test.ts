import type { Browser } from 'playwright-core'
import { alert, fileWith, survey } from '../cli/run-survey'
import { serveHttp, type HttpServer } from '../helpers/http-server'
import { describeInChromium, startChromium } from './chromium'
import { axeFindings, tooWide, watchedPage } from './watched-page'

let server: HttpServer
let browser: Browser

describeInChromium('the page of a survey in Chromium', () => {
  beforeAll(async () => {
    const alerts = [
      ...Array.from({ length: 30 }, (_, i) => alert(i, '20.0.0.1')),
      ...[alert(40, '20.0.0.2'), alert(41, '198.51.100.7')],
      { ...alert(42, '20.0.0.1'), unknownMember: 'https://unread.example/path' },
    ]
    const { page } = await survey([
      '--from',
      fileWith(JSON.stringify(alerts)),
      fileWith('no alert', 'bad.json'),
    ])
    server = await serveHttp((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end(page)
    })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  it.each([
    { name: 'light and wide', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { name: 'dark and 360 px', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
    { name: 'on paper', colorScheme: 'light', viewport: { width: 794, height: 1123 }, media: 'print' },
  ] as const)('$name: readable for all, no wider than the window, and alone', async (view) => {
    const faults: string[] = []
    const page = await watchedPage(browser, server.origin, faults, view)
    if ('media' in view) await page.emulateMedia({ media: view.media })
    await page.goto(server.origin)
    faults.push(...(await axeFindings(page, view.name)), ...(await tooWide(page, view.name)))
    expect(await page.locator('h2').allTextContents()).toEqual([
      'In figures',
      'Would be reported',
      'Would be held for a person',
      'Would be ignored',
      'Not read',
    ])
    await page.context().close()
    expect(faults.filter((fault) => !fault.includes('favicon'))).toEqual([])
  })
})
