/** The app's clock: the machine's, moved ahead. Real time goes on passing; it only starts from somewhere else. */
export type Clock = {
  readonly now: () => Date
  /** Milliseconds ahead of the machine. */
  offsetInMs: number
}

/**
 * Replaces this process's `Date`, as libfaketime would, so that everything that asks for the time, libraries
 * included, gets the app's. Timers of the event loop and the monotonic clock stay real.
 */
export function installClock(offsetInMs: number): Clock {
  const machine = Date
  const clock = { offsetInMs, now: () => new machine(machine.now() + clock.offsetInMs) }
  globalThis.Date = new Proxy(machine, {
    apply: () => clock.now().toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now().getTime()] : args, newTarget) as object,
    get: (target, property, self) =>
      property === 'now' ? () => clock.now().getTime() : (Reflect.get(target, property, self) as unknown),
  })
  return clock
}
