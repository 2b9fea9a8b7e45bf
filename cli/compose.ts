import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Alert } from '../shared/alerts/alert'
import { endpointText } from '../shared/cases/endpoint'
import { decide } from '../shared/cases/policy'
import type { PolicySettings } from '../shared/cases/policy-settings'
import { extractObservables } from '../shared/observables/extract-observables'
import { isMailAddress } from '../shared/reports/mail-address'
import type { MailSettings } from '../shared/reports/report-mail'
import { alertsOf } from './alerts-of-file'
import type { ExplainIo, OpenOwnership } from './explain'
import { byEndpoint, type EndpointFindings, type Finding } from './hand-report'
import { writeDraft } from './write-draft'

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
  for (const group of byEndpoint(findings))
    io.out(lineOf(group, await writeDraft(group, options.out, options.mail, now())))
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
  judge: (alert: Alert) => readonly Finding['decision'][],
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

function lineOf(group: EndpointFindings, path: string): string {
  const { verdict, reason, endpoint } =
    group.find(({ decision }) => decision.verdict === 'report')?.decision ?? group[0].decision
  const alerts = group.length === 1 ? 'one alert' : `${group.length} alerts`
  return `${path}: ${endpointText(endpoint)}, ${alerts}, ${verdict === 'report' ? 'to be reported' : 'held for a person'}: ${reason}`
}
