import type { CurrentActor } from '../alerts/current-actor'
import type { AbuseKind, Evidence } from '../cases/decision'
import type { Engines } from '../cases/enrichment'
import { oneLine } from './plain-text'

type Wording = {
  /** Noun phrase for the subject, as short as the field has it: "C2 server". */
  readonly short: string
  /** Noun phrase for the text: "command-and-control (C2) server". */
  readonly what: string
  /** What we ask for, up to the endpoint: "Please take down the phishing page at". */
  readonly ask: string
  /** Whether it is hosted on the service that it names, or comes from there. */
  readonly preposition: 'on' | 'from'
  /** Past-tense clause that says what our systems saw; it fits one system and several. */
  readonly happened: string
  /** What the acceptable use policy prohibits that this is. */
  readonly policy: string
}

const access = 'attempts to gain unauthorized access to accounts, devices or networks'
const malware = 'the distribution of spam or malware'

const wordings: Record<AbuseKind, Wording> = {
  'command-and-control': {
    short: 'C2 server',
    what: 'command-and-control (C2) server',
    ask: 'Please take down the command-and-control (C2) server at',
    preposition: 'on',
    happened: 'connected to it',
    policy: access,
  },
  phishing: {
    short: 'phishing page',
    what: 'phishing page',
    ask: 'Please take down the phishing page at',
    preposition: 'on',
    happened: 'detected links to it',
    policy: access,
  },
  'malware-delivery': {
    short: 'malware download',
    what: 'malware download',
    ask: 'Please take down the malware download at',
    preposition: 'on',
    happened: 'detected malware from it',
    policy: malware,
  },
  'brute-force': {
    short: 'brute-force attack',
    what: 'brute-force password attack',
    ask: 'Please stop the brute-force password attack from',
    preposition: 'from',
    happened: 'detected password-guessing attempts from it',
    policy: access,
  },
  scanning: {
    short: 'network scan',
    what: 'network scan',
    ask: 'Please stop the network scan from',
    preposition: 'from',
    happened: 'detected a network scan from it',
    policy: access,
  },
  spam: {
    short: 'malicious mail',
    what: 'malicious mail',
    ask: 'Please stop the malicious mail sent from',
    preposition: 'from',
    happened: 'received malicious mail from it',
    policy: malware,
  },
  'malicious-app': {
    short: 'malicious application',
    what: 'malicious application',
    ask: 'Please disable the malicious application at',
    preposition: 'on',
    happened: 'detected activity of the application',
    policy: access,
  },
  other: {
    short: 'malicious activity',
    what: 'malicious activity',
    ask: 'Please stop the malicious activity at',
    preposition: 'on',
    happened: 'detected malicious activity involving it',
    policy: access,
  },
}

/** Where our systems were reached from there, it was no page that they went to. */
const inbound: Partial<Wording> = {
  ask: 'Please stop the malicious activity from',
  preposition: 'from',
  happened: 'detected malicious activity from it',
}

export const wordingOf = ({ abuse, direction }: Pick<Evidence, 'abuse' | 'direction'>): Wording =>
  abuse === 'other' && direction === 'inbound' ? { ...wordings.other, ...inbound } : wordings[abuse]

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
