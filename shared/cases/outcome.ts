export const outcomes = [
  'takedown',
  'no-action',
  'rejected',
  'gone',
  'unanswered',
  'withdrawn',
  'declined',
  'expired',
  'trial',
] as const

/** How a report ended. `gone`: the endpoint vanished without an answer. */
export type Outcome = (typeof outcomes)[number]
