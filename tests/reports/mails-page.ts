import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { byEndpoint, handReport } from '../../cli/hand-report'
import { parseAlert } from '../../shared/alerts/parse-alerts'
import { decide } from '../../shared/cases/policy'
import { extractObservables } from '../../shared/observables/extract-observables'
import { parseOwnAssets } from '../../shared/observables/own-assets'
import { compose } from '../../shared/reports/compose'
import type { ComposedMessage, MailSettings } from '../../shared/reports/report-mail'
import { ownershipOf } from '../cases/ownership-stub'

/** Ten kinds of abuse, and the alert in `judged.jsonl` that each is shown by. */
export const kinds = [
  { kind: 'A command-and-control server on App Service', alert: 'Suricata http host' },
  { kind: 'A command-and-control server on a virtual machine', alert: 'cloudapp name with address' },
  { kind: 'A phishing page on App Service', alert: 'true positive phishing' },
  { kind: 'A phishing document in SharePoint', alert: 'safe links to sharepoint ours and theirs' },
  { kind: 'A malware download', alert: 'suricata server response exploit kit' },
  { kind: 'A brute-force attack over SSH', alert: 'OCSF inbound ssh' },
  { kind: 'Password guessing against accounts', alert: 'Entra spray with two ips' },
  { kind: 'A network scan', alert: 'MDC appservice nmap' },
  { kind: 'Malicious mail', alert: 'XDR phish mail' },
  { kind: 'An attack on a web server', alert: 'suricata web exploit both public' },
] as const

const settings: MailSettings = {
  from: { name: 'Example SOC', address: 'reports@soc.example.org' },
  to: ['ioc@microsoft.com'],
  cc: ['abuse@microsoft.com'],
  replyTo: 'reports@soc.example.org',
  organisation: 'Example Ltd',
  autoSubmitted: true,
}

const folder = join(__dirname, '..', 'fixtures', 'alerts')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const ownership = ownershipOf(JSON.parse(read('judged-ownership.json')) as Parameters<typeof ownershipOf>[0])
const own = parseOwnAssets({ addresses: [], domains: [], mailboxes: [] })
const bodies = new Map(
  read('judged.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly name: string; readonly body: unknown })
    .map(({ name, body }) => [name, body]),
)

/** The first report that this alert makes, as it leaves. */
export async function mailOn(name: string): Promise<ComposedMessage> {
  const alert = parseAlert(bodies.get(name), 'queue')
  const decisions = decide(alert, extractObservables(alert, own), ownership, { minSeverity: 'low', own })
  const findings = decisions.flatMap((decision) =>
    decision.verdict === 'report' && decision.evidence
      ? [{ alert, decision, evidence: decision.evidence }]
      : [],
  )
  const [group] = byEndpoint(findings)
  if (!group) throw new Error(`${name} reports nothing`)
  return compose(handReport(group, settings, new Date('2026-11-25T12:00:00Z')), settings)
}

/** docs/mails.md as it should be. */
export async function mailsPage(): Promise<string> {
  const sections: string[] = []
  for (const { kind, alert } of kinds) {
    const { subject, text } = await mailOn(alert)
    sections.push(`## ${kind}\n\n\`\`\`text\nSubject: ${subject}\n\n${text.trim()}\n\`\`\`\n`)
  }
  return `${introduction}\n${sections.join('\n')}`
}

const introduction = `# The mails

The first mail about ten kinds of abuse, as the abuse desk gets it, without its two attachments: the same facts for
machines (XARF) and the list of sightings. Written by \`write_pages=yes npx jest tests/reports/mails-page.test.ts\` from
alerts that were made up for the tests. [templates.md](templates.md) says how to change the wording.
`
