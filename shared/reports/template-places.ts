import { type Spelling, spellingOf } from './defang'
import { replyAddressOf } from './message-ids'
import { oneLine, utc } from './plain-text'
import type { MailSettings, ReportMail, SightingLine } from './report-mail'
import {
  actorInWords,
  enginesInWords,
  identifierInWords,
  outcomeInWords,
  techniqueIds,
  wordingOf,
} from './words'

/**
 * Every place a template may name, and what stands there. Nothing else of a report is within a template's reach, so an
 * override can leave facts out but let none out.
 */
export const placeMeanings = {
  id: 'the report id, as DAR-2611-7F3K9QXM',
  token: 'the report id in brackets, by which an answer is recognised',
  kind: 'the kind of abuse: "phishing page"',
  endpoint: 'what the report is about: link, host or address',
  shortEndpoint: 'the same, at most 90 characters',
  alsoAddress: 'the address, where the endpoint is no address',
  theirNumber: 'the number that the desk gave, or the reference of the Report Abuse API',
  url: 'the link',
  host: 'the host',
  address: 'the address',
  port: 'the port at the far side, with its protocol',
  tenant: 'the label of the tenant in the host name',
  serviceTags: "Microsoft's service tags of the address",
  region: 'the region of the service tag',
  cloud: 'the cloud',
  prefix: 'the block that the address is listed under',
  snapshotDate: 'the date of the list that says so',
  sharedNamed: 'yes where several customers answer on the address, and a name tells which is meant',
  sharedUnnamed: 'yes where several customers answer on the address, and no name is known',
  systems: '"One system of ours", "3 systems of ours", "Systems of ours"',
  happened: 'what happened to them: "connected to this server"',
  product: 'the product that raised the alert',
  labels: 'severity and category of the alert',
  actor: 'the threat actor, as published',
  techniques: 'ids of MITRE ATT&CK',
  firstSeen: 'the first sighting, UTC',
  lastSeen: 'the last sighting, UTC',
  sightings: 'how many alerts named the endpoint',
  sightingLines: 'list: the first twenty, and connections, where there is more than one',
  moreSightings: 'how many more there are',
  connections: 'how many connections of ours with it were found, where hunting is on',
  engines: 'how many engines on VirusTotal call it malicious, where they were asked: "17 of 91"',
  enginesAsOf: 'the day of their analysis',
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

/** What stands at each place for one report. An empty text, a `false` and an empty list make their section vanish. */
export function placesOf(report: ReportMail, settings: MailSettings): Places {
  const spell = spellingOf(settings.defangText)
  return {
    ...subjectPlaces(report, spell),
    ...resourcePlaces(report, spell),
    ...storyPlaces(report),
    ...timePlaces(report),
    ...enginePlaces(report),
    ...earlierPlaces(report),
    seeAlso: seeAlsoLines(report, spell),
    theirNumber: theirNumber(report),
    replyTo: replyAddressOf(report.reportId, settings.replyTo),
    organisation: oneLine(settings.organisation) || oneLine(settings.from.name),
    senderAddress: settings.from.address,
    trial: isTrial(report, settings),
    escalation: report.purpose === 'escalation',
  }
}

/** Composed for a trial, or diverted by one: either way the reader must be told. */
export const isTrial = (report: ReportMail, settings: MailSettings): boolean =>
  report.trial || settings.redirectAllTo !== undefined

function subjectPlaces({ reportId, endpointText, evidence }: ReportMail, spell: Spelling) {
  const endpoint = endpointText.includes('://') ? spell.url(endpointText) : spell.host(endpointText)
  const { address = '' } = evidence
  return {
    id: reportId,
    token: `[${reportId}]`,
    kind: wordingOf(evidence.abuse).what,
    endpoint: oneLine(endpoint, 300),
    shortEndpoint: oneLine(endpoint, 90),
    alsoAddress: address === endpointText ? '' : spelled(address, spell.host),
  }
}

/** What the resource is: the part a desk looks up first. */
function resourcePlaces({ evidence }: ReportMail, spell: Spelling) {
  const isNamed = evidence.host !== undefined || evidence.url !== undefined
  return {
    url: spelled(evidence.url, spell.url, 600),
    host: spelled(evidence.host, spell.host),
    address: spelled(evidence.address, spell.host),
    port: portOf(evidence.port, evidence.protocol),
    tenant: spelled(evidence.tenant, spell.host),
    serviceTags: evidence.serviceTags.slice(0, 6).map(tagInWords).join(', '),
    region: oneLine(evidence.region ?? '', 253),
    cloud: oneLine(evidence.cloud ?? '', 253),
    prefix: oneLine(evidence.prefix ?? '', 80),
    snapshotDate: oneLine(evidence.snapshotDate, 10),
    sharedNamed: evidence.sharedFrontEnd && isNamed,
    sharedUnnamed: evidence.sharedFrontEnd && !isNamed,
  }
}

const spelled = (text: string | undefined, spell: Spelling['host'], maxLength = 253): string =>
  text === undefined ? '' : spell(oneLine(text, maxLength))

const tagInWords = (tag: string): string => oneLine(tag, 80)

const portOf = (port: number | undefined, protocol: string | undefined): string =>
  port === undefined ? '' : `${port}${protocol === undefined ? '' : ` (${oneLine(protocol, 12)})`}`

/** The alert's story, told anew from its parts; the alert's own sentence names our systems and never leaves. */
function storyPlaces({ evidence, systems, actorNow }: ReportMail) {
  const category = identifierInWords(evidence.category ?? '')
  const severity = evidence.severity === 'unknown' ? undefined : `severity ${evidence.severity}`
  return {
    systems:
      systems === undefined
        ? 'Systems of ours'
        : systems === 1
          ? 'One system of ours'
          : `${systems} systems of ours`,
    happened: wordingOf(evidence.abuse).happened,
    product: identifierInWords(evidence.detectionSource ?? '') ?? 'Our security monitoring',
    labels: [severity, category && `category "${category}"`].filter(Boolean).join(', '),
    actor: actorInWords(evidence.actor, actorNow) ?? '',
    techniques: techniqueIds(evidence.techniques).join(', '),
  }
}

/** First and last seen, and each sighting by itself as far as they fit; the attachment has them all. */
function timePlaces(report: ReportMail) {
  const { firstSeenAt, lastSeenAt, sightings, unlistedSightings = 0, connections } = report
  const seen = [...sightings, ...(connections?.listed ?? [])]
  const lines = seen.slice(0, listedSightings).flatMap(sightingLine)
  const isListed = lines.length > 1
  const rest = Math.max(0, seen.length - listedSightings) + unlistedSightings
  return {
    firstSeen: utc(firstSeenAt),
    lastSeen: utc(lastSeenAt),
    sightings: String(sightings.length + unlistedSightings),
    sightingLines: isListed ? lines : [],
    moreSightings: isListed && rest > 0 ? String(rest) : '',
    connections: connections === undefined ? '' : String(connections.count),
  }
}

/** That nobody calls it malicious is no news to a desk. */
function enginePlaces({ engines }: ReportMail) {
  if (engines === undefined || engines.flagged === 0) return { engines: '', enginesAsOf: '' }
  return { engines: enginesInWords(engines), enginesAsOf: engines.asOf?.toISOString().slice(0, 10) ?? '' }
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
function seeAlsoLines({ seeAlso = [] }: ReportMail, spell: Spelling): readonly string[] {
  return seeAlso.slice(0, 5).map(({ reportId, endpointText: text }) => {
    const about = text.includes('://') ? spell.url(text) : spell.host(text)
    return `${oneLine(reportId, 40)} about ${oneLine(about, 300)}`
  })
}

/** The desk's number comes out of a mail, so only what can be a number is repeated. */
const theirNumber = ({ caseNumber }: ReportMail): string =>
  /^[A-Za-z0-9][A-Za-z0-9 :#._-]{1,58}$/.exec(caseNumber ?? '')?.[0] ?? ''
