/** What this process has in its hands, and whether it is to end: there is one of each per process. */
const state = { isStopping: false, running: 0 }
const waiting = new Set<() => void>()

/** True once the process is to end: nothing new is begun, what is in hand is brought to its end. */
export const isStopping = (): boolean => state.isStopping

export function beginStopping(): void {
  state.isStopping = true
}

/** Counts `work` as in hand until it has ended. */
export async function inHand<T>(work: () => Promise<T>): Promise<T> {
  state.running += 1
  try {
    return await work()
  } finally {
    state.running -= 1
    if (state.running === 0) for (const tell of waiting) tell()
  }
}

/** Ends when nothing is in hand any more, or after `mostInMs`; says which. */
export async function whenIdle(mostInMs: number): Promise<boolean> {
  if (state.running === 0) return true
  return new Promise((resolve) => {
    const tell = (isIdle: boolean) => {
      clearTimeout(giveUp)
      waiting.delete(onIdle)
      resolve(isIdle)
    }
    const onIdle = () => tell(true)
    const giveUp = setTimeout(() => tell(false), mostInMs)
    waiting.add(onIdle)
  })
}
