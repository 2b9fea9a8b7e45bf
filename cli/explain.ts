import { parseArgs } from 'node:util'
import { endpointText } from '../shared/cases/endpoint'
import type { PolicySettings } from '../shared/cases/policy-settings'
import type { OwnershipIndex } from '../shared/ownership/ownership'
import type { ResolveHost } from '../shared/ownership/resolve-host'
import { alertsOf, type ReadAlert } from './alerts-of-file'
import { type Explanation, ownershipOfObservable } from './explanation'
import { explanationText } from './explanation-text'
import { hostsByDns, judge } from './judge'
import { jsonText } from './one-line'

export type ExplainIo = { readonly out: (line: string) => void; readonly err: (line: string) => void }

/** The folder with feed files, or undefined for the newest snapshot at hand. */
export type OpenOwnership = (feedFolder?: string) => Promise<OwnershipIndex>

export const EXPLAIN_USAGE = 'explain [--json] [--resolve] [--feed DIR] FILE…'

/**
 * Reads alerts from files (JSON, one JSON a line, CEF, exports of advanced hunting) and says what the program would do
 * with them. Asks DNS about a pair only with `--resolve`.
 * @returns the exit code: 0 read all, 1 something could not be read, 2 the command line makes no sense
 */
export async function runExplain(
  args: readonly string[],
  io: ExplainIo,
  openOwnership: OpenOwnership,
  policy: PolicySettings,
  resolveHost: ResolveHost = hostsByDns(),
): Promise<number> {
  const options = readOptions(args)
  if (options === undefined || options.files.length === 0) {
    io.err(`Usage: ${EXPLAIN_USAGE}`)
    return 2
  }
  const ownership = await openOwnership(options.feed)
  let failures = 0
  for (const file of options.files) {
    for await (const read of alertsOf(file)) {
      if ('fault' in read) {
        failures += 1
        io.err(`${file}: ${read.fault}`)
        continue
      }
      const resolve = options.resolve ? resolveHost : undefined
      const explanation = await explain(file, read, ownership, policy, resolve)
      io.out(options.json ? jsonText(explanation) : explanationText(explanation))
    }
  }
  return failures > 0 ? 1 : 0
}

function readOptions(args: readonly string[]) {
  const isFlag = { type: 'boolean' } as const
  const options = { json: isFlag, resolve: isFlag, feed: { type: 'string' } } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { json = false, resolve = false, feed } = values
    return { json, resolve, feed, files: positionals }
  } catch {
    return undefined
  }
}

async function explain(
  file: string,
  { alert, body }: Exclude<ReadAlert, { fault: string }>,
  ownership: OwnershipIndex,
  policy: PolicySettings,
  resolveHost: ResolveHost | undefined,
): Promise<Explanation> {
  const { observables, decisions, unread } = await judge({ alert, body }, ownership, policy, resolveHost)
  return {
    file,
    format: alert.format,
    alertId: alert.id,
    observables: observables.map((observable) => ({
      ...observable,
      ownership: ownershipOfObservable(observable, ownership),
    })),
    decisions: decisions.map(({ endpoint, verdict, rule, reason, evidence, judgedFalse }) => ({
      ...{ endpoint: endpointText(endpoint), kind: endpoint.kind, verdict, rule, reason },
      ...(evidence && { evidence }),
      ...(judgedFalse && { judgedFalse }),
    })),
    ...(alert.unreadable && { unreadable: alert.unreadable }),
    ...(unread.length > 0 && { unread }),
  }
}
