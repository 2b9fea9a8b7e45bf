import { isIP } from 'node:net'
import type { Evidence } from '../cases/decision'
import { defangHost, defangUrl } from './defang'
import { oneLine, utc } from './plain-text'
import { labelInWords, productInWords, regionInWords, serviceInWords } from './product-words'
import { inOrder, type MailSettings, type ReportMail, type SightingLine } from './report-mail'
import { activityInWords, evidenceInWords } from './story-words'
import { actorInWords, enginesInWords, outcomeInWords, techniqueIds, wordingOf } from './words'

/**
 * Every place a template may name, and what stands there. Nothing else of a report is within a template's reach, so an
 * override can leave facts out but let none out.
 */
export const placeMeanings = {
  id: 'the report id, as DAR-2611-7F3K9QXM',
  token: 'the report id in brackets, by which an answer is recognised',
  shortKind: 'the kind of abuse, as short as a subject needs: "C2 server"',
  kind: 'the kind of abuse: "phishing page"',
  preposition: 'between kind and service: "on" where it is hosted there, "from" where it comes from there',
  ask: 'what we ask for, up to the endpoint: "Please take down the phishing page at"',
  policyOwner: 'whose acceptable use policy applies: "Azure\'s"',
  policy: 'what that policy prohibits: "the distribution of spam or malware"',
  endpoint: 'what the report is about: link, host or address',
  shortEndpoint: 'the same, at most 90 characters',
  alsoAddress: 'address and port, where the endpoint is no address',
  theirNumber: 'the number that the desk gave, or the reference of the Report Abuse API',
  url: 'the link',
  host: 'the host',
  address: 'the address',
  port: 'the port of the endpoint, with its protocol',
  region: 'the region: "East US"',
  where: 'host, address, port, service and region, separated by commas',
  service: 'the service that hosts it: "Azure App Service"',
  sharedNamed: 'yes where several customers share the address, and a name identifies the customer',
  identifies: 'what identifies the customer: "The host name", "The link"',
  sharedUnnamed: 'yes where several customers share the address, and no name is known',
  activity: 'what our systems saw, with direction, ports, protocol and count',
  evidence: 'product, severity, category, threat actor, techniques and VirusTotal, in one paragraph',
  product: 'the product that raised the alert',
  actor: 'the threat actor, as published',
  techniques: 'ids of MITRE ATT&CK',
  engines: 'how many engines on VirusTotal flag it as malicious, where they were asked: "17 of 91"',
  anyDetails: 'yes where there are details',
  details: 'list: label, service tag, address block, cloud, what else the alert names, doubts',
  firstSeen: 'the first sighting, UTC',
  lastSeen: 'the last sighting, UTC',
  lastSeenShort: 'the last sighting, UTC, to the minute',
  sightings: 'how many alerts named the endpoint',
  connections: 'how many connections of ours with it were found, where hunting is on',
  anySightings: 'yes where more than one sighting or connection is listed',
  sightingLines: 'list: the first twenty sightings and connections, where there is more than one',
  moreSightings: 'how many more there are',
  anyEarlier: 'yes where there were reports about the same endpoint before',
  earlierReports: 'list: those reports, and how they ended',
  seeAlso: 'list: reports about the host on this address, or about the address of this host',
  replyTo: 'the address that an answer should go to',
  organisation: 'who reports',
  senderAddress: 'the address of the sender',
  trial: 'yes where REDIRECT_ALL_TO is set',
  escalation: 'yes where the reminders have not been answered',
} as const

export type PlaceName = keyof typeof placeMeanings
export type Places = Readonly<Record<PlaceName, string | boolean | readonly string[]>>

export const isList = (name: PlaceName): boolean => placeMeanings[name].startsWith('list: ')

const listedSightings = 20

/** The value of each place for one report. An empty text, a `false` and an empty list make their section vanish. */
export function placesOf(report: ReportMail, settings: MailSettings): Places {
  return {
    ...subjectPlaces(report),
    ...resourcePlaces(report),
    activity: activityInWords(report),
    evidence: evidenceInWords(report),
    ...storyPlaces(report),
    ...timePlaces(report),
    ...earlierPlaces(report),
    seeAlso: seeAlsoLines(report),
    theirNumber: theirNumber(report),
    replyTo: settings.replyTo,
    organisation: oneLine(settings.organisation) || oneLine(settings.from.name),
    senderAddress: settings.from.address,
    trial: isTrial(report, settings),
    escalation: report.purpose === 'escalation',
  }
}

/** Composed for a trial, or diverted by one: either way the reader must be told. */
export const isTrial = (report: ReportMail, settings: MailSettings): boolean =>
  report.trial || settings.redirectAllTo !== undefined

function subjectPlaces({ reportId, endpointText, evidence }: ReportMail) {
  const endpoint = endpointText.includes('://') ? defangUrl(endpointText) : defangHost(endpointText)
  // A source port names no service of theirs: it is told as such in the text.
  const port = evidence.direction === 'inbound' ? undefined : evidence.port
  const address = addressOf(evidence)
  const { short, what, ask, preposition, policy } = wordingOf(evidence)
  return {
    id: reportId,
    token: `[${reportId}]`,
    shortKind: short,
    kind: what,
    preposition,
    ask,
    policy,
    policyOwner: /^Azure/.test(serviceInWords(evidence)) ? "Azure's" : "Microsoft's",
    endpoint: oneLine(endpoint, 300),
    shortEndpoint: oneLine(withPort(endpoint, address === endpointText ? port : undefined), 90),
    alsoAddress: address === '' || address === endpointText ? '' : withPort(address, port),
  }
}

/** An IPv6 address takes brackets before its port. */
function withPort(place: string, port: number | undefined): string {
  if (port === undefined) return place
  return isIP(place) === 6 ? `[${place}]:${port}` : `${place}:${port}`
}

/** What the resource is: the part a desk looks up first. */
function resourcePlaces({ evidence }: ReportMail) {
  const isNamed = evidence.host !== undefined || evidence.url !== undefined
  const service = oneLine(serviceInWords(evidence), 60)
  const host = spelled(evidence.host, defangHost)
  const address = addressOf(evidence)
  const port = portInWords(evidence)
  const region = regionInWords(evidence.region)
  const details = detailsOf(evidence, service)
  return {
    url: spelled(evidence.url, defangUrl, 600),
    ...{ host, address, port, region },
    where: [host, address, port, service, region].filter(Boolean).join(', '),
    service,
    sharedNamed: evidence.sharedFrontEnd && isNamed,
    identifies: evidence.host === undefined ? 'The link' : 'The host name',
    sharedUnnamed: evidence.sharedFrontEnd && !isNamed,
    anyDetails: details.length > 0,
    details,
  }
}

const addressOf = ({ address = '' }: Evidence): string => (isIP(address) === 0 ? '' : address)

const spelled = (text: string | undefined, defang: (text: string) => string, maxLength = 253): string =>
  text === undefined ? '' : defang(oneLine(text, maxLength))

function portInWords({ port, protocol, direction }: Evidence): string {
  if (port === undefined) return ''
  const name = direction === 'inbound' ? 'source port' : 'port'
  return `${name} ${port}${protocol === undefined ? '' : ` (${oneLine(protocol, 12).toUpperCase()})`}`
}

/** What a desk may look up besides; the widest tags repeat the address and say nothing. */
function detailsOf(evidence: Evidence, service: string): readonly string[] {
  const { tenant, serviceTags, prefix, cloud, proof, alsoNamed = [] } = evidence
  const block = oneLine(prefix ?? '', 80)
  const isBlock = /^[\da-f.:]+\/\d+$/.test(block)
  return [
    tenant === undefined ? '' : `${labelInWords(service)}: ${spelled(tenant, defangHost)}`,
    serviceTags[0] === undefined ? '' : `Service tag: ${oneLine(serviceTags[0], 80)}`,
    isBlock ? `Address block: ${block}, as of ${oneLine(evidence.snapshotDate, 10)}` : '',
    cloud === undefined || cloud === 'Public' ? '' : `Cloud: ${oneLine(cloud, 60)}`,
    alsoNamed.length === 0
      ? ''
      : `Also named by the alert: ${alsoNamed.map((name) => spelled(name, defangHost)).join(', ')}`,
    proof === 'unconfirmed' ? 'We could not confirm that the host resolves to this address.' : '',
  ].filter((line) => line !== '')
}

/** The parts of activity and evidence, for templates in other languages. */
function storyPlaces({
  evidence,
  actorNow,
  engines,
  sightings,
  unlistedSightings = 0,
  connections,
}: ReportMail) {
  return {
    product: productInWords(evidence.detectionSource) ?? '',
    actor: actorInWords(evidence.actor, actorNow) ?? '',
    techniques: techniqueIds(evidence.techniques).join(', '),
    engines: engines === undefined || engines.flagged === 0 ? '' : enginesInWords(engines),
    sightings: String(sightings.length + unlistedSightings),
    connections: connections === undefined ? '' : String(connections.count),
  }
}

/** First and last seen, and each sighting as far as they fit, oldest first; the attachment has them all. */
function timePlaces(report: ReportMail) {
  const { firstSeenAt, lastSeenAt, sightings, unlistedSightings = 0, connections } = report
  const seen = inOrder([...sightings, ...(connections?.listed ?? [])])
  const lines = seen.slice(0, listedSightings).flatMap(sightingLine)
  const isListed = lines.length > 1
  const rest = Math.max(0, seen.length - listedSightings) + unlistedSightings
  return {
    firstSeen: utc(firstSeenAt),
    lastSeen: utc(lastSeenAt),
    lastSeenShort: `${lastSeenAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    anySightings: isListed,
    sightingLines: isListed ? lines : [],
    moreSightings: isListed && rest > 0 ? String(rest) : '',
  }
}

function sightingLine({ firstActivityAt, lastActivityAt, port }: SightingLine): readonly string[] {
  const times = [firstActivityAt, lastActivityAt].filter((at) => at !== undefined).map(utc)
  if (times.length === 0) return []
  return [`${[...new Set(times)].join(' to ')}${port === undefined ? '' : `, port ${port}`}`]
}

/** Earlier reports about the same endpoint, as far as their end is the desk's business. */
function earlierPlaces({ earlierReports }: ReportMail) {
  const lines = earlierReports.slice(0, 10).map(({ reportId, sentAt, outcome }) => {
    const sent = sentAt === undefined ? undefined : `sent ${utc(sentAt)}`
    const end = outcomeInWords(outcome ?? '')
    return [oneLine(reportId, 40), sent, end].filter((part) => part !== undefined).join(', ')
  })
  return { anyEarlier: lines.length > 0, earlierReports: lines }
}

/** Reports of the other end of a pair of host and address. */
function seeAlsoLines({ seeAlso = [] }: ReportMail): readonly string[] {
  return seeAlso.slice(0, 5).map(({ reportId, endpointText: text }) => {
    const about = text.includes('://') ? defangUrl(text) : defangHost(text)
    return `${oneLine(reportId, 40)} about ${oneLine(about, 300)}`
  })
}

/** The desk's number comes out of a mail, so only what can be a number is repeated. */
const theirNumber = ({ caseNumber }: ReportMail): string =>
  /^[A-Za-z0-9][A-Za-z0-9 :#._-]{1,58}$/.exec(caseNumber ?? '')?.[0] ?? ''
