import * as z from 'zod'
import { after, minuteInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import type { OwnershipHolder } from './ownership-holder'

/** A fetch that failed is tried again no sooner. */
const restInMs = 10 * minuteInMs
/** How often the one that fetches renews its lease, and the others look at it. */
const beatInMs = 3000
/** A lease that so many looks have found unchanged belonged to a process that was killed: no clocks are compared. */
const looksUntilDead = 5

const leaseName = 'first-lists'
const leaseSchema = z.object({ begunAt: z.coerce.date(), isOver: z.boolean() })
type Lease = z.infer<typeof leaseSchema>

export type FirstListsDeps = {
  readonly holder: OwnershipHolder
  /** The settings name a list of service tags. */
  readonly wantsTags: () => boolean
  readonly checkpoints: Checkpoints
  /** Fetches every list and stores what came. */
  readonly fetchLists: () => Promise<void>
  /** Told what it throws; the coarse data stay in use. */
  readonly onFault: (cause: unknown) => void
  readonly sleep: (ms: number) => Promise<unknown>
  readonly isTimeUp: () => boolean
  readonly now: () => Date
}

/** Without service tags nobody tells a customer's machine from Microsoft's own. */
function isCoarse({ holder, wantsTags }: FirstListsDeps): boolean {
  const { from, sources } = holder.status()
  if (from === 'embedded') return true
  return !sources.some(({ source }) => source.startsWith('service-tags')) && wantsTags()
}

/**
 * Service tags at once, where there are none yet: no timer runs when an app is deployed. One fetches, under a lease
 * that it renews; the others wait for it, and take over from one that was killed.
 * @throws only what storage throws
 */
export async function firstLists(deps: FirstListsDeps): Promise<void> {
  const { holder, checkpoints, now } = deps
  if (!isCoarse(deps)) return
  await holder.renew()
  if (!isCoarse(deps)) return
  const held = await checkpoints.load(leaseName, leaseSchema)
  if (held && !held.value.isOver) return waitForLists(deps, held.etag)
  if (held && now() < after(held.value.begunAt, restInMs)) return
  return fetchUnderLease(deps, held?.etag)
}

/** Somebody faster fetches in its place. */
async function fetchUnderLease(deps: FirstListsDeps, before: string | undefined): Promise<void> {
  const lease = { begunAt: deps.now(), isOver: false }
  const etag = await deps.checkpoints.save(leaseName, lease, before)
  return etag === undefined ? waitForLists(deps, undefined) : fetchNow(deps, lease, etag)
}

async function fetchNow(deps: FirstListsDeps, lease: Lease, etag: string): Promise<void> {
  const fetched = deps
    .fetchLists()
    .catch(deps.onFault)
    .then(() => 'over' as const)
  let held: string | undefined = etag
  for (let isOver = false; !isOver && held !== undefined;) {
    isOver = (await Promise.race([fetched, deps.sleep(beatInMs)])) === 'over'
    // Undefined where another took it for the lease of a dead process.
    held = await deps.checkpoints.save(leaseName, { ...lease, isOver }, held)
  }
  await fetched
  await deps.holder.renew()
}

/** The lease of a process that was killed is taken over. One that fetched and failed has said so. */
async function waitForLists(deps: FirstListsDeps, first: string | undefined): Promise<void> {
  let seen = first
  let looks = 0
  while (isCoarse(deps) && !deps.isTimeUp()) {
    await deps.sleep(beatInMs)
    await deps.holder.renew()
    const held = await deps.checkpoints.load(leaseName, leaseSchema)
    if (held === undefined || held.value.isOver) return
    looks = held.etag === seen ? looks + 1 : 0
    seen = held.etag
    if (looks >= looksUntilDead) return fetchUnderLease(deps, seen)
  }
}
