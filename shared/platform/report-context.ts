import { randomInt } from 'node:crypto'
import { caseStore } from '../cases/case'
import { sightingStore } from '../cases/sighting'
import { deliveryStore } from '../delivery/delivery'
import { mailDoors } from '../delivery/door'
import { mintReportId, type ReportId } from '../model/report-id'
import { agendaOf } from '../reports/agenda'
import { modeOf } from '../reports/filing-mode'
import { judgeFiling, type Filing } from '../reports/judge-filing'
import { openReport } from '../reports/open-report'
import type { Report, Sent } from '../reports/report'
import { reportStore } from '../reports/report-store'
import type { SecretOf } from '../reports/mail-secrets'
import { messageIdOf } from '../reports/message-ids'
import type { AppContext } from './app-context'
import { mailSettingsOf } from '../settings/mail-settings-of'
import { observedReports } from '../reports/observed-reports'

/** What every function that changes reports is built from. */
export function reportContext({ settings, storage, now }: AppContext) {
  const { reporting, chase, own } = settings.need('reporting', 'chase', 'own')
  const table = storage()
  const store = observedReports(reportStore(table, chase))
  const agenda = agendaOf(table)
  const policy = {
    modes: reporting.modes,
    minimumGrade: reporting.autoMinGrade,
  }
  return {
    storage: table,
    store,
    agenda,
    cases: caseStore(table),
    sightings: sightingStore(table),
    deliveries: deliveryStore(table),
    waits: chase,
    reporting,
    own,
    now,
    judge: ({ source, evidence, verdict }: Judged): Filing =>
      verdict === 'hold'
        ? { file: false, why: 'policy holds it' }
        : judgeFiling({ source, ...evidence }, policy),
    /** By which setting nothing of this report leaves; undefined where it may. */
    dryRunBy: ({ source, evidence }: Report): string | undefined => {
      const { mode, by } = modeOf({ source, ...evidence }, reporting.modes)
      return mode === 'dry-run' ? by : undefined
    },
    mintReportId: (at: Date): ReportId => mintReportId(reporting.reportIdPrefix, at, randomInt(2 ** 20)),
    openReport: (theCase: Parameters<typeof openReport>[2]) => openReport(store, agenda, theCase),
    windowInMs: reporting.aggregationWindowInMinutes * 60_000,
  }
}

export type ReportContext = ReturnType<typeof reportContext>

type Judged = Pick<Report, 'source' | 'evidence' | 'verdict'>

/** What is known to have left, or counts as having left once something proves it. */
export function proofOf({ settings }: AppContext, report: Report, at: Date, secretOf?: SecretOf): Sent {
  if ('sent' in report) return report.sent
  const { from } = mailSettingsOf(settings)
  const { doors } = settings.need('mail').mail
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return {
    sentAt: at,
    channel: doors.find((name) => mailDoors.includes(name)) ?? 'smtp',
    messageIds: [messageIdOf({ reportId: report.id, purpose: 'initial' }, domain, secretOf)],
  }
}
