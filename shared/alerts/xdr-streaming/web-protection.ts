import { objectIn } from '../sentinel/lower-keys'
import type { XdrRow } from './row'

const BLOCK = /^(?:ExploitGuardNetworkProtectionBlocked|SmartScreenUrlWarning)$/

const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['commandandcontrol', 'CommandAndControl'],
  ['phishing', 'Phishing'],
  ['malicious', 'Malware'],
])

/**
 * Why network protection or SmartScreen stopped a connection, as a category of alerts. Undefined where a policy or a
 * list of the customer's own did, or where it was only audited.
 * Source: learn.microsoft.com, "Use network protection", columns of DeviceEvents.
 */
export function blockedAs({ ActionType, AdditionalFields }: XdrRow): string | undefined {
  if (!BLOCK.test(ActionType ?? '')) return undefined
  const fields = objectIn(AdditionalFields) ?? {}
  if (fields['IsAudit'] === true) return undefined
  const word = fields['ResponseCategory'] ?? fields['Experience']
  return typeof word === 'string' ? CATEGORIES.get(word.toLowerCase()) : undefined
}
