import { readFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

type Finding = {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** Notes whatever a page complains about, every answer that is a fault, and every request that would leave the origin. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  faults: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.on('console', (message) => faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) faults.push(`asks ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`)
  })
  return page
}

export async function axeFindings(page: Page, path: string): Promise<string[]> {
  await page.evaluate(axe)
  const run = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`
  const { violations } = await page.evaluate<{ violations: Finding[] }>(run)
  return violations.map(({ id, impact, nodes }) => `${path} ${impact} ${id}: ${nodes[0]?.html.slice(0, 200)}`)
}

export async function tooWide(page: Page, path: string): Promise<string[]> {
  const over = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  return over > 0 ? [`${path} is ${over} px too wide`] : []
}
