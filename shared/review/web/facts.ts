import type { Evidence } from '../../cases/decision'
import type { Report } from '../../reports/report'
import type { Fact } from '../pages/models'

type Told = readonly [name: string, value: string | number | undefined]

const facts = (told: readonly Told[]): readonly Fact[] =>
  told.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value: String(value) }],
  )

/** What else is known of a report, for whoever has to decide about it. */
export function factsOf({ evidence, enrichment, source }: Report): readonly Fact[] {
  const { connections, engines } = enrichment ?? {}
  return facts([
    ['Host', evidence.host],
    ['Page', evidence.url],
    ['Port', portOf(evidence)],
    ['Network', evidence.prefix],
    ['Ownership', evidence.ownershipClass.replaceAll('-', ' ')],
    ['Cloud', evidence.cloud],
    ['Tenant', evidence.tenant],
    ['Shared address', evidence.sharedFrontEnd ? 'yes, with other customers' : undefined],
    ['Severity', evidence.severity],
    ['Category', evidence.category],
    ['Techniques', evidence.techniques.join(', ')],
    ['Actor', evidence.actor],
    ['Detected by', evidence.detectionSource],
    ['Alert came', source === 'graph' ? 'from Microsoft Graph' : `by ${source}`],
    ['Our connections', connections?.count],
    ['Engines that flag it', engines && `${engines.flagged} of ${engines.total}`],
    ['Ownership data of', evidence.snapshotDate],
  ])
}

/** The other side of an alert. */
export const remoteFacts = (evidence: Evidence): readonly Fact[] =>
  facts([
    ['Host', evidence.host],
    ['Address', evidence.address],
    ['Port', portOf(evidence)],
    ['Page', evidence.url],
    ['Actor', evidence.actor],
  ])

const portOf = ({ port, protocol }: Evidence): string | undefined =>
  port === undefined ? undefined : [port, protocol].filter(Boolean).join('/')
