import { byEndpoint, handReport } from '../../cli/hand-report'
import { byHand } from '../../cli/compose'
import type { Alert } from '../../shared/alerts/alert'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import type { OwnershipIndex } from '../../shared/ownership/ownership'
import { compose } from '../../shared/reports/compose'
import { FIXTURE_ALERTS } from '../cases/fixture-alerts'
import { INVENTED, PAGE, VM, VM2 } from '../cases/invented-alerts'
import { everythingIsMicrosofts, ownershipOf } from '../cases/ownership-stub'

const customer = { class: 'customer-hosted', serviceTags: ['AzureCloud.eastus'] } as const
const fewAreMicrosofts = ownershipOf({ [VM]: customer, [VM2]: customer, [PAGE]: customer })
const policy = {
  minSeverity: 'informational' as const,
  own: parseOwnAssets({ addresses: [], domains: ['corp.example'], mailboxes: [] }),
}

/** What a mail may call an endpoint, and the reasons of which one has to be there. */
const ROLES = [
  [/command.and.control|\bC2\b/i, /^(?:role-c2|words-c2|kind-command-and-control)$/],
  [/phishing/i, /^(?:role-phish-url|kind-phishing-link)$/],
  [/brute|password|sign-in|login attempts/i, /^kind-(?:incoming-)?brute-force$/],
  [/\bscan/i, /^kind-(?:incoming-)?scan$/],
  [/malware/i, /^(?:role-download|kind-malware(?:-download)?)$/],
] as const

/**
 * What the mail says of its own: without names and links, the names that products give their alerts, and the clause of
 * the policy, which names several things at once.
 */
const ownWords = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\S*(?:\[\.\]|:\/\/)\S*/g, '')
    .replace(/"[^"]*"/g, '')
    .replace(/which prohibits [^.]*\./g, '')

/** Of each mail that reports on an alert: what it says, and the reasons. */
async function mailsOn(alert: Alert, ownership: OwnershipIndex) {
  const findings = decide(alert, extractObservables(alert, policy.own), ownership, policy).flatMap(
    (decision) =>
      decision.verdict === 'report' && decision.evidence
        ? [{ alert, decision, evidence: decision.evidence }]
        : [],
  )
  return Promise.all(
    byEndpoint(findings).map(async (group) => {
      const { subject, text } = await compose(
        handReport(group, byHand, new Date('2026-11-24T09:00:00Z')),
        byHand,
      )
      return { says: ownWords(`${subject}\n${text}`), reasons: group[0].evidence.reasons }
    }),
  )
}

async function rolesWithoutReason(alert: Alert, ownership: OwnershipIndex) {
  const mails = await mailsOn(alert, ownership)
  return mails.flatMap(({ says, reasons }) =>
    ROLES.filter(([role, wanted]) => role.test(says) && !reasons.some((reason) => wanted.test(reason))).map(
      ([role]) => ({ role: role.exec(says)?.[0], reasons, says }),
    ),
  )
}

it.each(INVENTED.map(([name, body]) => ({ name, body })))(
  'the mail states no role that no reason carries: $name',
  async ({ body }) => {
    expect(await rolesWithoutReason(parseAlert(body, 'graph'), fewAreMicrosofts)).toEqual([])
  },
)

it.each(FIXTURE_ALERTS.map(([name, alert]) => ({ name, alert })))(
  'nor does it where everything is Microsoft’s: $name',
  async ({ alert }) => {
    expect(await rolesWithoutReason(alert, everythingIsMicrosofts)).toEqual([])
  },
)

it('the fixtures do lead to mails', async () => {
  const mails = await Promise.all(FIXTURE_ALERTS.map(([, alert]) => mailsOn(alert, everythingIsMicrosofts)))
  expect(mails.flat().length).toBeGreaterThan(40)
})
