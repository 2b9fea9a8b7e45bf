import type { DeliveryIn } from '../delivery/delivery'
import { wayOut, type DoorName, type WayOut } from '../delivery/door'
import { openGraphDoor } from '../delivery/graph-door'
import { openMsrcDoor } from '../delivery/msrc-door'
import { openSmtpDoor } from '../delivery/smtp-door'
import { compose } from '../reports/compose'
import { composeMsrc } from '../reports/compose-msrc'
import type { Report } from '../reports/report'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { graphDoorSettingsOf } from './graph-door-settings-of'
import { smtpSettingsOf } from './mail-settings-of'
import { mailToken } from './mail-token'
import { msrcReporterOf } from './msrc-reporter-of'
import type { ReportContext } from './report-context'
import { loadFacts } from './report-facts'

/** The ways out that DOORS names, in its order, each with what composes for it. @throws SettingsError */
export function openDoors(app: AppContext, context: ReportContext, log: Log): readonly WayOut[] {
  const config = app.settings.need('mail', 'smtp', 'msrc')
  const factsOf = loadFacts(app, context, log)
  const asMail = async (report: Report, claim: DeliveryIn<'claimed'>) => {
    const { facts, mail } = await factsOf(report, claim)
    return compose(facts, mail)
  }
  const open: Readonly<Record<DoorName, () => WayOut>> = {
    smtp: () => wayOut(openSmtpDoor(smtpSettingsOf(config.smtp, mailToken(app))), asMail),
    graph: () => wayOut(openGraphDoor(graphDoorSettingsOf(app), app.now), asMail),
    msrc: () => {
      const target = { url: config.msrc.url, timeoutInMs: config.msrc.timeoutInSeconds * 1000 }
      return wayOut(openMsrcDoor(target, app.now), async (report, claim) => {
        const { facts, mail } = await factsOf(report, claim)
        return composeMsrc(facts, mail, msrcReporterOf(config.msrc, mail))
      })
    },
  }
  return config.mail.doors.map((name) => open[name]())
}
