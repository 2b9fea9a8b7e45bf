import type { FieldSide, Finding, ObservableRole } from '../alert'
import type { Collector } from '../collector'
import {
  listOf,
  mapped,
  objectOf,
  optionalText,
  present,
  type Read,
  textOr,
  texts,
  textOrNumber,
} from '../fields'
import { isVictimRole, parseVerdict, strongestRole } from '../words'

/** What every evidence entry carries; `verdict` and `roles` are often empty. */
export const evidenceBase = { verdict: textOrNumber, roles: texts }

/** An address inside another entry: an ipEvidence without its type or, in the wild, a plain text. */
export const innerAddress = mapped(
  textOr(objectOf({ ipAddress: present(optionalText), ...evidenceBase })),
  (value): InnerAddress =>
    typeof value === 'string' ? { ipAddress: value, roles: [] } : (value ?? undefined),
)

export const innerAddresses = listOf(innerAddress)

/** A link inside another entry: a urlEvidence without its type or, in the wild, a plain text. */
export const innerLinks = mapped(listOf(textOr(objectOf({ url: present(optionalText) }))), (links) =>
  (links ?? []).map((link) => (typeof link === 'string' ? link : link?.url)),
)

export type InnerAddress =
  | {
      readonly ipAddress: string | null | undefined
      readonly roles: readonly string[]
      readonly verdict?: Read<typeof textOrNumber>
    }
  | undefined

type Weight = {
  readonly role: ObservableRole
  readonly fieldSide: FieldSide
  readonly verdict: Finding['verdict']
}

/** Verdict, role and side as the entry's own words give them, for a field that usually names the remote party. */
export function weightOf(entry: {
  readonly verdict?: string | number | null | undefined
  readonly roles: readonly string[]
}): Weight {
  const suspicious = entry.roles.some((role) => role.toLowerCase() === 'suspicious')
  const verdict = parseVerdict(entry.verdict)
  return {
    role: strongestRole(entry.roles),
    fieldSide: isVictimRole(entry.roles) ? 'own' : 'remote',
    verdict: suspicious && verdict !== 'malicious' ? 'suspicious' : verdict,
  }
}

/** Reads one entry: what it names goes into the collector, each value with the path of its field. */
export type ReadEvidence = (entry: unknown, path: string, collector: Collector) => void
