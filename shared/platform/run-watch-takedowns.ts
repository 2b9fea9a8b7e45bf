import { systemDns } from '../ownership/system-dns'
import type { IpAddress } from '../model/ip-address'
import type { Report } from '../reports/report'
import { wordingStore } from '../reports/wordings'
import type { Observation } from '../takedown/observation'
import { observeName } from '../takedown/observe-name'
import { probe } from '../takedown/probe'
import { type SeenSince, watchTakedowns } from '../takedown/watch-takedowns'
import { watchedName } from '../takedown/watched-name'
import type { AppContext } from './app-context'
import { deadline } from '../telemetry/deadline'
import type { Log } from '../telemetry/log'
import { oursOfReport } from './ours-of-report'
import { reportContext, type ReportContext } from './report-context'

/** Looks at the endpoint of whatever the agenda says is due for watching. */
export async function runWatchTakedowns(app: AppContext, log: Log): Promise<void> {
  const context = reportContext(app)
  const { watch } = app.settings.need('watch')
  const observe = await observer(app, context)
  const { looked, changed } = await watchTakedowns({
    ...context,
    ...watch,
    seenSince: (report) => seenSince(context, report),
    observe,
    isTimeUp: deadline(app.now),
  })
  for (const report of changed) {
    const { id, takedown } = report
    log('takedown changed', { reportId: id, takedown: takedown?.state, since: takedown?.since })
    await revokeWording(context, report, log)
  }
  log('takedowns watched', { looked, changed: changed.length })
}

/** Words that closed a report as taken down whose endpoint is alive say nothing any more. */
async function revokeWording({ storage, now }: ReportContext, report: Report, log: Log): Promise<void> {
  if (report.status !== 'closed' || report.wording === undefined || report.outcome !== 'takedown') return
  const state = report.takedown?.state
  if (state !== 'up' && state !== 'back') return
  const why = `${report.id} was closed by it as taken down, and its endpoint was seen alive`
  if (await wordingStore(storage).revoke(report.wording, 'watchTakedowns', why, now()))
    log('wording revoked', { reportId: report.id, wording: report.wording })
}

/** Sightings since the last count, and the case, which says whether a newer report has taken over. */
async function seenSince({ sightings, cases }: ReportContext, report: Report): Promise<SeenSince> {
  let lastSeenAt: Date | undefined
  for await (const { sighting } of sightings.list(report.caseKey, report.id, report.tally.settledTo)) {
    const { stands, lastActivityAt: at } = sighting
    if (stands && at && (!lastSeenAt || at > lastSeenAt)) lastSeenAt = at
  }
  if (report.status !== 'closed') return { ...(lastSeenAt && { lastSeenAt }) }
  const current = (await cases.get(report.caseKey))?.theCase
  if (!current || current.reportId === report.id) return { ...(lastSeenAt && { lastSeenAt }) }
  return { lastSeenAt: current.evidence.lastActivityAt ?? current.openedAt, newer: current.reportId }
}

/** What the settings allow to ask, and about whom; until the ownership data is at hand, nobody is asked. */
async function observer(app: AppContext, context: ReportContext) {
  const { watch, dns } = app.settings.need('watch', 'dns')
  const { servers } = dns
  const resolveDns = systemDns({ timeoutInMs: 2_000, tries: 2, ...(servers && { servers }) })
  const holder = app.ownership()
  const isReady = await holder.ready()
  return async (report: Report): Promise<Observation | undefined> => {
    if (!isReady || (!dns.asksAnybody && !watch.probes)) return undefined
    const ownership = holder.current()
    const watched = watchedName(report.endpoint, ownership)
    if (!watched) return undefined
    const ours = await oursOfReport(app, context, report)
    if (ours.whyHost(watched.name) !== undefined) return undefined
    // The name servers of an attacker's own domain are the attacker's own, and would learn who knows the name.
    if (watched.kind === 'foreign' && (!dns.asksOwners || ours.tellsOfUs)) return undefined
    const found = dns.asksAnybody ? await observeName(resolveDns, watched, ownership) : undefined
    if (!watch.probes || found?.kind === 'absent') return found
    const isOurs = (address: IpAddress) => ours.whyAddress(address) !== undefined
    return seen(
      found,
      await probe({ resolveDns, isOurs, proxy: watch.probeProxy }, watched.name, schemeOf(report)),
    )
  }
}

/** A probe that found nothing out leaves standing what the name told. */
const seen = (found: Observation | undefined, probed: Observation): Observation =>
  probed.kind === 'none' ? (found ?? probed) : probed

const schemeOf = ({ evidence }: Report): 'http' | 'https' =>
  evidence.url?.startsWith('http:') ? 'http' : 'https'
