import * as z from 'zod'
import { after, minuteInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import type { OwnershipHolder } from './ownership-holder'

/** Longer than a fetch takes. A failed one is tried again no sooner. */
const leaseInMs = 10 * minuteInMs
/** How long the others wait for the one that fetches. */
const patienceInMs = 1.5 * minuteInMs
const lookEveryInMs = 3000

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
 * Service tags at once, where there are none yet: no timer runs when an app is deployed. One fetches, under a lease;
 * the others wait for it, and go on with what there is after a minute and a half.
 * @throws only what storage throws
 */
export async function firstLists(deps: FirstListsDeps): Promise<void> {
  const { holder, checkpoints, now } = deps
  if (!isCoarse(deps)) return
  await holder.renew()
  if (!isCoarse(deps)) return
  const held = await checkpoints.load(leaseName, leaseSchema)
  if (held && now() < after(held.value.begunAt, leaseInMs)) return waitForLists(deps, held.value)
  const lease = { begunAt: now(), isOver: false }
  const etag = await checkpoints.save(leaseName, lease, held?.etag)
  return etag === undefined ? waitForLists(deps, lease) : fetchNow(deps, lease, etag)
}

async function fetchNow(deps: FirstListsDeps, lease: Lease, etag: string): Promise<void> {
  try {
    await deps.fetchLists()
  } catch (cause) {
    deps.onFault(cause)
  }
  await deps.checkpoints.save(leaseName, { ...lease, isOver: true }, etag)
  await deps.holder.renew()
}

/** Whoever fetched and failed has said so; whoever was killed has not. */
async function waitForLists(deps: FirstListsDeps, lease: Lease): Promise<void> {
  let isOver = lease.isOver
  while (!isOver && isCoarse(deps) && !deps.isTimeUp()) {
    if (deps.now() > after(lease.begunAt, patienceInMs)) return
    await deps.sleep(lookEveryInMs)
    isOver = (await deps.checkpoints.load(leaseName, leaseSchema))?.value.isOver ?? true
    await deps.holder.renew()
  }
}
