import { oneLine } from '../one-line'
import { counted } from './counted'
import { type EndpointTally, standingsOf } from './tally'
import type { Survey, Written } from './write-survey'

const mostLines = 10

/** What a person reads at the terminal: figures, what would leave, and where the rest stands. */
export function surveyText({ tally, source }: Survey, written: Written): readonly string[] {
  const { reported, held } = standingsOf(tally)
  const ignored = [...tally.ignored.values()].reduce((sum, { count }) => sum + count, 0)
  return [
    `${source}: ${counted(tally.alerts, 'alert')}, of which ${tally.hosted} name something that Microsoft hosts.`,
    `Would be reported: ${counted(reported.length, 'endpoint')}. Held for a person: ${held.length}. Ignored: ${counted(ignored, 'mention')}.`,
    ...ownAttacks(tally.ownAttackers),
    ...listed('Would be reported', reported),
    ...listed('Held', held),
    ...tally.faults.map((fault) => `Not read: ${fault}`),
    ...(tally.faultCount > tally.faults.length
      ? [`Not read: ${tally.faultCount - tally.faults.length} more.`]
      : []),
    ...(tally.unread.size > 0
      ? [
          `${counted(tally.unread.size, 'field')} named something public but could not be read; the page lists them.`,
        ]
      : []),
    ...coarse([...reported, ...held]),
    `The page: ${written.page}`,
    ...(written.drafts === undefined
      ? []
      : [`${counted(written.draftCount, 'draft')} of mails: ${written.drafts}`]),
    'Nothing was sent, and nothing was changed.',
  ]
}

function ownAttacks(attackers: ReadonlyMap<string, number>): readonly string[] {
  if (attackers.size === 0) return []
  const names = [...attackers.keys()].slice(0, 5).map(oneLine).join(', ')
  return [
    `Machines of your own attack others, by ${counted(sum(attackers), 'alert')}: ${names}. Look at them first.`,
  ]
}

/** Without service tags nobody can tell a customer's machine from a service of Microsoft's own. */
function coarse(endpoints: readonly EndpointTally[]): readonly string[] {
  const untagged = endpoints.filter(
    ({ findings: [best] }) => best.evidence.ownershipClass === 'microsoft-untagged',
  )
  if (untagged.length === 0) return []
  return [
    `Of ${counted(untagged.length, 'endpoint')} the data at hand does not say which service it is; with Microsoft's service tags (--feed DIR, docs/survey.md) grades are better and less is held.`,
  ]
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0)

function listed(title: string, endpoints: readonly EndpointTally[]): readonly string[] {
  if (endpoints.length === 0) return []
  const rows = endpoints.slice(0, mostLines).map((one) => {
    const { evidence, decision } = one.findings[0]
    const alerts = counted(one.reports + one.holds, 'alert')
    return `  ${one.endpoint} (${evidence.abuse}, grade ${evidence.grade}, ${alerts}): ${decision.reason}`
  })
  const more = endpoints.length - rows.length
  return [`${title}:`, ...rows.map(oneLine), ...(more > 0 ? [`  and ${more} more`] : [])]
}
