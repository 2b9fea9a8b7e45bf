import * as z from 'zod'
import { waitAfter } from '../alerts/collect-refusal'
import type { HuntingRow, RunHuntingQuery } from '../alerts/graph-hunting'
import type { GraphRefusal, Refused } from '../alerts/graph-request'
import { parseInstant } from '../alerts/instant'
import { kqlText, kqlTime } from '../alerts/kql'
import { parseHostname } from '../model/hostname'
import { type IpAddress, parseIpAddress } from '../model/ip-address'
import { after, dayInMs, earlier, hourInMs, later } from '../model/time'
import type { Quota } from '../storage/quota'
import {
  type Connections,
  type EnrichmentSource,
  listedConnections,
  type NoAnswer,
  type Subject,
} from './enrichment'

export type HuntingDeps = {
  readonly runQuery: RunHuntingQuery
  readonly quota: Quota
  /** Whether an address may be named as the endpoint's by its owner. */
  readonly isReportable: (address: IpAddress) => boolean
  readonly now: () => Date
}

/** Advanced hunting keeps as much, and looks no further back. */
const reachInMs = 30 * dayInMs
const mostRows = 1000

/** Connections of our devices with the endpoint, an hour around its sightings: exact times, and the remote port. */
export function huntingSource(deps: HuntingDeps): EnrichmentSource {
  return {
    name: 'hunting',
    ask: async (subject) => {
      const range = rangeOf(subject, deps.now())
      const query = range && huntingQuery(subject, range)
      if (range === undefined || query === undefined) return { kind: 'found', finding: {} }
      const freeAt = await deps.quota.take()
      if (freeAt) return noQueryBefore(freeAt)
      const answer = await deps.runQuery(query)
      if (answer.kind === 'refused') return refusal(deps, answer)
      const seen = answer.rows.flatMap((row) => readRow(row) ?? []).filter(isWithin(range))
      const connections = connectionsOf(seen, subject, deps.isReportable)
      return { kind: 'found', finding: connections ? { connections } : {} }
    },
  }
}

const noQueryBefore = (freeAt: Date): NoAnswer => ({
  kind: 'later',
  cause: `no query is left before ${freeAt.toISOString()}`,
  remedy: 'Nothing to do: reports leave without it meanwhile.',
  all: true,
})

type Range = { readonly from: Date; readonly to: Date }

function rangeOf({ firstSeenAt, lastSeenAt }: Subject, now: Date): Range | undefined {
  const from = later(after(firstSeenAt, -hourInMs), after(now, -reachInMs)) ?? now
  const to = earlier(after(lastSeenAt, hourInMs), now) ?? now
  return from < to ? { from, to } : undefined
}

const isWithin =
  ({ from, to }: Range) =>
  ({ at }: Seen) =>
    at >= from && at <= to

/**
 * Selects nothing of our own side: no device, no local address, no account. Undefined where neither name nor address
 * tells the endpoint from others: content on a host that many share.
 */
export function huntingQuery(subject: Subject, { from, to }: Range): string | undefined {
  const host = subject.host === undefined ? undefined : parseHostname(subject.host)
  const address = subject.address === undefined ? undefined : parseIpAddress(subject.address)
  const isHost = subject.endpoint.kind === 'host' && host !== undefined
  const byAddress = subject.endpoint.kind === 'address' || (isHost && !subject.sharedFrontEnd)
  const conditions = [
    ...(isHost ? [`RemoteUrl has ${kqlText(host)}`] : []),
    ...(byAddress && address !== undefined ? [`RemoteIP in (${spellings(address).join(', ')})`] : []),
  ]
  if (conditions.length === 0) return undefined
  return [
    'DeviceNetworkEvents',
    `where Timestamp between (${kqlTime(from)} .. ${kqlTime(to)})`,
    `where ${conditions.join(' or ')}`,
    "where ActionType !in ('ConnectionFailed', 'DnsConnectionInspected')",
    'project Timestamp, RemoteIP, RemotePort, RemoteUrl',
    `top ${mostRows} by Timestamp asc`,
  ].join('\n| ')
}

/** Defender writes v4 addresses in either form. */
const spellings = (address: IpAddress): readonly string[] =>
  [address, ...(address.includes(':') ? [] : [`::ffff:${address}`])].map(kqlText)

const row = z.object({
  timestamp: z.union([z.string(), z.number()]),
  remoteip: z.string().nullish().catch(undefined),
  remoteport: z.coerce.number().int().min(1).max(65_535).nullish().catch(undefined),
  remoteurl: z.string().nullish().catch(undefined),
})

type Seen = {
  readonly at: Date
  readonly address?: IpAddress
  readonly port?: number
  readonly host?: string
}

/** A named host that cannot be read is no unnamed one. */
const unreadable = '?'

function readRow(columns: HuntingRow): Seen | undefined {
  const read = row.safeParse(columns)
  const at = read.success ? parseInstant(read.data.timestamp) : undefined
  if (!read.success || at === undefined) return undefined
  const address = parseIpAddress(read.data.remoteip?.trim() ?? '')
  const link = read.data.remoteurl?.trim() ?? ''
  const host = URL.parse(link.includes('://') ? link : `https://${link}`)?.hostname
  return {
    at,
    ...(address !== undefined && { address }),
    ...(read.data.remoteport != null && { port: read.data.remoteport }),
    ...(link !== '' && { host: parseHostname(host ?? '') ?? unreadable }),
  }
}

/** Which rows are about the endpoint, and what of them may be told. */
function connectionsOf(
  seen: readonly Seen[],
  subject: Subject,
  isReportable: HuntingDeps['isReportable'],
): Connections | undefined {
  const isTheirs = (address: IpAddress | undefined) =>
    address !== undefined &&
    !subject.isOurs(address) &&
    (address === subject.address || isReportable(address))
  // Behind a proxy of ours, address and port are the proxy's; the time stays true.
  const told = seen
    .filter((one) => isAbout(one, subject))
    .map(({ at, address, port }) => (isTheirs(address) ? { at, address, port } : { at }))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const [first] = told
  const last = told.at(-1)
  if (first === undefined || last === undefined) return undefined
  const ports = told.flatMap((one) => one.port ?? [])
  const addresses = [...new Set(told.flatMap((one) => one.address ?? []))]
  const [port] = byFrequency(ports)
  const [address] = addresses
  return {
    count: told.length,
    firstAt: first.at,
    lastAt: last.at,
    ...(port !== undefined && { port }),
    ...(subject.endpoint.kind === 'host' && addresses.length === 1 && address !== undefined && { address }),
    listed: listed(told),
  }
}

/** On a front end of many customers only the name says which of them is meant. */
function isAbout({ host, address }: Seen, { endpoint, sharedFrontEnd, ...subject }: Subject): boolean {
  if (endpoint.kind === 'host' && host === endpoint.host) return true
  if (address === undefined || address !== subject.address) return false
  if (!sharedFrontEnd) return true
  return endpoint.kind === 'address' && (host === undefined || host === subject.host)
}

function byFrequency(ports: readonly number[]): readonly number[] {
  const counts = new Map<number, number>()
  for (const port of ports) counts.set(port, (counts.get(port) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([port]) => port)
}

/** One per second and port, the first ones and the very last. */
function listed(told: readonly { at: Date; port?: number | undefined }[]): Connections['listed'] {
  const bySecond = new Map(
    told.map(({ at, port }) => {
      const line = {
        at: new Date(Math.floor(at.getTime() / 1000) * 1000),
        ...(port !== undefined && { port }),
      }
      return [`${line.at.getTime()} ${port}`, line] as const
    }),
  )
  const lines = [...bySecond.values()]
  return lines.length <= listedConnections
    ? lines
    : [...lines.slice(0, listedConnections - 1), ...lines.slice(-1)]
}

const remedies: Readonly<Partial<Record<GraphRefusal, string>>> = {
  forbidden:
    'Give the identity the application permission ThreatHunting.Read.All in Microsoft Graph, with admin consent, or set HUNTING to false.',
  throttled: 'Nothing to do: hunting is left alone until the wait is over.',
  rejected:
    'Graph refuses the query: does the tenant have Defender for Endpoint? If not, set HUNTING to false.',
}

async function refusal({ quota, now }: HuntingDeps, refused: Refused): Promise<NoAnswer> {
  const until = waitAfter(refused, now())
  if (until) await quota.rest(until)
  const remedy = remedies[refused.cause] ?? 'Nothing to do, unless it lasts; the report goes on without.'
  return { kind: 'later', cause: `${refused.cause}: ${refused.detail}`, remedy, all: true }
}
