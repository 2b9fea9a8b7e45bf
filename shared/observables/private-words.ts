import type { Alert } from '../alerts/alert'
import { remembered } from '../model/remembered'
import { reversed } from './decodings'
import type { ReadFinding } from './named-value'
import type { OwnAssets } from './own-assets'
import { tenantNameOf } from './tenant-names'

/** Names of ours, ready to be found in a text whatever separates their parts. */
export type PrivateWords = {
  readonly areIn: (text: string) => boolean
}

export const noPrivateWords: PrivateWords = { areIn: () => false }

/** Shorter names count only as a word of their own. */
const SHORTEST_PART = 6
const SHORTEST_WORD = 3
const KEY_LENGTH = 4

/** Names that many machines and people bear, and parts of names that are no names. */
const COMMON = new Set(
  'admin administrator root system user users guest test local localhost service services network info mail office contact support sales account accounts default server client desktop laptop host device public private anonymous unknown none null com net org www web app api blob file http https windows microsoft azure onmicrosoft sharepoint providers subscriptions resourcegroups compute storage domain workgroup ntauthority nt authority builtin and the for von van der from'.split(' '),
) // prettier-ignore

/**
 * Names of people, machines, domains and resources: those of the settings and those that the alert itself gives as
 * ours. A link may carry them, since attackers' programs tell their masters whom they have caught.
 */
export function privateWordsOf(
  { names = [], victims = [], tenantId = '' }: Pick<Alert, 'names' | 'victims' | 'tenantId'>,
  found: readonly ReadFinding[],
  own: OwnAssets,
): PrivateWords {
  const words = newWords()
  const ourNames = new Set(names)
  for (const { kind, name } of victims)
    if (kind === 'resource') addResource(words, name)
    else ourNames.add(name)
  words.addWhole(tenantId)
  for (const { reading, finding } of found) {
    if (finding.fieldSide !== 'own' && finding.fieldSide !== 'perhaps-own') continue
    if (reading.type === 'email') ourNames.add(reading.value)
    if (reading.type === 'host') addHost(words, reading.value)
  }
  for (const name of ourNames) words.addAll(formsOfName(name))
  const [always, here] = [wordsOfSettings(own), words.finish()]
  return { areIn: (text) => always.areIn(text) || here.areIn(text) }
}

const ofSettings = new WeakMap<OwnAssets, PrivateWords>()

/** The same for every alert. */
function wordsOfSettings(own: OwnAssets): PrivateWords {
  const before = ofSettings.get(own)
  if (before !== undefined) return before
  const words = newWords()
  for (const domain of own.domains) words.addWhole(domain)
  for (const mailbox of own.mailboxes) addName(words, mailbox)
  for (const resource of own.resources) words.addWhole(resource.split('/').at(-1) ?? '')
  const finished = words.finish()
  ofSettings.set(own, finished)
  return finished
}

/** Subscription, and the names of the resource and of what it lies in. */
function addResource(words: Words, id: string): void {
  for (const part of id.split('/')) if (!part.includes('.')) words.addWhole(part)
}

function addHost(words: Words, host: string): void {
  words.addWhole(host)
  const [label = '', ...more] = host.split('.')
  // The first label of a machine's name is the machine; that of a domain is a word like any other.
  if (more.length !== 1 && tenantNameOf(host) === undefined) words.addWhole(label)
}

/** A mail address, `DOMAIN\\account`, a host, or a person's name: as a whole, and each telling part of it. */
function addName(words: Words, name: string): void {
  words.addWhole(name)
  const at = name.lastIndexOf('@')
  const person = (at > 0 ? name.slice(0, at) : name).replace(/#ext#.*/i, '').replace(/^.*\\/, '')
  if (at < 0 && /^[\w-]+(?:\.[\w-]+){2,}$/.test(person)) {
    addHost(words, person)
    return
  }
  words.addWhole(person)
  const parts = person.split(/[^\p{L}\p{N}]+/u)
  for (const part of parts) if (/\p{L}/u.test(part)) words.addWord(part)
  words.addWhole(parts.toReversed().join(''))
}

type Words = ReturnType<typeof newWords>
type Forms = { readonly parts: ReadonlySet<string>; readonly short: ReadonlySet<string> }

function newWords() {
  const parts = new Set<string>()
  const short = new Set<string>()
  const addWhole = (text: string): void => {
    const { bare, spellings } = formsOf(text)
    if (bare.length < SHORTEST_WORD || COMMON.has(bare)) return
    const into = bare.length >= SHORTEST_PART ? parts : short
    for (const spelling of spellings) into.add(spelling)
  }
  return {
    forms: { parts, short },
    addAll: (forms: Forms): void => {
      for (const part of forms.parts) parts.add(part)
      for (const word of forms.short) short.add(word)
    },
    addWhole,
    addWord: (text: string): void => {
      const bare = compact(text)
      if (bare.length >= SHORTEST_WORD && !COMMON.has(bare)) short.add(bare).add(rot13(bare))
      if (bare.length >= SHORTEST_PART) addWhole(text)
    },
    finish: (): PrivateWords => finder(parts, short),
  }
}

/** The same people and machines are in many alerts. */
const formsOfName = remembered((name) => {
  const words = newWords()
  addName(words, name)
  return words.forms
})

const formsOf = remembered((text) => {
  const bare = compact(text)
  return { bare, spellings: spellingsOf(bare) }
})

/** Backwards, and with every letter moved by thirteen: both keep the text a text. */
export function spellingsOf(word: string): readonly string[] {
  const moved = rot13(word)
  return [word, reversed(word), moved, reversed(moved)]
}

const A = 97

function rot13(text: string): string {
  let moved = ''
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) - A
    moved += letter >= 0 && letter < 26 ? String.fromCharCode(((letter + 13) % 26) + A) : text.charAt(i)
  }
  return moved
}

/** Letters and digits alone, lower case, without accents: how names are compared, whatever separates their parts. */
export function compact(text: string): string {
  return joined(folded(text))
}

/** Where all is ASCII, as it mostly is, the simpler expression is several times as quick. */
function joined(plain: string): string {
  return isAscii(plain) ? plain.replace(/[^a-z\d]+/g, '') : plain.replace(/[^\p{L}\p{N}]+/gu, '')
}

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text)

function folded(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replaceAll('ß', 'ss')
} // prettier-ignore

/** Looks only where the first characters of a name are found, so a text costs the same for one name and for a thousand. */
export function finder(parts: ReadonlySet<string>, short: ReadonlySet<string>): PrivateWords {
  if (parts.size === 0 && short.size === 0) return noPrivateWords
  const byKey = new Map<string, string[]>()
  for (const part of parts) {
    const key = part.slice(0, KEY_LENGTH)
    const before = byKey.get(key)
    if (before === undefined) byKey.set(key, [part])
    else before.push(part)
  }
  const holdsPart = (text: string): boolean => {
    for (let i = 0; i + KEY_LENGTH <= text.length; i++) {
      if (byKey.get(text.slice(i, i + KEY_LENGTH))?.some((part) => text.startsWith(part, i))) return true
    }
    return false
  }
  return {
    areIn: (text) => {
      const plain = folded(text)
      if (holdsPart(joined(plain))) return true
      return short.size > 0 && wordsIn(plain).some((word) => short.has(word))
    },
  }
}

/** `annaSchmidt-ws1`: `annaschmidt`, `ws1`; and `ws-1` as `ws1` too. */
function wordsIn(plain: string): readonly string[] {
  const words = plain.split(/[^\p{L}\p{N}]+/u)
  return [...words, ...words.slice(1).map((word, i) => `${words[i] ?? ''}${word}`)]
}
