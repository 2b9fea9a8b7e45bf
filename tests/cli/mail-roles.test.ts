import { byEndpoint, handReport } from '../../cli/hand-report'
import { byHand } from '../../cli/compose'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { compose } from '../../shared/reports/compose'
import { INVENTED, PAGE, VM, VM2 } from '../cases/invented-alerts'
import { ownershipOf } from '../cases/ownership-stub'

const customer = { class: 'customer-hosted', serviceTags: ['AzureCloud.eastus'] } as const
const ownership = ownershipOf({ [VM]: customer, [VM2]: customer, [PAGE]: customer })
const policy = {
  minSeverity: 'low' as const,
  own: parseOwnAssets({ addresses: [], domains: [], mailboxes: [] }),
}

/** What a subject may call an endpoint, and the reasons of which one has to be there. */
const ROLES = [
  [/command.and.control|\bC2\b/i, /^(?:role-c2|words-c2|kind-command-and-control)$/],
  [/phishing/i, /^(?:role-phish-url|kind-phishing-link)$/],
  [/brute|password|sign-in|login attempts/i, /^kind-(?:incoming-)?brute-force$/],
  [/\bscan/i, /^kind-(?:incoming-)?scan$/],
  [/malware/i, /^(?:role-download|kind-malware(?:-download)?)$/],
] as const

it.each(INVENTED.map(([name, body]) => ({ name, body })))(
  'the mail states no role that no reason carries: $name',
  async ({ body }) => {
    const alert = parseAlert(body, 'graph')
    const decisions = decide(alert, extractObservables(alert, policy.own), ownership, policy)
    const findings = decisions.flatMap((decision) =>
      decision.verdict === 'report' && decision.evidence
        ? [{ alert, decision, evidence: decision.evidence }]
        : [],
    )
    for (const group of byEndpoint(findings)) {
      const report = handReport(group, byHand, new Date('2026-11-24T09:00:00Z'))
      const raw = (await compose(report, byHand)).raw.toString()
      const subject = /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(raw)?.[1] ?? ''
      for (const [role, reasons] of ROLES) {
        if (!role.test(subject)) continue
        expect(group[0].evidence.reasons.some((reason) => reasons.test(reason))).toBe(true)
      }
    }
  },
)
