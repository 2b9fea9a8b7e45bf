import type { CurrentActor } from '../alerts/current-actor'
import type { AbuseKind } from '../cases/decision'
import type { Engines } from '../cases/enrichment'
import { oneLine } from './plain-text'

type Wording = {
  /** Noun phrase for subject and heading: "phishing page". */
  readonly what: string
  /** Past-tense clause whose object is the resource: "connected to it". */
  readonly happened: string
}

const wordings: Record<AbuseKind, Wording> = {
  'command-and-control': { what: 'command-and-control server', happened: 'connected to this server' },
  phishing: { what: 'phishing page', happened: 'were led to this page' },
  'malware-delivery': { what: 'malware download', happened: 'were offered malware from this resource' },
  'brute-force': {
    what: 'password attack',
    happened: 'were attacked with password guessing from this resource',
  },
  scanning: { what: 'network scan', happened: 'were scanned from this resource' },
  spam: { what: 'malicious mail', happened: 'received malicious mail from this resource' },
  'malicious-app': { what: 'malicious application', happened: 'were targeted by this application' },
  other: { what: 'malicious activity', happened: 'were involved in malicious activity of this resource' },
}

export const wordingOf = (abuse: AbuseKind): Wording => wordings[abuse]

/**
 * Product and category names are identifiers (`microsoftDefenderForEndpoint`, `CommandAndControl`); people read them
 * apart. Anything that is no identifier is left out: it would be free text.
 */
export function identifierInWords(identifier: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9]{1,59}$/.test(identifier)) return undefined
  const words = identifier.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
  const sentence = words.replace(/ (?:And|By|For|Of|Or|To) /g, (word) => word.toLowerCase())
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

const outcomes: Readonly<Record<string, string>> = {
  takedown: 'taken down',
  'no-action': 'no action taken',
  rejected: 'rejected',
  gone: 'gone without an answer',
  unanswered: 'never answered',
  withdrawn: 'withdrawn by us',
}

/** Words for how an earlier report ended; an outcome that is only ours to know (`declined`, `expired`) has none. */
export const outcomeInWords = (outcome: string): string | undefined => outcomes[outcome]

/** A published actor name, else undefined: the field is free text in an alert. */
export function actorName(text: string | undefined): string | undefined {
  const name = oneLine(text ?? '', 60)
  return /^[\p{L}\p{N}][\p{L}\p{N} .'-]{1,58}$/u.test(name) ? name : undefined
}

/** The actor as the alert named it, and what is known of that name today. */
export function actorInWords(text: string | undefined, now: CurrentActor | undefined): string | undefined {
  const name = actorName(text)
  if (name === undefined || now === undefined || now.kind === 'as-named') return name
  if (now.kind === 'in-development') return `${name} (unnamed: a group in development)`
  const current = actorName(now.name)
  if (current === undefined) return name
  return /^(?:Storm|DEV)-\d+$/i.test(name)
    ? `${name} (since named ${current})`
    : `${name} (in Microsoft's naming ${current})`
}

export const enginesInWords = ({ flagged, total }: Engines): string => `${flagged} of ${total}`

/** MITRE ATT&CK technique ids, and nothing else. */
export const techniqueIds = (techniques: readonly string[]): readonly string[] =>
  [...new Set(techniques)].filter((id) => /^T\d{4}(\.\d{3})?$/.test(id)).slice(0, 20)
