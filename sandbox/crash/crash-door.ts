import type { World } from '../world/world'

/** A way out, with the faults it is given and what its receiving server can testify to afterwards. */
export type CrashDoor = {
  readonly name: 'smtp' | 'graph'
  readonly settings: Readonly<Record<string, string>>
  /** Scripts the faults: the same seed draws the same fates, in the order in which attempts come. */
  readonly prepare: (world: World, seed: number) => void
  readonly testify: (world: World) => Testimony
}

/** What the receiving server knows. Reports go by their id. */
export type Testimony = {
  /** One entry for every first mail that it holds. */
  readonly held: readonly string[]
  /** Whose last attempt it began to take, gave no answer to, and does not hold. */
  readonly vanished: ReadonlySet<string>
  /** Whose last attempt it refused for good. */
  readonly refused: ReadonlySet<string>
  readonly attempts: number
  /** Lines cut, or left without a word, after the whole mail had come. */
  readonly dropped: { readonly kept: number; readonly lost: number }
}
