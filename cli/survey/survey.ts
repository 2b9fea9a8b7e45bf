import { createHash } from 'node:crypto'
import { glob } from 'node:fs/promises'
import { basename } from 'node:path'
import type { TokenCredential } from '@azure/identity'
import { graphPages } from '../../shared/alerts/graph-client'
import { messageOf } from '../../shared/alerts/graph-request'
import type { PolicySettings } from '../../shared/cases/policy-settings'
import { after, dayInMs } from '../../shared/model/time'
import type { OwnershipIndex } from '../../shared/ownership/ownership'
import type { MailSettings } from '../../shared/reports/report-mail'
import { alertsOf, type ReadAlert, readOne } from '../alerts-of-file'
import type { ExplainIo, OpenOwnership } from '../explain'
import { hostsByDns, judge } from '../judge'
import { underBar } from '../progress'
import { readCall } from '../read-call'
import type { Terminal } from '../terminal'
import { readGraph, SurveyStoppedError } from './read-graph'
import { personLogin, graphCommandLineTools, type SignIn } from './sign-in'
import { signInFault } from './sign-in-fault'
import { addFault, addToTally, newTally, type Tally } from './tally'
import { surveyText } from './survey-text'
import { writeSurvey } from './write-survey'

export const SURVEY_USAGE =
  'survey [--days N] [--from FILE…] [--out DIR] [--feed DIR] [--resolve] [--device-code] [--client-id ID] [--tenant ID]'

export type SurveyDeps = {
  readonly terminal: Pick<Terminal, 'io' | 'startBar' | 'now'>
  readonly openOwnership: OpenOwnership
  readonly policy: PolicySettings
  readonly mail: MailSettings
  /** Origin of Graph in our cloud. */
  readonly endpoint: string
  readonly sleep: (ms: number) => Promise<void>
  readonly login?: (options: SignIn) => TokenCredential
}

type Call = {
  readonly days: number
  readonly files: readonly string[]
  readonly out: string
  readonly feed: string | undefined
  readonly resolves: boolean
  readonly byDeviceCode: boolean
  readonly clientId: string
  readonly tenantId: string | undefined
}

const usualDays = 30
/** Graph keeps alerts for 180 days. */
const mostDays = 180
const graphTimeoutInMs = 60_000

/**
 * What the program would have made of the alerts of the last days, out of Graph as the person who signs in, or out of
 * files. Writes a page and drafts into a folder; sends and changes nothing.
 * @returns the exit code: 0 done, 1 something could not be read, 2 the command line makes no sense
 */
export async function runSurvey(args: readonly string[], deps: SurveyDeps): Promise<number> {
  const { io, now } = deps.terminal
  const at = now()
  const call = await callOf(args, at)
  if ('fault' in call) {
    io.err(call.fault)
    io.err(`Usage: ${SURVEY_USAGE}`)
    return 2
  }
  const ownership = await deps.openOwnership(call.feed)
  try {
    const tally = newTally()
    await underBar(deps.terminal, 'Alerts read', undefined, (to, later) =>
      fill(tally, call, ownership, at, { ...deps, say: later.err, to }),
    )
    const source =
      call.files.length > 0 ? filesText(call.files) : `Microsoft Graph, the last ${call.days} days`
    const survey = { tally, source, at }
    const written = await writeSurvey(survey, call.out, deps.mail)
    for (const line of surveyText(survey, written)) io.out(line)
    return tally.faults.length > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof SurveyStoppedError)) throw error
    io.err(error.message)
    return 1
  }
}

type Filling = SurveyDeps & { readonly say: ExplainIo['err']; readonly to: (done: number) => void }

async function fill(
  tally: Tally,
  call: Call,
  ownership: OwnershipIndex,
  at: Date,
  deps: Filling,
): Promise<void> {
  const resolveHost = call.resolves ? hostsByDns() : undefined
  const seen = new Set<string>()
  for await (const { read, where } of call.files.length > 0
    ? fromFiles(call.files)
    : fromGraph(call, at, deps)) {
    if ('fault' in read) addFault(tally, where, read.fault)
    else if (isNew(seen, read.body)) addToTally(tally, await judge(read, ownership, deps.policy, resolveHost))
    deps.to(tally.alerts)
  }
}

/** `where`: the file, or an alert's id in Graph. */
type Found = { readonly read: ReadAlert; readonly where: string }

async function* fromFiles(files: readonly string[]): AsyncGenerator<Found> {
  for (const file of files) for await (const read of alertsOf(file)) yield { read, where: file }
}

async function* fromGraph(call: Call, at: Date, deps: Filling): AsyncGenerator<Found> {
  const { clientId, tenantId, byDeviceCode, days } = call
  const { endpoint, say, sleep } = deps
  const credential = (deps.login ?? personLogin)({ clientId, tenantId, byDeviceCode, endpoint, say })
  await signedIn(credential)
  const getPage = graphPages({ endpoint, credential, timeoutInMs: graphTimeoutInMs })
  const reader = { endpoint, getPage, sleep, say, now: deps.terminal.now }
  for await (const body of readGraph(reader, after(at, -days * dayInMs), at))
    yield { read: readOne(body), where: 'Microsoft Graph' }
}

/** At once, because a person takes longer to sign in than a request may. */
async function signedIn(credential: TokenCredential): Promise<void> {
  try {
    await credential.getToken([])
  } catch (error) {
    throw new SurveyStoppedError(signInFault(messageOf(error)))
  }
}

/** Paging by time shows the alerts on an edge twice, and exports overlap. */
function isNew(seen: Set<string>, body: unknown): boolean {
  const mark = createHash('sha1').update(JSON.stringify(body)).digest('base64')
  const before = seen.size
  return seen.add(mark).size > before
}

const filesText = (files: readonly string[]): string =>
  files.length <= 3 ? files.map((file) => basename(file)).join(', ') : `${files.length} files`

async function callOf(args: readonly string[], at: Date): Promise<Call | { readonly fault: string }> {
  const call = readCall(SURVEY_USAGE, args)
  if ('fault' in call) return call
  const { words, text, has } = call
  const days = Number(text('days') ?? usualDays)
  if (!Number.isInteger(days) || days < 1 || days > mostDays)
    return { fault: `--days is a whole number from 1 to ${mostDays}: Graph keeps alerts no longer.` }
  const named = text('from')
  if (named === undefined && words.length > 0)
    return { fault: `Files stand behind --from: survey --from ${words.join(' ')}` }
  const files = named === undefined ? [] : await expanded([named, ...words])
  if (named !== undefined && files.length === 0) return { fault: `No file is called ${named}.` }
  return {
    days,
    files,
    out: text('out') ?? `survey-${at.toISOString().slice(0, 10)}`,
    feed: text('feed'),
    resolves: has('resolve'),
    byDeviceCode: has('device-code'),
    clientId: text('client-id') ?? graphCommandLineTools,
    tenantId: text('tenant'),
  }
}

/** The shell of Windows leaves `alerts-*.json` as it is. */
async function expanded(names: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    names.map(async (name) => (/[*?[]/.test(name) ? (await Array.fromAsync(glob(name))).toSorted() : [name])),
  )
  return lists.flat()
}
