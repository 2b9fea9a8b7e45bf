import type { AlertSource } from '../alerts/alert'
import type { AbuseKind } from '../cases/decision'
import type { OwnershipClass } from '../ownership/ownership'

/** From the strictest to the least strict. */
export const filingModes = ['dry-run', 'review', 'auto'] as const

export type FilingMode = (typeof filingModes)[number]

/** What a mode may be set for apart from all the rest: whose kind of space it is, or what was done from there. */
export type ReportClass = OwnershipClass | AbuseKind

export type Modes = {
  /** Where nothing else is said. `dry-run` stops everything, whatever else is said. */
  readonly mode: FilingMode
  readonly bySource: ReadonlyMap<AlertSource, FilingMode>
  readonly byClass: ReadonlyMap<ReportClass, FilingMode>
}

export type ModeFacts = {
  readonly source: AlertSource
  readonly ownershipClass: OwnershipClass
  readonly abuse: AbuseKind
}

/** `by` is the setting that decided, in words for a person. */
export type ModeInForce = { readonly mode: FilingMode; readonly by: string }

/**
 * Dry run of everything comes first. Then, of the overrides that apply, the strictest: a report is as careful a matter
 * as the most careful of what is known about it. REPORTING_MODE stands where none applies.
 */
export function modeOf({ source, ownershipClass, abuse }: ModeFacts, modes: Modes): ModeInForce {
  const whole: ModeInForce = { mode: modes.mode, by: `REPORTING_MODE is ${modes.mode}` }
  if (modes.mode === 'dry-run') return whole
  const overrides = [
    override('MODE_BY_SOURCE', source, modes.bySource.get(source)),
    override('MODE_BY_CLASS', ownershipClass, modes.byClass.get(ownershipClass)),
    override('MODE_BY_CLASS', abuse, modes.byClass.get(abuse)),
  ].filter((one) => one !== undefined)
  return overrides.toSorted((a, b) => strictness(a.mode) - strictness(b.mode))[0] ?? whole
}

const strictness = (mode: FilingMode): number => filingModes.indexOf(mode)

const override = (setting: string, name: string, mode: FilingMode | undefined): ModeInForce | undefined =>
  mode && { mode, by: `${setting} sets ${name} to ${mode}` }
