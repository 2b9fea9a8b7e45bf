import type { DeliveryIn } from '../delivery/delivery'
import { wayOut, type DoorName, type WayOut } from '../delivery/door'
import { compose } from '../reports/compose'
import type { MailSettings } from '../reports/report-mail'
import { composeMsrc, type MsrcReporter } from '../reports/compose-msrc'
import type { Report } from '../reports/report'
import type { AppContext } from './app-context'
import { bareDoors } from './bare-doors'
import type { Log } from '../telemetry/log'
import type { ReportContext } from './report-context'
import { loadFacts } from './report-facts'

/** The ways out that DOORS names, in its order, each with what composes for it. @throws SettingsError */
export function openDoors(app: AppContext, context: ReportContext, log: Log): readonly WayOut[] {
  const config = app.settings.need('mail', 'smtp', 'msrc')
  const doors = bareDoors(app)
  const factsOf = loadFacts(app, context, log)
  const asMail = async (report: Report, claim: DeliveryIn<'claimed'>) => {
    const { facts, mail } = await factsOf(report, claim)
    return compose(facts, mail)
  }
  const open: Readonly<Record<DoorName, () => WayOut>> = {
    smtp: () => wayOut(doors.smtp(), asMail),
    graph: () => wayOut(doors.graph(), asMail),
    msrc: () =>
      wayOut(doors.msrc(), async (report, claim) => {
        const { facts, mail } = await factsOf(report, claim)
        return composeMsrc(facts, mail, msrcReporterOf(mail))
      }),
  }
  return config.mail.doors.map((name) => open[name]())
}

/** Who reports through the Report Abuse API; the plus-address lets an answer name its report. */
const msrcReporterOf = ({ organisation, from }: MailSettings): MsrcReporter => ({
  name: organisation,
  email: from.address,
  plusAddress: true,
})
