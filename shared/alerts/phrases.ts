import { refang } from '../model/refang'
import type { FieldSide, ObservableRole, ObservableType } from './alert'
import { type Collector, addFinding, nextRecord } from './collector'
import {
  IPV4_IN_TEXT,
  boundedText,
  isEndpointWord,
  isPlausibleHost,
  matchesIn,
  withoutPunctuation,
} from './free-text'
import { readValue } from './value-reading'

type Phrase = {
  readonly type: ObservableType
  readonly value: string
  readonly fieldSide: FieldSide
  readonly role: ObservableRole
}

/**
 * Reads the phrases that security products build their sentences from; nothing else of a title or description counts.
 * A plain link in such a text is a reference ("see https://…"), so links count only where they are defanged or named.
 */
export function addPhrases(collector: Collector, text: string | null | undefined, from: string): void {
  if (!text) return
  const bounded = boundedText(collector, text, from)
  if (!NAMES_SOMETHING.test(bounded)) return
  for (const connection of connections(bounded)) {
    const record = nextRecord(collector)
    for (const end of connection)
      addFinding(collector, { ...end, from, record, end: end.role, inWords: true })
  }
  for (const phrase of [...labelledAddresses(bounded), ...namedLinks(bounded)]) {
    addFinding(collector, { ...phrase, from, inWords: true })
  }
}

/** A full stop within a word, or a link: where there is none, no phrase names anything. */
const NAMES_SOMETHING = /\S[.)\]]\S|:\S/

const FROM_TO = /\bfrom\s+(\S{3,260})\s+to\s+(\S{3,260})/gi
/** What stands before "from": a word for the connection, with up to three words between. */
const CONNECTION =
  /\b(?:(outbound|outgoing|inbound|incoming)\s+(?:[\w-]{1,40}\s+){0,2})?(?:connections?|traffic|communication|session|requests?)\s+(?:[\w-]{1,40}\s+){0,3}$/i
const WORDS_BEFORE = 160

type End = Phrase & { readonly role: 'source' | 'destination' }

/** "Outbound connection from A:port to B:port". Without a word for the direction, the rest of the alert must say it. */
function* connections(text: string): Generator<readonly End[]> {
  for (const { index, 1: first = '', 2: second = '' } of matchesIn(text, FROM_TO)) {
    const before = CONNECTION.exec(text.slice(Math.max(0, index - WORDS_BEFORE), index))
    if (before === null) continue
    const [source, destination] = [withoutPunctuation(first), withoutPunctuation(second)]
    if (!isEndpointWord(source) && !isEndpointWord(destination)) continue
    const [sourceSide, destinationSide] = sidesOf(before[1]?.toLowerCase() ?? '')
    yield [
      { type: typeOf(source), value: source, fieldSide: sourceSide, role: 'source' } as const,
      {
        type: typeOf(destination),
        value: destination,
        fieldSide: destinationSide,
        role: 'destination',
      } as const,
    ].filter((end) => isEndpointWord(end.value))
  }
}

function typeOf(word: string): ObservableType {
  const isV6 = word.includes(':') && /^\[?[\da-f:.]+(?:\](?::\d+)?)?$/i.test(word)
  return isV6 || /^[\d.[\]():]+$/.test(word) ? 'ip' : 'host'
}

function sidesOf(direction: string): readonly [FieldSide, FieldSide] {
  if (direction.startsWith('out')) return ['own', 'remote']
  return direction.startsWith('in') ? ['remote', 'own'] : ['unsaid', 'unsaid']
}

const LABELLED = new RegExp(`(?:\\(|\\bIP(?:\\s+address)?[:=]?\\s*)(${IPV4_IN_TEXT.source})`, 'gi')

/** "attacker IP A", "your machine (IP A)", "FreeRDP (A)": the words before say whose it is. */
function* labelledAddresses(text: string): Generator<Phrase> {
  for (const match of matchesIn(text, LABELLED)) {
    const before = text.slice(Math.max(0, match.index - 90), match.index)
    yield { type: 'ip', value: match[1] ?? '', ...sideByWords(before) }
  }
}

/** The word that stands last before the address decides. */
const LABELS: readonly (readonly [RegExp, FieldSide, ObservableRole])[] = [
  [/\b(?:your|this|our|internal|local|victim|target(?:ed)?|compromised|infected|affected|protected)\b/gi, 'own', 'unknown'],
  [/\b(?:machine|device|computer|workstation|virtual machine|vm|endpoint)\b/gi, 'own', 'unknown'],
  [/\b(?:command[ -]and[ -]control|c2|c&c|cnc)\b/gi, 'remote', 'c2'],
  [/\b(?:attack(?:er|ing|s)?|malicious|adversary|intruder|attempts?)\b/gi, 'remote', 'attacker'],
  [/\b(?:detected|came|coming|originat\w+|received|logins?|sign-ins?) from\b/gi, 'remote', 'source'],
] // prettier-ignore

function sideByWords(before: string): { readonly fieldSide: FieldSide; readonly role: ObservableRole } {
  let nearest = -1
  let answer: { readonly fieldSide: FieldSide; readonly role: ObservableRole } = {
    fieldSide: 'unsaid',
    role: 'unknown',
  }
  for (const [pattern, fieldSide, role] of LABELS) {
    for (const match of matchesIn(before, pattern)) {
      if (match.index <= nearest) continue
      nearest = match.index
      answer = { fieldSide, role }
    }
  }
  return answer
}

const NAMED_LINK =
  /\b(?:malicious|phish(?:ing)?|suspicious|c2|command[ -]and[ -]control|dangerous)\s+(?:urls?|links?|domains?|web ?sites?|sites?|hosts?)[:\s]\s*(\S{4,2048})/gi
/** Marks of text that was made unclickable. */
const DEFANGED = /\[\.\]|\(\.\)|\[dot\]|\bh(?:xx|\*\*)ps?:/i
const LONGEST_LINK = 2048

/** "'evil.example/x' blocked due to category 'Malware'" */
const BLOCKED_LINK = /'([^\s']{4,2048})'\s(?:was\s)?blocked\b/gi

/** Nobody defangs a reference, and "malicious URL X" says what X is. */
function namedLinks(text: string): readonly Phrase[] {
  const named = [...matchesIn(text, NAMED_LINK), ...matchesIn(text, BLOCKED_LINK)].map((match) =>
    withoutPunctuation(match[1] ?? ''),
  )
  const defanged = DEFANGED.test(text) ? text.split(/\s+/).filter(isDefangedLink).map(withoutPunctuation) : []
  const links = [
    ...named.filter((value) => /^\w+:\/\//.test(value) || isPlausibleHost(value.split(/[/:]/, 1)[0] ?? '')),
    ...defanged,
  ]
  return [...new Set(links)].map(remoteLink)
}

function isDefangedLink(word: string): boolean {
  if (word.length > LONGEST_LINK || !DEFANGED.test(word)) return false
  const bare = withoutPunctuation(word)
  return readValue('url', bare).type !== 'unreadable' && refang(bare).includes('.')
}

function remoteLink(value: string): Phrase {
  return { type: 'url', value, fieldSide: 'remote', role: 'unknown' }
}

/** A threat actor that the text names by Microsoft's name for groups in development. */
export function actorInText(text: string | null | undefined): string | undefined {
  return /\b(?:Storm|DEV)-\d{3,4}\b/i.exec(text ?? '')?.[0]
}
