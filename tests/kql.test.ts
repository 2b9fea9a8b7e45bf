import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { kqlFaults } from '../sandbox/world/kql-parser'
import { kqlText } from '../shared/alerts/kql'
import { alertRules } from './infra/alert-rules'

const root = join(__dirname, '..')
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)

const operators =
  /(?:\||\n)\s*['"]?\|?\s*(?:summarize |extend \w+ =|project \w+,|order by \w+ (?:asc|desc)|where [\w.]+ (?:==|in|has|>) )/

/** Those of a page: each block is one query, whether its language is told or not. */
const queriesOfPage = (text: string): readonly string[] =>
  [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, language, block = '']) => language === 'kql' || operators.test(block))
    .map(([, , query = '']) => query)

const workbook = z.object({
  items: z.array(z.object({ content: z.object({ query: z.string().optional() }) })),
})

/** A workbook writes the chosen time in place of its parameter. */
const queriesOfWorkbook = (text: string): readonly string[] =>
  workbook
    .parse(JSON.parse(text))
    .items.flatMap(({ content }) => content.query?.replaceAll('{TimeRange}', '> ago(7d)') ?? [])

const isTested = (file: string): boolean => file.startsWith('tests/')
const found = files
  .filter((file) => !isTested(file))
  .flatMap((file) => {
    const read = file.endsWith('.md')
      ? queriesOfPage
      : file === 'infra/alert-rules.bicep'
        ? (text: string) => alertRules(text).map(({ query }) => query)
        : file === 'infra/workbook.json'
          ? queriesOfWorkbook
          : () => []
    return read(textOf(file)).map((query) => ({ file, query }))
  })

describe('every Kusto query of the repository parses, by the parser of Microsoft', () => {
  it.each(found)('$file: $query', async ({ query }) => {
    await expect(kqlFaults(query)).resolves.toEqual([])
  })

  it('those of pages, of the alert rules and of the workbook are among them', () => {
    const counted = (file: string) => found.filter((one) => one.file === file).length
    expect(counted('infra/workbook.json')).toBe(10)
    expect(counted('infra/alert-rules.bicep')).toBeGreaterThanOrEqual(5)
    expect(counted('docs/runbook.md')).toBeGreaterThanOrEqual(5)
    expect(counted('docs/survey.md')).toBe(1)
  })

  it('and no other file has any', () => {
    const known = new Set([...found.map(({ file }) => file), 'shared/cases/hunting.ts'])
    const others = files.filter(
      (file) => /\.(?:ts|mjs|md|json|bicep|ya?ml)$/.test(file) && !isTested(file) && !known.has(file),
    )
    expect(others.filter((file) => operators.test(textOf(file)))).toEqual([])
  })
})

describe('the parser', () => {
  it.each([
    'traces | where',
    'traces | wher x == 1',
    'traces | summarize last = max(timestamp)',
    'traces | project line.to',
    "traces | where x == 'a",
    'traces | take 1 traces',
  ])('refuses %j', async (query) => {
    await expect(kqlFaults(query)).resolves.not.toEqual([])
  })

  it.each(["'", '"', '\\', "\\'", '\n', '\u2028', "' or 1 == 1 //", "'''", '```', 'ü€😀', '\0', '@', '{x}'])(
    'takes %j as a literal of ours',
    async (text) => {
      await expect(kqlFaults(`print x = ${kqlText(text)} | where x == ${kqlText(text)}`)).resolves.toEqual([])
    },
  )
})
