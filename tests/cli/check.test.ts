import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCheck } from '../../cli/check'
import { parseIpAddress } from '../../shared/model/ip-address'
import type { Rdap } from '../../shared/ownership/rdap'
import type { ResolveHost } from '../../shared/ownership/resolve-host'
import { embeddedSnapshot, FOUNDING_TAGS, serviceTagsJson } from '../ownership/feeds'

const newestSnapshot = async () => embeddedSnapshot()

async function check(...args: readonly string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = []
  const err: string[] = []
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) }
  const code = await runCheck(args, io, { newestSnapshot, embedded: embeddedSnapshot })
  return { code, out, err }
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const feed = folderWith({
  'ServiceTags_Public_20251028.json': serviceTagsJson(FOUNDING_TAGS),
  'renamed.json': serviceTagsJson(FOUNDING_TAGS.slice(0, 1), 'Public', 259),
})

it('--json: one object a line, of one shape, in the order of the inputs', async () => {
  const { code, out } = await check(
    '--json',
    '--feed',
    feed,
    '20.119.0.42',
    'contoso.sharepoint.com',
    '198.51.100.1',
  )
  expect(code).toBe(0)
  expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      input: '20.119.0.42',
      kind: 'ip',
      owner: 'microsoft',
      class: 'customer-hosted',
      cloud: 'Public',
      serviceTags: ['AppService.EastUS', 'AppService', 'AzureCloud.eastus', 'AzureCloud'],
      region: 'eastus',
      prefix: '20.119.0.0/20',
      shared: true,
      tenant: null,
      sources: ['service-tags-public', 'asn'],
      snapshotDate: '2025-10-28',
      because: 'Service tag AppService.EastUS: web apps and functions of many customers',
    },
    expect.objectContaining({ kind: 'host', owner: 'microsoft', tenant: 'contoso', region: null }),
    expect.objectContaining({ kind: 'ip', owner: 'special', class: 'special', cloud: null }),
  ])
})

it.each([
  ['20.119.0.42', 'ip', 'microsoft'],
  ['hxxps://20[.]119[.]0[.]42:8443/x', 'ip', 'microsoft'],
  ['020.119.0.42', 'ip', 'ambiguous'],
  ['20.119.0.42/20', 'ip', 'invalid'],
  ['https://app.azurewebsites.net/login', 'host', 'microsoft'],
  ['safe-hse[.]com', 'host', 'other'],
  ['no host at all', 'host', 'invalid'],
])('without --feed the newest snapshot answers: %s', async (input, kind, owner) => {
  const { out } = await check('--json', input)
  expect(JSON.parse(out[0] ?? '')).toMatchObject({ input, kind, owner })
})

it('for people: says why, from which data, and never lets an input speak to the terminal', async () => {
  const { out } = await check('20.119.0.42', 'evil\u001b[2J')
  expect(out[0]).toMatch(
    /^20\.119\.0\.42 .*\n {2}why .*without service tags at hand.*\n[^]*source +asn of 2026-06-17$/,
  )
  expect(out[1]).toContain('evil\\u001b[2J')
})

it('a file that is no feed is named and left out', async () => {
  const folder = folderWith({
    'tags.json': serviceTagsJson(FOUNDING_TAGS),
    'broken.json': '{"changeNumber":',
  })
  const { code, out, err } = await check('--json', '--feed', folder, '20.119.0.42')
  expect([code, err]).toEqual([0, [expect.stringMatching(/^broken\.json is left out: .*cut off/)]])
  expect(out[0]).toContain('AppService.EastUS')
})

it.each([[[]], [['--json']], [['--colour', '20.119.0.42']], [['--feed', '/nowhere/at/all', '20.119.0.42']]])(
  'a wrong call is told so: %j',
  async (args) => {
    const { code, out, err } = await check(...args)
    expect([code, out]).toEqual([2, []])
    expect(err.join('\n')).toMatch(/Usage: check|cannot be read/)
  },
)

it('--resolve and --rdap add what name servers and registries say; nothing is asked about special addresses', async () => {
  const asked: string[] = []
  const resolveHost: ResolveHost = async (host) => {
    asked.push(host)
    const addresses = [parseIpAddress('20.119.0.42')].filter((address) => address !== undefined)
    return { chain: [host], addresses, ignored: [{ address: '10.0.0.1', because: 'private' }], failed: [] }
  }
  const rdap: Rdap = {
    ofAddress: async (address) => {
      asked.push(address)
      return { name: 'MSFT', holder: 'Microsoft Corporation', cidrs: [], from: 'https://arin.example/' }
    },
    ofHost: async () => ({
      domain: 'safe-hse.com',
      registeredAt: '2023-06-12',
      from: 'https://registry.example/',
    }),
  }
  const lines: string[] = []
  const io = { out: (line: string) => void lines.push(line), err: () => undefined }
  const deps = { newestSnapshot, resolveHost, rdap }
  const inputs = ['safe-hse.com', '20.119.0.42', '10.0.0.1']
  await runCheck(['--json', '--resolve', '--rdap', ...inputs], io, deps)
  expect(asked).toEqual(['safe-hse.com', '20.119.0.42'])
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      resolution: expect.objectContaining({
        addresses: [expect.objectContaining({ owner: 'microsoft' })],
      }) as unknown,
      rdap: expect.objectContaining({ registeredAt: '2023-06-12' }) as unknown,
    }),
    expect.objectContaining({
      rdap: expect.objectContaining({ holder: 'Microsoft Corporation' }) as unknown,
    }),
    expect.not.objectContaining({ rdap: expect.anything() as unknown }),
  ])
  await runCheck(['--resolve', '--rdap', 'safe-hse.com'], io, deps)
  expect(lines[3]).toMatch(
    /addresses +20\.119\.0\.42[^]*ignored +10\.0\.0\.1 \(private\)[^]*registered 2023-06-12/,
  )
})
