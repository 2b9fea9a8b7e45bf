import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endpointText } from '../shared/cases/endpoint'
import { decide } from '../shared/cases/policy'
import type { PolicySettings } from '../shared/cases/policy-settings'
import { extractObservables } from '../shared/observables/extract-observables'
import { compose } from '../shared/reports/compose'
import { isMailAddress } from '../shared/reports/mail-address'
import type { MailSettings } from '../shared/reports/report-mail'
import { alertsOf, type ExplainIo, type OpenOwnership } from './explain'
import { byEndpoint, type EndpointFindings, type Finding, handReport } from './hand-report'

export const COMPOSE_USAGE = 'compose [--feed DIR] [--from ADDRESS] [--organisation NAME] --out DIR FILE…'

const placeholder = 'you@your-organisation.example'

/** What a mail is dressed with where no settings say; the sender is a gap that its writer has to fill. */
export const byHand: MailSettings = {
  from: { name: 'Your name', address: placeholder },
  to: ['ioc@microsoft.com'],
  cc: ['abuse@microsoft.com'],
  replyTo: placeholder,
  organisation: 'Your organisation',
  autoSubmitted: false,
  defangText: true,
}

/**
 * Writes the report on each endpoint that the alerts in these files speak against as an `.eml` file, to be sent by
 * hand; nothing is sent. What the program itself would hold is written too, with the reason for a person to weigh.
 * @param mail Sender and recipients, where settings name them
 * @returns the exit code: 0 read all, 1 something could not be read, 2 the command line makes no sense
 */
export async function runCompose(
  args: readonly string[],
  io: ExplainIo,
  openOwnership: OpenOwnership,
  policy: PolicySettings,
  mail: MailSettings = byHand,
  now: () => Date = () => new Date(),
): Promise<number> {
  const options = readOptions(args, mail)
  if (options === undefined) {
    io.err(`Usage: ${COMPOSE_USAGE}`)
    return 2
  }
  const ownership = await openOwnership(options.feed)
  const { findings, ignored, faults } = await findingsIn(options.files, (alert) =>
    decide(alert, extractObservables(alert, policy.own), ownership, policy),
  )
  await mkdir(options.out, { recursive: true })
  for (const group of byEndpoint(findings)) io.out(await writeReport(group, options.out, options.mail, now()))
  for (const line of ignored) io.out(line)
  for (const fault of faults) io.err(fault)
  if (findings.length > 0 && options.mail.from.address === placeholder) io.err(fillIn)
  return faults.length > 0 ? 1 : 0
}

const fillIn = `The sender is ${placeholder}: give --from and --organisation, or set MAIL_FROM and REPORTER_ORGANISATION.`

type Options = {
  readonly files: readonly string[]
  readonly out: string
  readonly feed: string | undefined
  readonly mail: MailSettings
}

function readOptions(args: readonly string[], mail: MailSettings): Options | undefined {
  const text = { type: 'string' } as const
  const options = { out: text, feed: text, from: text, organisation: text }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { out, feed, from = mail.from.address, organisation = mail.organisation } = values
    if (out === undefined || positionals.length === 0 || !isMailAddress(from)) return undefined
    const replyTo = values.from === undefined ? mail.replyTo : from
    const name = values.organisation ?? mail.from.name
    return {
      files: positionals,
      out,
      feed,
      mail: { ...mail, from: { name, address: from }, replyTo, organisation },
    }
  } catch {
    return undefined
  }
}

type Found = { readonly findings: Finding[]; readonly ignored: string[]; readonly faults: string[] }

async function findingsIn(
  files: readonly string[],
  judge: (alert: Finding['alert']) => readonly Finding['decision'][],
): Promise<Found> {
  const found: Found = { findings: [], ignored: [], faults: [] }
  for (const file of files) {
    for await (const read of alertsOf(file)) {
      if ('fault' in read) {
        found.faults.push(`${file}: ${read.fault}`)
        continue
      }
      const { alert } = read
      for (const decision of judge(alert)) {
        const { evidence, verdict, endpoint, reason } = decision
        if (verdict !== 'ignore' && evidence) found.findings.push({ alert, decision, evidence })
        else found.ignored.push(`no report on ${endpointText(endpoint)}: ${reason}`)
      }
    }
  }
  return found
}

/** @returns the line that says what was written, and what the program would have done with it */
async function writeReport(
  group: EndpointFindings,
  out: string,
  mail: MailSettings,
  now: Date,
): Promise<string> {
  const report = handReport(group, mail, now)
  const { raw } = await compose(report, mail)
  const path = join(out, `${report.reportId}-${fileNameOf(report.endpointText)}.eml`)
  await writeFile(path, raw)
  const { verdict, reason } =
    group.find(({ decision }) => decision.verdict === 'report')?.decision ?? group[0].decision
  const alerts = group.length === 1 ? 'one alert' : `${group.length} alerts`
  return `${path}: ${report.endpointText}, ${alerts}, ${verdict === 'report' ? 'to be reported' : 'held for a person'}: ${reason}`
}

/** Endpoints come from alerts, so only what is harmless in any file system is kept. */
const fileNameOf = (endpoint: string): string =>
  endpoint
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 60)
