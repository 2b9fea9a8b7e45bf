import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Alert } from '../shared/alerts/alert'
import { alertsInText } from '../shared/alerts/alert-text'
import { parseAlert, splitAlerts } from '../shared/alerts/parse-alerts'
import { UnreadableAlertError } from '../shared/alerts/unreadable-alert-error'
import { endpointText } from '../shared/cases/endpoint'
import { askDns } from '../shared/cases/confirm-pair'
import { decideRead, readAlert } from '../shared/cases/policy'
import type { PolicySettings } from '../shared/cases/policy-settings'
import { extractObservables } from '../shared/observables/extract-observables'
import { unreadMembers } from '../shared/observables/unread-members'
import type { OwnershipIndex } from '../shared/ownership/ownership'
import { hostResolver, type ResolveHost } from '../shared/ownership/resolve-host'
import { systemDns } from '../shared/ownership/system-dns'
import { type Explanation, ownershipOfObservable } from './explanation'
import { explanationText } from './explanation-text'
import { jsonText } from './one-line'

export type ExplainIo = { readonly out: (line: string) => void; readonly err: (line: string) => void }

/** The folder with feed files, or undefined for the newest snapshot at hand. */
export type OpenOwnership = (feedFolder?: string) => Promise<OwnershipIndex>

export const EXPLAIN_USAGE = 'explain [--json] [--resolve] [--feed DIR] FILE…'

/**
 * Reads alerts from files (JSON, one JSON a line, CEF) and says what the program would do with them. Asks DNS about a
 * pair only with `--resolve`.
 * @returns the exit code: 0 read all, 1 something could not be read, 2 the command line makes no sense
 */
export async function runExplain(
  args: readonly string[],
  io: ExplainIo,
  openOwnership: OpenOwnership,
  policy: PolicySettings,
  resolveHost: ResolveHost = hostResolver({
    resolveDns: systemDns({ timeoutInMs: 5_000, tries: 2 }),
    now: () => new Date(),
  }),
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

export type ReadAlert = { readonly alert: Alert; readonly body: unknown } | { readonly fault: string }

/** One by one, so that an alert that cannot be read does not hide the others of its file. */
export async function* alertsOf(file: string): AsyncGenerator<ReadAlert> {
  try {
    const text = await readFile(file, 'utf8')
    for (const body of alertsInText(text).flatMap(splitAlerts)) yield readOne(body)
  } catch (error) {
    yield { fault: faultOf(error) }
  }
}

/** As if it had been polled, because nothing leaves here anyway. */
function readOne(body: unknown): ReadAlert {
  try {
    return { alert: parseAlert(body, 'graph'), body }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

function faultOf(error: unknown): string {
  if (error instanceof UnreadableAlertError) return error.message
  if (typeof error === 'object' && error !== null && 'code' in error)
    return `The file cannot be read (${String(error.code)}).`
  throw error
}

async function explain(
  file: string,
  { alert, body }: Exclude<ReadAlert, { fault: string }>,
  ownership: OwnershipIndex,
  policy: PolicySettings,
  resolveHost: ResolveHost | undefined,
): Promise<Explanation> {
  const unread = unreadMembers(alert, body)
  const observables = extractObservables(alert, policy.own)
  const read = readAlert(alert, observables, ownership)
  const confirmation = resolveHost && read.openPair && (await askDns(resolveHost, read.openPair))
  const decisions = decideRead(read, ownership, policy, confirmation)
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
