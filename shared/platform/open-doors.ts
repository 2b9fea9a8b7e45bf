import type { DeliveryIn } from '../delivery/delivery'
import { wayOut, type DoorName, type WayOut } from '../delivery/door'
import { openSmtpDoor } from '../delivery/smtp-door'
import { compose } from '../reports/compose'
import { mailOfReport } from '../reports/mail-of-report'
import type { ComposedMessage } from '../reports/report-mail'
import type { Report } from '../reports/report'
import type { Sighting } from '../cases/sighting'
import type { AppContext } from './app-context'
import { mailSettingsOf, smtpSettingsOf } from './mail-settings-of'
import type { ReportContext } from './report-context'
import { loadCurrentActor } from './threat-actors-in-use'

/** The ways out that DOORS names, in its order, each with what composes for it. @throws SettingsError */
export function openDoors(app: AppContext, context: ReportContext): readonly WayOut[] {
  const config = app.settings.need('mail', 'smtp')
  const asMail = (report: Report, claim: DeliveryIn<'claimed'>) => composeMail(app, context, report, claim)
  const open: Readonly<Record<DoorName, () => WayOut>> = {
    smtp: () => wayOut(openSmtpDoor(smtpSettingsOf(config.smtp)), asMail),
    graph: notBuilt,
    msrc: notBuilt,
  }
  return config.mail.doors.map((name) => open[name]())
}

function notBuilt(): never {
  throw new Error('This door is not built yet: take it out of DOORS')
}

async function composeMail(
  app: AppContext,
  context: ReportContext,
  report: Report,
  claim: DeliveryIn<'claimed'>,
): Promise<ComposedMessage> {
  const mail = mailSettingsOf(app.settings)
  const facts = mailOfReport(report, await sightingsOf(context, report), claim, mail)
  const actorNow = await loadCurrentActor(context.storage, report.evidence.actor)
  return compose({ ...facts, actorNow }, mail)
}

/** Enough for any desk; the count stands in the report all the same. */
const mostSightings = 1000

async function sightingsOf(context: ReportContext, report: Report): Promise<Sighting[]> {
  const sightings: Sighting[] = []
  for await (const { sighting } of context.sightings.list(report.caseKey, report.id)) {
    if (sightings.push(sighting) >= mostSightings) break
  }
  return sightings
}
