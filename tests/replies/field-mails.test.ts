import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readingOf } from '../../cli/reading'
import { reportsFile } from '../../cli/reports-file'
import { zoneFile, zoneTxt } from '../../cli/zone-file'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { defaultTrust } from '../../shared/replies/trust'

/** Mails after what people have published of desks, gateways and servers; they are not part of the project. */
const folder = join(__dirname, '../../../shared/data/field')
const given = existsSync(folder) ? describe : describe.skip
const filesIn = (name: string) =>
  existsSync(join(folder, name))
    ? readdirSync(join(folder, name)).filter((file) => file.endsWith('.eml'))
    : []

given('mails from the field', () => {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const deps = () => ({
    patterns: compilePatterns(defaultPatterns),
    trust: defaultTrust,
    reports: reportsFile.parse(json('reports.json')),
    resolveTxt: zoneTxt(zoneFile.parse(json('zone.json'))),
    now: () => new Date('2026-11-25T00:00:00Z'),
  })
  const all = ['02-exo-banner', '03-text-bounce', '04-desk-replies'].flatMap((name) =>
    filesIn(name).map((file) => ({ name, file })),
  )

  it.each(all)('$name/$file closes nothing by itself', async ({ name, file }) => {
    const reading = await readingOf(deps(), file, readFileSync(join(folder, name, file)))
    if (reading.kind === 'decision' || reading.kind === 'bounce') expect(reading.effect).not.toBe('status')
  })

  it.each(all.filter(({ name }) => name === '03-text-bounce'))(
    '$file asks a person',
    async ({ name, file }) => {
      expect(await readingOf(deps(), file, readFileSync(join(folder, name, file)))).toMatchObject({
        kind: 'bounce',
        effect: 'person',
      })
    },
  )

  it.each(
    [
      'dsn-global-headers.eml',
      'dsn-no-return-path.eml',
      'dsn-x-original-only.eml',
      'answer-as-attachment.eml',
      'lottery-misread.eml',
    ].map((file) => ({ file })),
  )('$file asks a person', async ({ file }) => {
    const raw = readFileSync(join(folder, '04-desk-replies', file))
    expect(await readingOf(deps(), file, raw)).toMatchObject({ effect: 'person' })
  })
})
