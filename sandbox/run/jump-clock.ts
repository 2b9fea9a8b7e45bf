import type { App } from '../app'
import type { WorldClock } from '../world/clock'

/**
 * Sets the clocks of the world and of the app to a moment that is ahead. If the app dies meanwhile, both still agree: it
 * is started again by the clock of the world.
 */
export async function jumpClock(
  clock: Pick<WorldClock, 'offsetFor' | 'offsetInMs' | 'setOffset'>,
  app: Pick<App, 'jump' | 'isGone'>,
  moment: Date,
): Promise<void> {
  if (app.isGone()) return
  const before = clock.offsetInMs()
  const offset = clock.offsetFor(moment) + 1
  clock.setOffset(offset)
  const done = await app.jump(offset)
  if (!done && !app.isGone()) clock.setOffset(before)
}
