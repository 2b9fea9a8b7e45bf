import { remembered } from '../model/remembered'
import type { FieldSide, Finding, ObservableRole } from './alert'

/** What the name that a product or a customer gave a field says about its value. */
export type FieldLabel = {
  readonly fieldSide: FieldSide
  readonly role?: ObservableRole
  readonly verdict?: Finding['verdict']
  /** `any` where the label names a party and no kind of value, as "Attackers" does. */
  readonly holds: 'place' | 'link' | 'any'
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

const ATTACKER = words('attack attacker attackers attacking adversary intruder offender offending hacker')
const C2 = words('c2 cc cnc ccca callback callbacks beacon commandcontrol commandandcontrol')
const PHISH = words('phish phishing')
const DOWNLOAD = words('payload dropper download downloaded')
const MALICIOUS = words(
  'malicious malware bad evil hostile dangerous botnet ioc iocs indicator exploit rogue',
)
const SUSPICIOUS = words('suspicious suspected threat threats')
const OWN = words(
  'victim victims target targets targeted attacked compromised infected affected impacted protected local internal ' +
    'machine device computer workstation endpoint asset agent sensor appliance our inside private lan managed ' +
    'management interested host',
)
const REMOTE = words('remote peer foreign')
/** Words that tell neither side, and may stand beside the others. */
const NEUTRAL = words(
  'source src destination dest dst server client user network detected observed first last original all the of and ' +
    'potential possible known external outside public top translated primary secondary resolved requested visited ' +
    'intel intelligence feed match matched matching file process final other seen actor raw full',
)
const PLACES = words(
  'ip ips ipv4 ipv6 ipv4s ipv6s address addresses addr host hosts hostname hostnames domain domains fqdn fqdns server ' +
    'servers site sites',
)
const LINKS = words('url urls uri uris link links website websites')
const LISTS = words('list lists value values string name names')

const VOCABULARY = new Set(
  [ATTACKER, C2, PHISH, DOWNLOAD, MALICIOUS, SUSPICIOUS, OWN, REMOTE, NEUTRAL, PLACES, LINKS, LISTS].flatMap(
    (list) => [...list],
  ),
)
const LONGEST_WORD = Math.max(...[...VOCABULARY].map((word) => word.length))
const LONGEST_LABEL = 80

/**
 * Reads labels such as `Attacker IP`, `cncHost`, `victim_ip`, `attackersourceip`, `Malicious URL`.
 * @returns undefined for everything else: a label with a word that is not known may mean anything.
 */
export const readFieldLabel = remembered((label): FieldLabel | undefined => {
  const parts = label.length > LONGEST_LABEL ? undefined : wordsOf(label)
  while (parts !== undefined && parts.length > 1 && LISTS.has(parts.at(-1) ?? '')) parts.pop()
  const last = parts?.at(-1)
  if (parts === undefined || last === undefined) return undefined
  const before = parts.slice(0, -1)
  if (LINKS.has(last)) return { ...sideOf(before), holds: 'link' }
  if (PLACES.has(last)) return { ...sideOf(placeWords(before)), holds: 'place' }
  const isParty = parts.some((word) => (ATTACKER.has(word) && word !== 'attack') || C2.has(word))
  return isParty ? { ...sideOf(parts), holds: 'any' } : undefined
})

/** `C2 server IP`, `malicious host address`: the word beside the last is the kind as well, and no machine of ours. */
function placeWords(before: readonly string[]): readonly string[] {
  const last = before.at(-1)
  const isKind = before.length > 1 && last !== undefined && PLACES.has(last)
  return isKind ? before.slice(0, -1) : before
}

function sideOf(before: readonly string[]): Omit<FieldLabel, 'holds'> {
  const has = (list: ReadonlySet<string>): boolean => before.some((word) => list.has(word))
  if (has(OWN)) return { fieldSide: 'own' }
  if (has(C2)) return { fieldSide: 'remote', role: 'c2' }
  if (has(ATTACKER)) {
    const isAimedAt = before.includes('attack') && (before.includes('destination') || before.includes('dest'))
    return isAimedAt ? { fieldSide: 'unsaid' } : { fieldSide: 'remote', role: 'attacker' }
  }
  if (has(PHISH)) return { fieldSide: 'remote', role: 'phish-url', verdict: 'malicious' }
  if (has(MALICIOUS)) return { fieldSide: 'remote', verdict: 'malicious' }
  if (has(SUSPICIOUS)) return { fieldSide: 'remote', verdict: 'suspicious' }
  if (has(DOWNLOAD)) return { fieldSide: 'remote', role: 'download' }
  return has(REMOTE) ? { fieldSide: 'remote' } : { fieldSide: 'unsaid' }
}

/** The known words of a label, in camel case, with separators or without any; undefined where one is not known. */
function wordsOf(label: string): string[] | undefined {
  const found: string[] = []
  for (const part of partsOf(label)) {
    const inside = VOCABULARY.has(part) ? [part] : wordsInside(part)
    if (inside === undefined) return undefined
    found.push(...inside)
  }
  return found
}

function partsOf(label: string): readonly string[] {
  return label
    .replace(/command[\s_-]*(?:and|&)[\s_-]*control/gi, ' cnc ')
    .replace(/c&c/gi, ' cnc ')
    .replace(/([a-z\d])([A-Z])/g, (pair, before: string, after: string) =>
      /^IPv?$/.test(before + after) ? pair : `${before} ${after}`,
    )
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((part) => part !== '')
}

/** `attackersourceip`: known words from end to end, the longest first. Each place is left once, so the work is bounded. */
function wordsInside(part: string): string[] | undefined {
  const rest: (string[] | undefined)[] = []
  rest[part.length] = []
  for (let at = part.length - 1; at >= 0; at -= 1) rest[at] = longestFrom(part, at, rest)
  return rest[0]
}

function longestFrom(
  part: string,
  at: number,
  rest: readonly (string[] | undefined)[],
): string[] | undefined {
  for (let end = Math.min(part.length, at + LONGEST_WORD); end > at + 1; end -= 1) {
    const word = part.slice(at, end)
    const after = VOCABULARY.has(word) ? rest[end] : undefined
    if (after !== undefined) return [word, ...after]
  }
  return undefined
}
