import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runExplain } from '../../cli/explain'
import { parseIpAddress } from '../../shared/model/ip-address'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import type { ResolveHost } from '../../shared/ownership/resolve-host'
import { ownershipOf } from '../cases/ownership-stub'

const address = '20.119.0.42'
const ownership = ownershipOf({ [address]: { class: 'customer-hosted', shared: true } })
const policy = {
  minSeverity: 'low' as const,
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}
const evidence = (type: string, members: object) => ({
  '@odata.type': `#microsoft.graph.security.${type}Evidence`,
  verdict: 'malicious',
  ...members,
})
const file = join(mkdtempSync(join(tmpdir(), 'explain-')), 'alert.json')
writeFileSync(
  file,
  JSON.stringify({
    ...{ id: 'a', severity: 'high', firstActivityDateTime: '2026-11-24T08:00:00Z' },
    evidence: [evidence('ip', { ipAddress: address }), evidence('url', { url: 'evil.example' })],
  }),
)

async function proofsOf(...flags: string[]) {
  const asked: string[] = []
  const resolve: ResolveHost = async (host) => {
    asked.push(host)
    return {
      ...{ chain: [host], ignored: [], failed: [] },
      addresses: [address].flatMap((text) => parseIpAddress(text) ?? []),
    }
  }
  const out: string[] = []
  const io = { out: (line: string) => void out.push(line), err: () => undefined }
  await runExplain(['--json', ...flags, file], io, async () => ownership, policy, resolve)
  return { asked, said: out.join('\n') }
}

it('asks DNS only when told to', async () => {
  const { asked, said } = await proofsOf()
  expect(asked).toEqual([])
  expect(said).toContain('"proof":"unconfirmed"')
})

it('with --resolve, says what DNS confirms', async () => {
  const { asked, said } = await proofsOf('--resolve')
  expect(asked).toEqual(['evil.example'])
  expect(said).toContain('"proof":"dns"')
})
