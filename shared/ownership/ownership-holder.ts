import type { OwnershipIndex } from './ownership'
import { openSnapshot, type Snapshot } from './snapshot'
import type { SourceSummary } from './source'

/** A snapshot blob and what tells it from the next one. */
export type StoredSnapshot = { readonly version: string; readonly bytes: Uint8Array }

export type HolderDeps = {
  /** The stored snapshot if it is another than `knownVersion`; `unchanged` if not; undefined if there is none. */
  readonly load: (knownVersion: string | undefined) => Promise<StoredSnapshot | 'unchanged' | undefined>
  readonly embedded: () => Snapshot
  readonly now: () => Date
  readonly log: (line: string) => void
  /** How long an answer may rest on a snapshot before storage is asked for a newer one. Default two minutes. */
  readonly checkEveryInMs?: number
}

/** What the health page says about the data in use. */
export type HolderStatus = {
  readonly from: 'embedded' | 'stored'
  readonly createdAt: string
  readonly checkedAt?: string
  readonly lastError?: string
  readonly sources: readonly SourceSummary[]
}

export type OwnershipHolder = {
  /** The index in memory, at once. Asks storage for a newer one in the background when the last look is old. */
  readonly current: () => OwnershipIndex
  /**
   * Ends when storage has been asked once: after it, a cold start no longer answers from the embedded snapshot.
   * @returns false while storage gives no answer and nothing of it is in memory; whoever decides for good waits then
   */
  readonly ready: () => Promise<boolean>
  /** Asks storage for a newer one now, and ends with the answer in use. */
  readonly renew: () => Promise<void>
  readonly status: () => HolderStatus
}

const TWO_MINUTES_IN_MS = 120_000

type Held = { readonly snapshot: Snapshot; readonly version?: string }

/** Keeps one snapshot in memory and picks up a newer one without a restart. No look-up ever waits for it. */
export function ownershipHolder(deps: HolderDeps): OwnershipHolder {
  let held: Held | undefined
  let checkedAt: Date | undefined
  let lastError: string | undefined
  let loading: Promise<void> | undefined
  let isUnasked = true
  const inUse = (): Held => (held ??= { snapshot: deps.embedded() })
  const load = async (): Promise<void> => {
    try {
      const stored = await deps.load(held?.version)
      isUnasked = false
      if (stored !== undefined && stored !== 'unchanged') {
        held = { snapshot: openSnapshot(stored.bytes), version: stored.version }
      }
      lastError = undefined
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error)
      deps.log(
        `The stored ownership snapshot could not be taken over: ${lastError}. The one in memory stays in use.`,
      )
    } finally {
      checkedAt = deps.now()
      loading = undefined
    }
  }
  const isOld = (): boolean => {
    const age = checkedAt === undefined ? Infinity : deps.now().getTime() - checkedAt.getTime()
    return age >= (deps.checkEveryInMs ?? TWO_MINUTES_IN_MS)
  }
  const look = (): Promise<void> => (loading ??= load())
  return {
    current: () => {
      if (isOld()) void look()
      return inUse().snapshot.index
    },
    ready: async () => {
      if (isUnasked) await look()
      return !isUnasked
    },
    renew: look,
    status: () => {
      const { snapshot, version } = inUse()
      return {
        from: version === undefined ? 'embedded' : 'stored',
        createdAt: snapshot.createdAt.toISOString(),
        ...(checkedAt !== undefined && { checkedAt: checkedAt.toISOString() }),
        ...(lastError !== undefined && { lastError }),
        sources: snapshot.sources,
      }
    },
  }
}
