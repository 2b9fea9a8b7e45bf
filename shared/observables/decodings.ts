import { isUtf8 } from 'node:buffer'
import { inflateSync, unzipSync } from 'node:zlib'
import { remembered } from '../model/remembered'

/** Base64 of either alphabet, hex and base32: long enough to hold the shortest name. */
const CODED_WORD = /[A-Za-z0-9+/_-]{6,}={0,6}/g
const SHORTEST_CODED = 6
const LONGEST_INFLATED = 4096
const CHARACTER =
  /&#(\d{1,7});?|&#x([\da-f]{1,6});?|%u([\da-f]{4})|\\u\{?([\da-f]{4,6})\}?|\\x([\da-f]{2})|=([\da-f]{2})/gi
const CHARACTER_NUMBERS = /\d{2,3}(?:[\s,;._+\\/-]\d{2,3}){3,}/g

/** Every reading of a text in one of the codings in which links carry what they tell: each one level deep. */
export const decodingsOf = remembered(decoded)

function decoded(text: string): ReadonlySet<string> {
  const texts = new Set<string>()
  if (/[%+]/.test(text)) texts.add(percentDecoded(text))
  if (/[&%\\=]/.test(text)) texts.add(charactersDecoded(text))
  if (/[^\x00-\x7f]/.test(text)) texts.add(text.normalize('NFKC'))
  addNumbers(texts, text)
  for (const [word] of text.matchAll(CODED_WORD)) addTexts(texts, bytesOf(word))
  texts.delete(text)
  texts.delete('')
  return texts
}

/** Base64 has slashes of its own, and browsers read a backslash as one: readings of what a path divides. */
export function decodingsAcross(path: string): ReadonlySet<string> {
  const texts = new Set<string>()
  for (const [word] of path.matchAll(CODED_WORD)) {
    if (word.includes('/')) addTexts(texts, alignments(word))
  }
  addNumbers(texts, path)
  texts.delete('')
  return texts
}

function addTexts(texts: Set<string>, decoded: readonly Buffer[]): void {
  for (const bytes of decoded) texts.add(textOf(bytes))
}

/** Decodes what can be decoded and leaves a lone percent sign alone. */
function percentDecoded(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (coded) => {
    return Buffer.from(coded.replaceAll('%', ''), 'hex').toString('utf8')
  })
}

/** HTML entities, `%u0061`, `\u0061`, `\x61` and quoted-printable. */
function charactersDecoded(text: string): string {
  return text.replace(CHARACTER, (whole, decimal?: string, ...codes: unknown[]) => {
    const hex = codes.slice(0, 5).find((code) => typeof code === 'string')
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Characters as decimal numbers, and as octal ones. */
function addNumbers(texts: Set<string>, text: string): void {
  for (const [numbers] of text.matchAll(CHARACTER_NUMBERS)) {
    const codes = numbers.split(/\D/)
    texts.add(fromNumbers(codes.map(Number)))
    if (!/[89]/.test(numbers)) texts.add(fromNumbers(codes.map((code) => parseInt(code, 8))))
  }
}

function fromNumbers(codes: readonly number[]): string {
  return codes.every((code) => code >= 32 && code < 256) ? String.fromCharCode(...codes) : ''
}

/** Something may precede the word, so every reading counts: whole, between separators, from each alignment. */
function bytesOf(word: string): readonly Buffer[] {
  const pieces = word.split(/[/_-]/).filter((piece) => piece.length >= SHORTEST_CODED && piece !== word)
  const backwards = reversed(word.split('=', 1)[0] ?? '')
  const read = [...alignments(word), ...[...pieces, backwards].map((piece) => Buffer.from(piece, 'base64'))]
  const hex = word.match(/[\da-f]{8,}/gi) ?? []
  const inHex = hex.flatMap((run) => [run, run.slice(1)]).map((run) => Buffer.from(run, 'hex'))
  return [...read, ...inHex, ...base32Decoded(word), ...[...read, ...inHex].flatMap(inflated)]
}

const alignments = (word: string): readonly Buffer[] =>
  [0, 1, 2, 3].map((offset) => Buffer.from(word.slice(offset), 'base64'))

const SAYABLE = /^[a-z\d.@_:-]+$/
/** Of every group of base64 the first letter holds six bits of the first character, which leaves these alone. */
const GROUPS_SAYABLE = /^(?:[a-elmnoqxyz].{3})*(?:[a-elmnoqxyz].{1,3})?$/i

/**
 * Readings of base64 that DNS has written in small letters: each group of four had one of sixteen spellings, of which
 * at most one says something that a name or an address is made of; only a shorter group at the end may say several things.
 */
export function caselessDecodingsOf(label: string): readonly string[] {
  if (!GROUPS_SAYABLE.test(label)) return []
  let readings: readonly string[] = ['']
  for (const group of label.match(/.{2,4}/g) ?? []) {
    const texts = spellingsOfGroup(group)
      .map((spelling) => Buffer.from(spelling, 'base64').toString('latin1'))
      .filter((text) => SAYABLE.test(text))
    readings = readings.flatMap((start) => texts.map((text) => start + text))
    if (readings.length === 0) return []
  }
  return readings
}

function spellingsOfGroup(group: string): readonly string[] {
  return Array.from(group).reduce<readonly string[]>(
    (starts, letter) =>
      starts.flatMap((start) =>
        [...new Set([letter.toLowerCase(), letter.toUpperCase()])].map((one) => start + one),
      ),
    [''],
  )
}

/** RFC 4648 §6, in either case and from each alignment of its groups; padding may be missing. */
function base32Decoded(word: string): readonly Buffer[] {
  const runs = word.match(/[A-Z2-7]{7,}/gi) ?? []
  return runs.flatMap((run) => {
    const isOneCase = run === run.toUpperCase() || run === run.toLowerCase()
    return isOneCase ? [0, 1, 2, 3, 4, 5, 6, 7].map((skip) => fromBase32(run.slice(skip))) : []
  })
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

function fromBase32(run: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of run.toLowerCase()) {
    held = ((held << 5) | BASE32.indexOf(letter)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  return Buffer.from(bytes)
}

function inflated(bytes: Buffer): readonly Buffer[] {
  const isZip = (bytes[0] === 0x1f && bytes[1] === 0x8b) || (bytes[0] === 0x78 && bytes.length > 8)
  if (!isZip) return []
  try {
    const options = { maxOutputLength: LONGEST_INFLATED }
    return [bytes[0] === 0x78 ? inflateSync(bytes, options) : unzipSync(bytes, options)]
  } catch {
    return []
  }
}

const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g

/**
 * What can be read of some bytes: decoding at random gives noise, in which runs of characters may be a text that
 * something precedes. UTF-16 in either order is read by leaving its zeros out.
 */
function textOf(bytes: Buffer): string {
  const dense = bytes.includes(0) ? bytes.filter((byte) => byte !== 0) : bytes
  if (isUtf8(dense)) {
    const text = Buffer.from(dense).toString('utf8').replace(CONTROL, ' ').trim()
    return text.length < 3 ? '' : text
  }
  return (
    Buffer.from(dense)
      .toString('latin1')
      .match(/[\x20-\x7e]{4,}/g) ?? []
  ).join(' ')
}

export function reversed(text: string): string {
  if (/[^\x00-\x7f]/.test(text)) return Array.from(text).toReversed().join('')
  let backwards = ''
  for (let i = text.length - 1; i >= 0; i--) backwards += text.charAt(i)
  return backwards
}
