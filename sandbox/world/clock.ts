/** The time in the world: the machine's, moved ahead. The app's process is told the same offset. */
export type WorldClock = {
  readonly now: () => Date
  readonly offsetInMs: () => number
  /** What the offset has to be for it to be this late now. */
  readonly offsetFor: (moment: Date) => number
  readonly setOffset: (offsetInMs: number) => void
}

export function createWorldClock(offsetInMs = 0): WorldClock {
  let offset = offsetInMs
  return {
    now: () => new Date(Date.now() + offset),
    offsetInMs: () => offset,
    offsetFor: (moment) => moment.getTime() - Date.now(),
    setOffset: (changed) => {
      offset = changed
    },
  }
}
