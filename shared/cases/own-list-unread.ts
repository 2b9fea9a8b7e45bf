import type { Decision } from './decision'

/** Whoever keeps a list of what is ours wants nothing filed before it was read. */
export function heldUntilOwnListIsRead(decisions: readonly Decision[]): Decision[] {
  return decisions.map((decision) => (decision.verdict === 'report' ? { ...decision, ...held } : decision))
}

const held = {
  verdict: 'hold',
  rule: 'own-list-unread',
  reason: 'The list of our own addresses has not been read yet, so it may be one of ours.',
} as const
