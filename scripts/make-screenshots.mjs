// Makes docs/images/{overview,reports,report,survey}.png anew, out of the very pages and headers that are served, filled with
// the figures that the tests of the pages use. `node scripts/make-screenshots.mjs [FOLDER]`: needs Chromium.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(process.argv[2] ?? join(root, 'docs/images'))
const bundle = mkdtempSync(join(tmpdir(), 'screenshots-'))

const shots = [
  { name: 'overview', path: '/api/page', height: 900 },
  { name: 'reports', path: '/api/page/reports', height: 720 },
  { name: 'report', path: '/api/page/reports/DAR-2611-7F3K9QXM', height: 900 },
]

await build({
  stdin: {
    contents: `export { everyPage } from './tests/review/pages/every-page'\nexport { servePages } from './tests/browser/page-server'\nexport { surveyToShow } from './tests/cli/survey-to-show'`,
    resolveDir: root,
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'warning',
  loader: { '.css': 'text', '.svg': 'text', '.client.js': 'text' },
  outfile: join(bundle, 'pages.cjs'),
})
const { everyPage, servePages, surveyToShow } = createRequire(import.meta.url)(join(bundle, 'pages.cjs'))
const pages = everyPage()
const survey = await surveyToShow()
const server = await servePages(() => pages)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const view = { viewport: { width: 1200, height: 900 }, timezoneId: 'UTC' }
try {
  const page = await (await browser.newContext(view)).newPage()
  for (const { name, path, height } of shots) {
    await page.setViewportSize({ width: 1200, height })
    await page.goto(server.origin + path)
    await page.evaluate("document.querySelector('.sandbox')?.remove()")
    await page.screenshot({ path: join(folder, `${name}.png`) })
  }
  await page.setViewportSize({ width: 1200, height: 1000 })
  await page.goto('about:blank')
  await page.setContent(survey)
  await page.screenshot({ path: join(folder, 'survey.png') })
} finally {
  await browser.close()
  server.close()
  rmSync(bundle, { recursive: true })
}
