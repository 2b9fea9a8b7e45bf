import type { Alert } from '../../shared/alerts/alert'
import type { Decision } from '../../shared/cases/decision'
import { endpointText } from '../../shared/cases/endpoint'
import { earlier, later } from '../../shared/model/time'
import { bestGraded, type Finding } from '../hand-report'
import type { Judged } from '../judge'

/** What the alerts say about one endpoint, taken together. */
export type EndpointTally = {
  readonly endpoint: string
  /** Of its alerts, how many would report it, and how many would hold it. */
  reports: number
  holds: number
  firstAt: Date | undefined
  lastAt: Date | undefined
  /** The best of its findings, and some of the others: a draft lists them. */
  readonly findings: [Finding, ...Finding[]]
}

/** What would be ignored, by the rule that says so. */
export type IgnoredTally = {
  readonly rule: string
  readonly reason: string
  /** Endpoints, each counted once an alert. */
  count: number
  readonly examples: Set<string>
}

export type Tally = {
  alerts: number
  /** Alerts that name something Microsoft hosts and that is not plainly ours. */
  hosted: number
  /** Machines of ours that attack others, with the number of alerts that say so. */
  readonly ownAttackers: Map<string, number>
  /** Members that name something public and were not read, with how often. */
  readonly unread: Map<string, number>
  readonly endpoints: Map<string, EndpointTally>
  readonly ignored: Map<string, IgnoredTally>
  /** What could not be read at all: where, and why. The first of them. */
  readonly faults: string[]
  faultCount: number
  /** Findings about endpoints that came after the most that are kept. */
  beyond: number
}

/** Each of these takes about a kilobyte. */
const mostEndpoints = 10_000
const mostFindings = 50
const mostExamples = 10
const mostFaults = 20

export const newTally = (): Tally => ({
  alerts: 0,
  hosted: 0,
  ownAttackers: new Map(),
  unread: new Map(),
  endpoints: new Map(),
  ignored: new Map(),
  faults: [],
  faultCount: 0,
  beyond: 0,
})

export function addToTally(tally: Tally, { alert, decisions, unread, ownAttacker }: Judged): void {
  tally.alerts += 1
  if (decisions.some(({ evidence }) => evidence !== undefined)) tally.hosted += 1
  if (ownAttacker !== undefined) countOne(tally.ownAttackers, machineIn(ownAttacker))
  for (const path of unread) countOne(tally.unread, path.replace(/\[\d+\]/g, '[]'))
  for (const decision of decisions) {
    const { verdict, evidence } = decision
    if (verdict !== 'ignore' && evidence) addFinding(tally, { alert: timesOf(alert), decision, evidence })
    else addIgnored(tally, decision)
  }
}

/** A resource's id ends with its name. */
const machineIn = (name: string): string => name.split('/').at(-1) ?? name

export function addFault(tally: Tally, where: string, fault: string): void {
  tally.faultCount += 1
  if (tally.faults.length < mostFaults) tally.faults.push(`${where}: ${fault}`)
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** An alert is large, and a draft wants but its times and its id. */
const timesOf = ({ id, createdAt, firstActivityAt, lastActivityAt }: Alert): Finding['alert'] => ({
  id,
  ...(createdAt && { createdAt }),
  ...(firstActivityAt && { firstActivityAt }),
  ...(lastActivityAt && { lastActivityAt }),
})

function addFinding(tally: Tally, finding: Finding): void {
  const { endpoints } = tally
  const { alert, decision } = finding
  const endpoint = endpointText(decision.endpoint)
  const known = endpoints.get(endpoint)
  if (known === undefined && endpoints.size >= mostEndpoints) {
    tally.beyond += 1
    return
  }
  const one = known ?? {
    endpoint,
    reports: 0,
    holds: 0,
    firstAt: undefined,
    lastAt: undefined,
    findings: [finding] as [Finding],
  }
  endpoints.set(endpoint, one)
  if (decision.verdict === 'report') one.reports += 1
  else one.holds += 1
  one.firstAt = earlier(one.firstAt, alert.firstActivityAt ?? alert.createdAt)
  one.lastAt = later(one.lastAt, alert.lastActivityAt ?? alert.createdAt)
  if (known !== undefined) keep(one.findings, finding)
}

/** The best first; of the others, as many as a draft needs. */
function keep(findings: [Finding, ...Finding[]], finding: Finding): void {
  const [best] = findings
  if (bestGraded([best, finding]) === finding) findings.unshift(finding)
  else findings.push(finding)
  findings.splice(mostFindings)
}

function addIgnored({ ignored }: Tally, { endpoint, rule, reason }: Decision): void {
  const one = ignored.get(rule) ?? { rule, reason, count: 0, examples: new Set<string>() }
  ignored.set(rule, one)
  one.count += 1
  if (one.examples.size < mostExamples) one.examples.add(endpointText(endpoint))
}

/** Within both, what most alerts name comes first, and of those the better graded. */
export function standingsOf({ endpoints }: Tally): {
  readonly reported: readonly EndpointTally[]
  readonly held: readonly EndpointTally[]
} {
  const gradeOf = ({ findings: [best] }: EndpointTally) => best.evidence.grade
  const all = [...endpoints.values()].toSorted(
    (a, b) => b.reports + b.holds - (a.reports + a.holds) || gradeOf(a).localeCompare(gradeOf(b)),
  )
  return {
    reported: all.filter(({ reports }) => reports > 0),
    held: all.filter(({ reports }) => reports === 0),
  }
}
