import { wayOut, type DoorName, type WayOut } from '../delivery/door'
import { openMsrcDoor } from '../delivery/msrc-door'
import { openSmtpDoor } from '../delivery/smtp-door'
import { compose } from '../reports/compose'
import { composeMsrc } from '../reports/compose-msrc'
import type { AppContext } from './app-context'
import type { Log } from './log'
import { smtpSettingsOf } from './mail-settings-of'
import { msrcReporterOf } from './msrc-reporter-of'
import type { ReportContext } from './report-context'
import { loadFacts } from './report-facts'

/** The ways out that DOORS names, in its order, each with what composes for it. @throws SettingsError */
export function openDoors(app: AppContext, context: ReportContext, log: Log): readonly WayOut[] {
  const config = app.settings.need('mail', 'smtp', 'msrc')
  const factsOf = loadFacts(app, context, log)
  const open: Readonly<Record<DoorName, () => WayOut>> = {
    smtp: () =>
      wayOut(openSmtpDoor(smtpSettingsOf(config.smtp)), async (report, claim) => {
        const { facts, mail } = await factsOf(report, claim)
        return compose(facts, mail)
      }),
    graph: notBuilt,
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

function notBuilt(): never {
  throw new Error('This door is not built yet: take it out of DOORS')
}
