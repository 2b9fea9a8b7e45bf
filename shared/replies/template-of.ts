import type { Report } from '../reports/report'
import { type Template, wordingKeyOf } from '../reports/wordings'
import { domainOf } from './dkim'
import type { Mail } from './mail'
import { type Known, masked } from './mask'
import type { CompiledPatterns } from './patterns'
import { type OurMail, writtenAnew } from './written-anew'

const mostSentences = 60
const mostCharacters = 8_000

type About = {
  readonly report: Pick<Report, 'id' | 'endpoint' | 'evidence'>
  /** The mails of ours that it may quote. */
  readonly ours: readonly OurMail[]
  /** Domain of the signature that was found true. */
  readonly signer: string
  readonly patterns: Pick<CompiledPatterns, 'caseNumber'>
  /** Where it was sent to. */
  readonly ownAddresses: readonly string[]
}

/**
 * What its sender wrote anew, with all that is known from its report masked: the same words about another report are
 * the same template. Undefined where that cannot be said of it.
 */
export function templateOf(mail: Mail, about: About): Template | undefined {
  const { signer } = about
  if (mail.date === undefined) return undefined
  const known = knownFrom(mail.date, about)
  const sentences = (writtenAnew(mail, about.ours) ?? []).map((sentence) => masked(sentence, known))
  const whole = sentences.filter((sentence) => sentence !== undefined)
  if (whole.length === 0 || whole.length < sentences.length || whole.length > mostSentences) return undefined
  if (whole.join('').length > mostCharacters) return undefined
  const words = { sender: mail.from, signer, sentences: whole }
  return { key: wordingKeyOf(words), ...words }
}

function knownFrom(writtenAt: Date, { report, signer, patterns, ownAddresses }: About): Known {
  const { endpoint, evidence } = report
  const urls = [endpoint.kind === 'content' ? endpoint.url : undefined, evidence.url]
  const hosts = [endpoint.kind === 'host' ? endpoint.host : undefined, evidence.host, ...urls.map(hostOf)]
  const addresses = [endpoint.kind === 'address' ? endpoint.address : undefined, evidence.address]
  const given = (values: readonly (string | undefined)[]) => values.filter((value) => value !== undefined)
  return {
    reportId: report.id,
    hosts: given(hosts).map((host) => host.toLowerCase()),
    addresses: given(addresses),
    urls: given(urls),
    domains: [signer, ...ownAddresses.map(domainOf)],
    caseNumbers: patterns.caseNumber.map(({ pattern }) => pattern),
    writtenAt,
  }
}

const hostOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : URL.parse(url)?.hostname
