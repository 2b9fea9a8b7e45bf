import * as z from 'zod'
import type { FieldSide, Finding, ObservableRole } from '../alert'
import type { Collector } from '../collector'
import { texts, textOrNumber } from '../fields'
import { isVictimRole, parseVerdict, strongestRole } from '../words'

/** What every evidence entry carries; `verdict` and `roles` are often empty. */
export const evidenceBase = { verdict: textOrNumber, roles: texts }

/** An address inside another entry: an ipEvidence without its type or, in the wild, a plain text. */
export const innerAddress = z
  .union([z.string(), z.object({ ipAddress: z.string().nullable(), ...evidenceBase })])
  .nullish()
  .transform((value) => (typeof value === 'string' ? { ipAddress: value, roles: [] } : (value ?? undefined)))

export const innerAddresses = z.array(innerAddress).nullish()

/** A link inside another entry: a urlEvidence without its type or, in the wild, a plain text. */
export const innerLinks = z
  .array(z.union([z.string(), z.object({ url: z.string().nullable() })]).nullable())
  .nullish()
  .transform((links) => (links ?? []).map((link) => (typeof link === 'string' ? link : link?.url)))

export type InnerAddress = z.output<typeof innerAddress>

type Weight = {
  readonly role: ObservableRole
  readonly fieldSide: FieldSide
  readonly verdict: Finding['verdict']
}

/** Verdict, role and side as the entry's own words give them, for a field that usually names the remote party. */
export function weightOf(entry: {
  readonly verdict?: string | number | null | undefined
  roles: string[]
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
