import { type KnownOurs, knownOurs } from '../observables/known-ours'
import { parseIpAddress } from '../model/ip-address'
import type { Report } from '../reports/report'
import type { AppContext } from './app-context'
import type { ReportContext } from './report-context'

/** A flood names what it names in its first alerts. */
const mostLookedAt = 1000

/** What is ours where a report is concerned, and whether one of its alerts knows a name of ours in its endpoint. */
export type OursOfReport = KnownOurs & { readonly tellsOfUs: boolean }

/**
 * The one place that everything asks before it asks outside or sends: settings, list, and every alert that named the
 * endpoint. Those that are ruled out know what is ours as well.
 */
export async function oursOfReport(
  app: Pick<AppContext, 'ownAssets'>,
  { own, sightings }: Pick<ReportContext, 'own' | 'sightings'>,
  { caseKey, evidence }: Report,
): Promise<OursOfReport> {
  const marks = new Set<string>()
  let tellsOfUs = evidence.tellsOfUs === true
  let seen = 0
  for await (const one of sightings.listKnowing(caseKey)) {
    for (const mark of one.ours) marks.add(mark)
    tellsOfUs ||= one.tellsOfUs
    seen += 1
    if (seen >= mostLookedAt) break
  }
  return { ...knownOurs((await app.ownAssets(own)).own, marks), tellsOfUs }
}

/** Why a report leaves by a person's word alone, whatever speaks against its endpoint. */
export function whyOnlyByPerson({ evidence }: Report, ours: OursOfReport): string | undefined {
  const { host } = evidence
  const address = evidence.address === undefined ? undefined : parseIpAddress(evidence.address)
  const why = (host && ours.whyHost(host)) ?? (address && ours.whyAddress(address))
  if (why) return `it is ours by now: ${why}`
  const telling =
    (host && ours.whyTelling(host)) ?? (ours.tellsOfUs ? 'one of its alerts says so' : undefined)
  return telling && `its endpoint holds a name of ours that cannot be cut out: ${telling}`
}
