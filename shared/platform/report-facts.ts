import type { CountedSighting } from '../cases/sighting'
import { knownOurs } from '../observables/known-ours'
import type { DeliveryIn } from '../delivery/delivery'
import { mailSecrets } from '../reports/mail-secrets'
import { mailOfReport, mostSightings } from '../reports/mail-of-report'
import { pairedReports } from '../reports/paired-reports'
import type { Report } from '../reports/report'
import type { MailSettings, ReportMail } from '../reports/report-mail'
import { once, type AppContext } from './app-context'
import type { Log } from '../telemetry/log'
import { mailSettingsOf } from '../settings/mail-settings-of'
import type { ReportContext } from './report-context'
import { templatesInUse } from '../reports/templates-in-use'
import { loadCurrentActor } from '../alerts/threat-actors-in-use'

/** What is told about a report, and in which dress; the same for every door. */
export type LoadFacts = (
  report: Report,
  claim: DeliveryIn<'claimed'>,
) => Promise<{ readonly facts: ReportMail; readonly mail: MailSettings }>

/** Reads the wording once, when the first message is composed. */
export function loadFacts(app: AppContext, context: ReportContext, log: Log): LoadFacts {
  const wording = once(async () => {
    const { templates, faults } = await templatesInUse(context.storage)
    for (const { template, fault } of faults) {
      const remedy =
        'Mend or delete it; until then the shipped wording is used. docs/templates.md says what may stand there.'
      log('template refused', { template, fault, remedy })
    }
    return templates
  })
  return async (report, claim) => {
    const secretOf = mailSecrets(await app.replyKey())
    const mail = { ...mailSettingsOf(app.settings), templates: await wording(), secretOf }
    const ours = knownOurs((await app.ownAssets(context.own)).own)
    const facts = mailOfReport(report, await sightingsOf(context, report), claim, mail, ours)
    const actorNow = await loadCurrentActor(context.storage, report.evidence.actor)
    const seeAlso = await pairedReports(context.storage, report)
    return { facts: { ...facts, actorNow, seeAlso }, mail }
  }
}

async function sightingsOf(context: ReportContext, report: Report): Promise<CountedSighting[]> {
  const sightings: CountedSighting[] = []
  for await (const { sighting } of context.sightings.list(report.caseKey, report.id)) {
    if (sightings.push(sighting) >= mostSightings) break
  }
  return sightings
}
