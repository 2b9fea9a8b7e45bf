import { parseArgs } from 'node:util'
import { openEmbeddedSnapshot } from '../shared/ownership/embedded-snapshot'
import { openFeedFolder } from '../shared/ownership/feed-folder'
import type { Ownership } from '../shared/ownership/ownership'
import type { Snapshot } from '../shared/ownership/snapshot'
import type { Rdap } from '../shared/ownership/rdap'
import type { ResolveHost } from '../shared/ownership/resolve-host'
import { describeChecked } from './describe-ownership'
import { furtherChecks } from './further-checks'
import { jsonText } from './one-line'

/** Where a command writes: one call, one line. */
export type CliOutput = { readonly out: (line: string) => void; readonly err: (line: string) => void }

export type CheckDeps = {
  /** The snapshot of the last refresh, where there is one at hand; else the embedded one answers. */
  readonly newestSnapshot?: () => Promise<Snapshot | undefined>
  /** What ships with the program. */
  readonly embedded?: () => Snapshot
  readonly now?: () => Date
  /** For `--resolve` and `--rdap`; default: the system's name servers, and HTTPS. */
  readonly resolveHost?: ResolveHost
  readonly rdap?: Rdap
}

export const CHECK_USAGE = 'check [--json] [--feed DIR] [--resolve] [--rdap] ADDRESS|HOST|URL…'

/**
 * Says whose each input is, one after the other. Exit code 0, also for inputs that are neither address nor host
 * (`invalid` is an answer); 2 for a wrong call.
 */
export async function runCheck(
  args: readonly string[],
  io: CliOutput,
  deps: CheckDeps = {},
): Promise<number> {
  const call = parseCall(args)
  if (typeof call === 'string' || call.inputs.length === 0) {
    io.err(typeof call === 'string' ? call : 'Nothing to check.')
    io.err(`Usage: ${CHECK_USAGE}`)
    return 2
  }
  const snapshot = await openData(call.feed, io, deps)
  if (snapshot === undefined) return 2
  const answers = call.inputs.map((input) => ownershipOf(snapshot, input))
  const further = furtherChecks(call, snapshot.index, deps)
  for (const answer of answers) {
    const more = await further(answer)
    io.out(call.json ? jsonText({ ...inOrder(answer), ...more }) : describeChecked(answer, more))
  }
  for (const { from, refused, date } of snapshot.sources) {
    if (refused !== undefined)
      io.err(`Newer data from ${from} was refused: ${refused}; that of ${date} answered.`)
  }
  return 0
}

type Call = {
  readonly resolve: boolean
  readonly rdap: boolean
  readonly json: boolean
  readonly feed: string | undefined
  readonly inputs: readonly string[]
}

function parseCall(args: readonly string[]): Call | string {
  try {
    const flag = { type: 'boolean', default: false } as const
    const options = { json: flag, resolve: flag, rdap: flag, feed: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { ...values, feed: values.feed, inputs: positionals }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function openData(
  feed: string | undefined,
  io: CliOutput,
  deps: CheckDeps,
): Promise<Snapshot | undefined> {
  const embedded = deps.embedded ?? openEmbeddedSnapshot
  if (feed === undefined) return (await deps.newestSnapshot?.()) ?? embedded()
  try {
    const now = (deps.now ?? (() => new Date()))()
    const { snapshot, refused } = openFeedFolder(feed, embedded(), now)
    for (const { file, because } of refused) io.err(`${file} is left out: ${because}.`)
    if (snapshot.sources.every(({ source }) => source === 'asn')) io.err(`No feed was found in ${feed}.`)
    return snapshot
  } catch (error) {
    if (!isMissing(error)) throw error
    io.err(`The folder ${feed} cannot be read.`)
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  )
}

/** A text with an address in it, however spelled, is answered as one; the rest as a host. */
function ownershipOf({ index }: Snapshot, input: string): Ownership {
  const asHost = index.ofHost(input)
  return asHost.owner === 'invalid' && /^[\d.:a-f[\]/]+$/i.test(input) ? index.ofAddress(input) : asHost
}

/** One shape for every line, in one order; what is not known is null. */
function inOrder(answer: Ownership): Record<string, unknown> {
  const {
    input,
    kind,
    owner,
    class: ownershipClass,
    cloud = null,
    serviceTags,
    region = null,
    ...rest
  } = answer
  const { prefix = null, shared, tenant = null, sources, snapshotDate, because, ...further } = rest
  const first = {
    input,
    kind,
    owner,
    class: ownershipClass,
    cloud,
    serviceTags,
    region,
    prefix,
    shared,
    tenant,
  }
  return { ...first, sources, snapshotDate, because, ...further }
}
