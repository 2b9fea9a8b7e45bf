/** What is going to happen in the world, and when. */
export type Plan = {
  readonly at: (moment: Date, act: () => void | Promise<void>) => void
  /** The moment of the next thing planned. */
  readonly next: () => Date | undefined
  /** Lets happen what is due; returns how much that was. */
  readonly run: (now: Date) => Promise<number>
}

export function createPlan(): Plan {
  const planned: { readonly moment: Date; readonly act: () => void | Promise<void> }[] = []
  return {
    at: (moment, act) => {
      planned.push({ moment, act })
      planned.sort((a, b) => a.moment.getTime() - b.moment.getTime())
    },
    next: () => planned[0]?.moment,
    run: async (now) => {
      let count = 0
      while (planned[0] !== undefined && planned[0].moment <= now) {
        const due = planned.shift()
        await due?.act()
        count += 1
      }
      return count
    },
  }
}
