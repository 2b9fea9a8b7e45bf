import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readingOf } from '../../cli/reading'
import { reportsFile } from '../../cli/reports-file'
import { zoneTxt } from '../../cli/zone-file'
import { compilePatterns, defaultPatterns } from '../../shared/replies/patterns'
import { defaultTrust } from '../../shared/replies/trust'
import { crlf, signed, zone } from './signing'

const folder = join(__dirname, '../fixtures/mails')
const files = readdirSync(folder).filter((name) => name.endsWith('.eml'))
const deps = {
  patterns: compilePatterns(defaultPatterns),
  trust: defaultTrust,
  reports: reportsFile.parse(JSON.parse(readFileSync(join(folder, 'reports.json'), 'utf8'))),
  resolveTxt: zoneTxt(zone),
  now: () => new Date('2026-11-25T00:00:00Z'),
}

/** `X-Expect` says where the mail ends, `X-Sign` who signs it and what; neither belongs to the mail. */
async function fixture(name: string): Promise<{ readonly raw: Buffer; readonly expected: object }> {
  const text = readFileSync(join(folder, name)).toString('latin1')
  const [, expect = ''] = /^X-Expect: (.*)\n/m.exec(text) ?? []
  const [, sign] = /^X-Sign: (.*)\n/m.exec(text) ?? []
  const raw = crlf(Buffer.from(text.replace(/^X-(?:Expect|Sign): .*\n/gm, ''), 'latin1'))
  const [domain = '', covers] = (sign ?? '').split(' h=')
  return {
    raw:
      sign === undefined ? raw : await signed(raw, { domain, ...(covers && { covers: covers.split(':') }) }),
    expected: expectation(expect),
  }
}

function expectation(text: string): object {
  const told = new Map(text.split('; ').map((pair) => pair.split('=') as [string, string]))
  const { kind, outcome, final, trust, effect, reports, case: caseNumber } = Object.fromEntries(told)
  return {
    kind,
    ...(outcome && { outcome }),
    ...(final && { final: final === 'true' }),
    ...(caseNumber && { caseNumber }),
    trust: Number(trust),
    effect,
    reportIds: reports === '-' ? [] : reports?.split(' '),
  }
}

it('has mails enough', () => {
  expect(files.length).toBeGreaterThanOrEqual(60)
})

it.each(files)('%s ends where its header says', async (name) => {
  const { raw, expected } = await fixture(name)
  expect(await readingOf(deps, name, raw)).toMatchObject(expected)
})

it.each(files)(
  '%s moves nothing where neither a name server nor our mail server vouches for it',
  async (name) => {
    const { raw, expected } = await fixture(name)
    const { resolveTxt: _, ...offline } = deps
    const reading = await readingOf(offline, name, raw)
    const isVouchedFor = /^Authentication-Results:/m.test(raw.toString('latin1'))
    if (reading.kind !== 'bounce' && !isVouchedFor) expect(reading.effect).not.toBe('status')
    expect(reading.kind).toBe((expected as { kind: string }).kind)
  },
)
