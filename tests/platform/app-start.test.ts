import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../sandbox/bundle'

const folder = mkdtempSync(join(tmpdir(), 'app-start-'))
beforeAll(() => bundle('shared/platform/app-context.ts', join(folder, 'app.js')))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a process says that begins with this environment, twice asked for what everything is built from. */
function linesAtStart(env: Readonly<Record<string, string>>): unknown[] {
  const program = `const app = require(${JSON.stringify(join(folder, 'app.js'))}); app.appContext(); app.appContext()`
  const { stderr, status } = spawnSync(process.execPath, ['-e', program], { env, encoding: 'utf8' })
  expect(status).toBe(0)
  return stderr.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]))
}

it('names that nobody reads are pointed out once, at the start, without what they hold', () => {
  const lines = linesAtStart({ SMTP_PASS: 'swordfish', IMAP_SUBFOLDERS_TOO: 'swordfish', PATH: '/usr/bin' })
  expect(lines).toEqual([
    {
      event: 'setting unknown',
      cause: expect.stringMatching(/^SMTP_PASS .*SMTP_PASSWORD is/) as string,
      remedy: 'Rename it, or remove it.',
    },
    {
      event: 'setting unknown',
      cause: expect.stringMatching(/^IMAP_SUBFOLDERS_TOO /) as string,
      remedy: 'Rename it, or remove it.',
    },
  ])
  expect(JSON.stringify(lines)).not.toContain('swordfish')
})

it('where every name is known, nothing is said', () => {
  expect(linesAtStart({ SMTP_HOST: 'mail.example.com', AZURE_CLIENT_ID: 'x' })).toEqual([])
})
