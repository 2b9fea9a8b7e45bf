import { existsSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { type Cidr, cidrContains, parseCidr } from '../../shared/model/cidr'
import { parseIpAddress } from '../../shared/model/ip-address'
import { formatV4, formatV6, parseV4, parseV6 } from '../../shared/model/ip-words'
import { type AddressData, flatten, unflatten } from '../../shared/ownership/address-data'
import { type AddressLookup, lookUpIn } from '../../shared/ownership/address-lookup'
import { feedFolder } from '../../shared/ownership/feed-folder'
import { networkMask } from '../../shared/ownership/intervals'
import type { Entry } from '../../shared/ownership/source'
import { openSnapshot, packSnapshot } from '../../shared/ownership/snapshot'
import { TODAY } from './feeds'

const DATA = join(__dirname, '../../../shared/data/ownership')
const itOnRealData = existsSync(DATA) ? it : it.skip

/** Numbers that look random and are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const format = (words: readonly number[]): string =>
  words.length === 1 ? formatV4(words[0]!) : formatV6(words)

function neighbour(words: readonly number[], step: 1 | -1): number[] {
  const next = [...words]
  for (let i = next.length - 1; i >= 0; i--) {
    next[i] = (next[i]! + step) >>> 0
    if (next[i] !== (step > 0 ? 0 : 0xffffffff)) break
  }
  return next
}

/** First and last address of a prefix, and their neighbours. */
function edgesOf({ words, length }: Cidr): string[] {
  const last = words.map((word, i) => (word | ~networkMask(length, i)) >>> 0)
  return [
    words,
    neighbour(words, -1),
    neighbour(words, 1),
    last,
    neighbour(last, -1),
    neighbour(last, 1),
  ].map(format)
}

function inside({ words, length }: Cidr, random: (below: number) => number): string {
  return format(words.map((word, i) => (word | (random(2 ** 32) & ~networkMask(length, i))) >>> 0))
}

const tagsOf = (lookup: AddressLookup, text: string): string[] =>
  (lookup.match(text)?.labels.map(({ tag }) => tag) ?? []).toSorted()

function entriesFrom(prefixes: readonly string[], tagCount: number): Entry[] {
  const cidrs = [...new Set(prefixes)].map((text) => parseCidr(text)!)
  return Array.from({ length: tagCount }, (_, tag) => ({
    label: { source: 'service-tags-public' as const, tag: `Tag${tag}` },
    prefixes: cidrs.filter((_, i) => i % tagCount === tag || i % 7 === tag),
  }))
}

/** Nested, adjacent and lonely blocks of every length, close together so that edges meet. */
function madeUpPrefixes(count: number): string[] {
  const random = randomNumbers(8075)
  const bases = [
    [0x14770000],
    [0xfffffff0],
    [0],
    [0x20010db8, 0, 0, 0],
    [0x26031030, 0, 1, 0],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xfffffff0],
  ]
  return Array.from({ length: count }, () => {
    const base = bases[random(bases.length)]!
    const length = base.length === 1 ? 8 + random(25) : random(129)
    const words = base.map(
      (word, i) => (((word ^ random(2 ** (i === 0 ? 16 : 32))) >>> 0) & networkMask(length, i)) >>> 0,
    )
    return parseCidr(`${format(words)}/${length}`)?.text ?? '192.0.2.0/24'
  })
}

it('equals a scan of the list on 100,000 addresses, every edge and its neighbours included', () => {
  const entries = entriesFrom(madeUpPrefixes(600), 20)
  const lookup = lookUpIn(flatten(entries))
  const cidrs = [
    ...new Map(entries.flatMap(({ prefixes }) => prefixes).map((cidr) => [cidr.text, cidr])).values(),
  ]
  const tagsOfCidr = new Map(
    cidrs.map(({ text }) => [
      text,
      entries.filter(({ prefixes }) => prefixes.some((p) => p.text === text)).map(({ label }) => label.tag),
    ]),
  )
  const random = randomNumbers(42)
  const edges = cidrs.flatMap(edgesOf)
  const addresses = [
    ...edges,
    ...Array.from({ length: 100_000 - edges.length }, () => inside(cidrs[random(cidrs.length)]!, random)),
  ]
  const scan = (text: string): string[] => {
    const words = [...wordsOf(text)]
    const holding = cidrs.filter(
      (cidr) =>
        cidr.words.length === words.length &&
        words.every((word, i) => ((word ^ cidr.words[i]!) & networkMask(cidr.length, i)) === 0),
    )
    return holding.flatMap((cidr) => tagsOfCidr.get(cidr.text)!).toSorted()
  }
  expect(addresses.length).toBeGreaterThanOrEqual(100_000)
  expect(addresses.filter((text) => tagsOf(lookup, text).join() !== scan(text).join())).toEqual([])
})

/** Of the canonical spelling: a v6 spelling of a v4 address is looked up among the v4 ones. */
function wordsOf(text: string): Uint32Array {
  const address = parseIpAddress(text) ?? text
  const v4 = parseV4(address)
  if (v4 >= 0) return Uint32Array.of(v4)
  const words = new Uint32Array(4)
  if (!parseV6(address, words)) throw new Error(`not an address: ${text}`)
  return words
}

/** Another way to the same answer: one table per prefix length, asked from /128 to /0. */
function tablesByLength(entries: readonly Entry[]): (text: string) => string[] {
  const tables = new Map<string, string[]>()
  for (const { label, prefixes } of entries) {
    for (const { words, length } of prefixes) {
      const key = `${words.join(':')}/${length}`
      const tags = tables.get(key) ?? []
      tables.set(key, [...tags, `${label.source} ${label.tag}`])
    }
  }
  return (text) => {
    const words = [...wordsOf(text)]
    return Array.from({ length: words.length * 32 + 1 }, (_, length) => {
      const masked = words.map((word, i) => (word & networkMask(length, i)) >>> 0)
      return tables.get(`${masked.join(':')}/${length}`) ?? []
    }).flat()
  }
}

itOnRealData('on the published lists: equals tables by length, and BlockList on yes and no', () => {
  const { sources } = feedFolder(DATA)
  const entries = sources.flatMap((source) => source.entries)
  const lookup = lookUpIn(flatten(entries))
  const cidrs = [
    ...new Map(entries.flatMap(({ prefixes }) => prefixes).map((cidr) => [cidr.text, cidr])).values(),
  ]
  const list = new BlockList()
  for (const { text, family, length } of cidrs)
    list.addSubnet(text.slice(0, text.indexOf('/')), length, family === 4 ? 'ipv4' : 'ipv6')
  const edges = cidrs.flatMap(edgesOf)
  const isListed = (text: string): boolean => list.check(text, text.includes(':') ? 'ipv6' : 'ipv4')
  expect(edges.length).toBeGreaterThan(200_000)
  expect(edges.filter((text) => (lookup.match(text) !== undefined) !== isListed(text))).toEqual([])

  const expected = tablesByLength(entries)
  const some = edges.filter((_, i) => i % 11 === 0)
  const labels = (text: string): string[] =>
    lookup.match(text)?.labels.map(({ source, tag }) => `${source} ${tag}`) ?? []
  expect(
    some.filter(
      (text) =>
        [...new Set(labels(text))].toSorted().join() !== [...new Set(expected(text))].toSorted().join(),
    ),
  ).toEqual([])
})

const v4Prefix = fc
  .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
  .map(([word, length]) => `${formatV4((word & networkMask(length, 0)) >>> 0)}/${length}`)
const v6Prefix = fc
  .tuple(
    fc.array(fc.oneof(fc.constant(0), fc.constant(0xffffffff), fc.integer({ min: 0, max: 0xffffffff })), {
      minLength: 4,
      maxLength: 4,
    }),
    fc.integer({ min: 0, max: 128 }),
  )
  .map(
    ([words, length]) =>
      `${formatV6(words.map((word, i) => (word & networkMask(length, i)) >>> 0))}/${length}`,
  )

it('any list of blocks: every edge answers as the list says, and the list can be had back', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(v4Prefix, v6Prefix), { minLength: 1, maxLength: 12 }), (texts) => {
      const entries: Entry[] = [...new Set(texts)]
        .map((text) => parseCidr(text))
        .filter((cidr) => cidr !== undefined)
        .map((cidr) => ({ label: { source: 'public-ips', tag: cidr.text }, prefixes: [cidr] }))
      const data: AddressData = flatten(entries)
      const lookup = lookUpIn(data)
      for (const text of entries.flatMap(({ prefixes }) => prefixes).flatMap(edgesOf)) {
        const address = parseIpAddress(text)!
        const expected = entries
          .filter(({ prefixes }) => cidrContains(prefixes[0]!, address))
          .map(({ label }) => label.tag)
        expect(tagsOf(lookup, text)).toEqual([...new Set(expected)].toSorted())
      }
      expect(unflatten(data)).toEqual(entries)
    }),
    { numRuns: 300 },
  )
})

it('a packed snapshot answers as the lists it was made from', () => {
  const entries = entriesFrom(madeUpPrefixes(400), 10)
  const source = {
    source: 'service-tags-public' as const,
    entries,
    hosts: [],
    from: 'here',
    date: '2026-11-01',
  }
  const opened = openSnapshot(packSnapshot([source], TODAY))
  const before = lookUpIn(flatten(entries))
  const after = lookUpIn(flatten(opened.unpack().flatMap((one) => one.entries)))
  const edges = entries.flatMap(({ prefixes }) => prefixes).flatMap(edgesOf)
  expect(edges.filter((text) => tagsOf(before, text).join() !== tagsOf(after, text).join())).toEqual([])
})
