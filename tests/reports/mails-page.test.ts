import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds, mailOn, mailsPage } from './mails-page'

const page = join(__dirname, '../../docs/mails.md')

it('docs/mails.md shows the mails as they are', async () => {
  const wanted = await mailsPage()
  if (process.env['write_pages'] === 'yes') writeFileSync(page, wanted)
  expect(readFileSync(page, 'utf8')).toBe(wanted)
})

/** What a desk sees of a mail before it opens it: the subject and six lines. */
async function beginningOf(alert: string): Promise<{ readonly subject: string; readonly lines: string }> {
  const { subject, text } = await mailOn(alert)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return { subject, lines: lines.slice(0, 6).join(' ').replace(/\s+/g, ' ') }
}

describe.each(kinds)('$kind: subject and first six lines', ({ alert }) => {
  it('tell endpoint and time, each of them twice', async () => {
    const { subject, lines } = await beginningOf(alert)
    const [, kind = '', endpoint = '', time = ''] =
      /^\[DAR-[\w-]+\] Abuse: ([^,]+?)(?: (?:on|from) [^,]+)?, (.+), last seen (\S+ \S+) UTC$/.exec(
        subject,
      ) ?? []
    expect([kind, endpoint, time]).not.toContain('')
    const [first = ''] = endpoint.split(', ')
    expect(lines).toContain(first)
    expect(lines).toContain(`last seen active on ${time}`)
  })

  it('ask for one thing', async () => {
    const { lines } = await beginningOf(alert)
    expect(lines).toMatch(/^Hello, Please (?:take down|stop) the .+ (?:at|from) /)
  })
})
