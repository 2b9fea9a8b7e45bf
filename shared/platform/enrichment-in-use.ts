import { graphHunting } from '../alerts/graph-hunting'
import { askSources, type Enrichment, type EnrichmentSource } from '../cases/enrichment'
import { huntingSource } from '../cases/hunting'
import { rememberedAnswers } from '../cases/remembered-answers'
import { virusTotalSource } from '../cases/virustotal'
import type { IpAddress } from '../model/ip-address'
import { subjectOf } from '../reports/enriched'
import type { Report } from '../reports/report'
import { checkpointsOf } from '../storage/checkpoints'
import { quotaOf } from '../storage/quota'
import type { AppContext } from './app-context'
import { type OursOfReport, whyOnlyByPerson } from './ours-of-report'
import type { Log } from '../telemetry/log'
import type { Config } from '../settings/settings'

const huntingTimeoutInMs = 30_000
const virusTotalTimeoutInMs = 15_000
/** The service takes 45 a minute of a tenant; others hunt too. */
const huntsPerMinute = 30

export type Enrich = (report: Report) => Promise<Enrichment | undefined>

/** Asks the sources that settings name; undefined where they name none. Made anew for every run. */
export function enrichmentInUse(
  app: AppContext,
  log: Log,
  oursOf: (report: Report) => Promise<OursOfReport>,
): Enrich | undefined {
  const { hunting, virusTotal } = app.settings.need('enrichment').enrichment
  const sources = [
    ...(hunting ? [openHunting(app)] : []),
    ...(virusTotal ? [openVirusTotal(app, virusTotal)] : []),
  ]
  if (sources.length === 0) return undefined
  const ask = askSources(sources, (source, { cause, remedy }) => {
    log('enrichment missed', { source, cause, remedy })
  })
  return async (report) => {
    const ours = await oursOf(report)
    const known = {
      isOurs: (address: IpAddress) => ours.whyAddress(address) !== undefined,
      onlyInside: whyOnlyByPerson(report, ours) !== undefined,
    }
    return ask(subjectOf(report, known), report.enrichment)
  }
}

function openHunting(app: AppContext): EnrichmentSource {
  const { graph } = app.settings.need('graph')
  const ownership = app.ownership()
  const isReportable = (address: IpAddress) => {
    const { class: ownershipClass } = ownership.current().ofAddress(address)
    return ownershipClass === 'customer-hosted' || ownershipClass === 'microsoft-untagged'
  }
  const source = huntingSource({
    runQuery: graphHunting({
      endpoint: graph.endpoint,
      credential: app.credential(graph.tenantId),
      timeoutInMs: huntingTimeoutInMs,
    }),
    quota: quotaOf(checkpointsOf(app.storage()), 'hunting', { perMinute: huntsPerMinute }, app.now),
    isReportable,
    now: app.now,
  })
  return {
    name: source.name,
    ask: async (subject) => {
      // After a cold start the embedded data would know less than what is stored.
      await ownership.ready()
      return source.ask(subject)
    },
  }
}

type VirusTotalConfig = NonNullable<Config['enrichment']['virusTotal']>

function openVirusTotal(
  app: AppContext,
  { url, apiKey, perDay, perMinute }: VirusTotalConfig,
): EnrichmentSource {
  const checkpoints = checkpointsOf(app.storage())
  return virusTotalSource({
    url,
    apiKey,
    quota: quotaOf(checkpoints, 'virustotal', { perMinute, perDay }, app.now),
    answers: rememberedAnswers(checkpoints, 'virustotal-answers', app.now),
    timeoutInMs: virusTotalTimeoutInMs,
    now: app.now,
  })
}
