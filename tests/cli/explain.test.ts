import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runExplain } from '../../cli/explain'
import type { PolicySettings } from '../../shared/cases/policy-settings'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from '../cases/ownership-stub'

const policy: PolicySettings = {
  minSeverity: 'low',
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}
const ownership = ownershipOf({
  '20.0.0.1': { class: 'customer-hosted', serviceTags: ['AzureCloud.eastus'] },
})
const alert = (id: string, ipAddress: unknown = '20.0.0.1') => ({
  id,
  title: 'A \u001b[31mred\u202e title',
  severity: 'high',
  evidence: [{ '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress, verdict: 'malicious' }],
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'explain-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function explain(content: string | undefined, ...options: string[]) {
  const file = join(folder, `alerts-${Math.random().toString(36).slice(2)}.json`)
  if (content !== undefined) await writeFile(file, content)
  const [out, err, feeds]: [string[], string[], (string | undefined)[]] = [[], [], []]
  const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) }
  const open = async (feed?: string) => {
    feeds.push(feed)
    return ownership
  }
  const code = await runExplain([...options, file], io, open, policy)
  return { code, out, err, feeds, file }
}

it('--json prints one object per alert a line, each observable with its fields, each decision with its rule', async () => {
  const { code, out, file } = await explain(JSON.stringify([alert('a1'), alert('a2')]), '--json')
  expect(code).toBe(0)
  const [first, second] = out.map((line): unknown => JSON.parse(line))
  expect(first).toMatchObject({
    ...{ file, format: 'graph.alerts_v2', alertId: 'a1' },
    observables: [
      {
        ...{
          type: 'ip',
          value: '20.0.0.1',
          role: 'unknown',
          side: 'remote',
          from: ['evidence[0].ipAddress'],
        },
        ownership: { owner: 'microsoft', class: 'customer-hosted' },
      },
    ],
    decisions: [{ endpoint: '20.0.0.1', verdict: 'report', rule: 'customer-hosted' }],
  })
  expect(second).toMatchObject({ alertId: 'a2' })
})

it('the folder of feeds is handed on', async () => {
  expect((await explain(JSON.stringify(alert('a1')), '--feed', '/feeds')).feeds).toEqual(['/feeds'])
  expect((await explain(JSON.stringify(alert('a1')))).feeds).toEqual([undefined])
})

it('the form for people says the same, and nothing in it can move the cursor', async () => {
  const { out } = await explain(JSON.stringify(alert('a\u001b[2J\u202e1')))
  expect(out.join('\n')).toMatch(/report 20\.0\.0\.1.*\[customer-hosted\]/)
  expect(out.join('\n')).not.toMatch(/[\u001b\u202e]/)
})

it('an alert that cannot be read does not hide the others, and is said', async () => {
  const { code, out, err, file } = await explain(
    JSON.stringify([alert('a1'), { hello: 1 }, alert('a2')]),
    '--json',
  )
  expect([code, out.length, err.length]).toEqual([1, 2, 1])
  expect(err[0]).toContain(file)
})

it.each([
  ['no JSON', 'hello'],
  ['an empty file', ''],
  ['no file', undefined],
])('%s is said, with exit code 1', async (_, content) => {
  const { code, err } = await explain(content)
  expect([code, err.length]).toEqual([1, 1])
})

it.each([[[]], [['--nonsense', 'x']], [['--feed']]])(
  'arguments %j get the usage and exit code 2',
  async (args) => {
    const err: string[] = []
    const io = { out: () => undefined, err: (line: string) => err.push(line) }
    expect(await runExplain(args, io, async () => ownership, policy)).toBe(2)
    expect(err[0]).toContain('explain [--json]')
  },
)
