import type { Decision } from './decision'

/** Whoever keeps a list of what is ours wants nothing filed before it was read. */
export const heldUntilOwnListIsRead = <D extends Pick<Decision, 'verdict' | 'rule' | 'reason'>>(
  decision: D,
): D => (decision.verdict === 'report' ? { ...decision, ...held } : decision)

const held = {
  verdict: 'hold',
  rule: 'own-list-unread',
  reason: 'The list of our own addresses has not been read yet, so it may be one of ours.',
} as const
