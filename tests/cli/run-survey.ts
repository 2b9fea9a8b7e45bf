import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenCredential } from '@azure/identity'
import { byHand } from '../../cli/compose'
import type { SignIn } from '../../cli/survey/sign-in'
import { runSurvey } from '../../cli/survey/survey'
import type { FakeGraph } from '../../sandbox/world/graph'
import type { AlertJson } from '../../sandbox/world/graph-alerts'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { ownershipOf } from '../cases/ownership-stub'

export const now = new Date('2026-11-30T12:00:00Z')
const ownership = ownershipOf({
  '20.0.0.1': { class: 'customer-hosted', serviceTags: ['AzureCloud.eastus'] },
  '20.0.0.2': { class: 'microsoft-service', serviceTags: ['AzureActiveDirectory'] },
})
const own = parseOwnAssets({ addresses: [], domains: [], mailboxes: [] })

const tick = (i: number) => new Date(now.getTime() - 86_400_000 + i * 1000).toISOString()
/** The i-th alert of a tenant, about this address. */
export const alert = (i: number, ipAddress: string, verdict = 'malicious'): AlertJson => ({
  '@odata.type': '#microsoft.graph.security.alert',
  ...{ id: `a-${i}`, severity: 'high', title: 'Connection to a command and control server' },
  ...{ category: 'CommandAndControl', serviceSource: 'microsoftDefenderForEndpoint' },
  ...{ createdDateTime: tick(i), lastUpdateDateTime: tick(i) },
  evidence: [{ '@odata.type': '#microsoft.graph.security.ipEvidence', ipAddress, verdict }],
})

type Run = { readonly graph?: FakeGraph; readonly login?: (options: SignIn) => TokenCredential }

/** Runs a survey over this Graph, or over the files that it is given, into a folder of its own. */
export async function survey(args: readonly string[], { graph, login }: Run = {}) {
  const [out, err, slept]: [string[], string[], number[]] = [[], [], []]
  const folder = join(mkdtempSync(join(tmpdir(), 'survey-')), 'out')
  const token = async () => ({ token: 't', expiresOnTimestamp: now.getTime() + 3_600_000 })
  const asked: SignIn[] = []
  const code = await runSurvey(['--out', folder, ...args], {
    terminal: {
      io: { out: (line) => void out.push(line), err: (line) => void err.push(line) },
      now: () => now,
    },
    openOwnership: async () => ownership,
    policy: { minSeverity: 'low', own },
    mail: byHand,
    endpoint: graph?.url ?? 'http://127.0.0.1:9',
    sleep: async (ms) => void slept.push(ms),
    login: (options) => {
      asked.push(options)
      return login?.(options) ?? { getToken: token }
    },
  })
  const page = existsSync(join(folder, 'survey.html'))
    ? readFileSync(join(folder, 'survey.html'), 'utf8')
    : ''
  const drafts = existsSync(join(folder, 'drafts')) ? readdirSync(join(folder, 'drafts')) : []
  return { code, out: out.join('\n'), err: err.join('\n'), slept, folder, page, drafts, asked }
}

export function fileWith(content: string | Buffer, name = 'alerts.json'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'alerts-')), name)
  writeFileSync(file, content)
  return file
}
