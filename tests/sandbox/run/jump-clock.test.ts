import { jumpClock } from '../../../sandbox/run/jump-clock'
import { createWorldClock } from '../../../sandbox/world/clock'

const HOUR_IN_MS = 3_600_000

it.each([
  { rule: 'goes with the app', app: { diesMeanwhile: false, done: true, isGone: false }, hours: 1 },
  {
    rule: 'stays when the app is at work',
    app: { diesMeanwhile: false, done: false, isGone: false },
    hours: 0,
  },
  {
    rule: 'stays jumped when the app dies of it: it was started again by that clock',
    app: { diesMeanwhile: true, done: false, isGone: false },
    hours: 1,
  },
  {
    rule: 'stays when the app was gone before, and perhaps started again by the clock as it was',
    app: { diesMeanwhile: false, done: false, isGone: true },
    hours: 0,
  },
])('the clock of the world $rule', async ({ app, hours }) => {
  const clock = createWorldClock()
  const state = { isGone: app.isGone }
  const jump = () => {
    state.isGone ||= app.diesMeanwhile
    return Promise.resolve(app.done)
  }
  const moment = new Date(clock.now().getTime() + HOUR_IN_MS)
  await jumpClock(clock, { jump, isGone: () => state.isGone }, moment)
  expect(Math.round(clock.offsetInMs() / HOUR_IN_MS)).toBe(hours)
})
