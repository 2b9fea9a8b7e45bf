import { type AddressReading, readAddress } from '../model/address-reading'
import type { IpAddress } from '../model/ip-address'
import { remembered } from '../model/remembered'
import { formatV4, formatV6, parseV4, parseV6 } from '../model/ip-words'
import type { AddressData } from './address-data'
import { lookUpIn } from './address-lookup'
import { judge, type SourcesAtHand, type Statement, type Verdict } from './address-verdict'
import { createHostOwnership } from './host-ownership'
import { networkMask } from './intervals'
import type { Ownership, OwnershipIndex } from './ownership'
import { itemsOf, labelOf, lengthOf } from './prefix-sets'
import type { ListedHost, SourceName } from './source'

type SourceAtHand = {
  readonly source: SourceName
  readonly date: string
  readonly hosts: readonly ListedHost[]
}

/** What the answers say no address lies in, they say on the authority of these. */
const DECISIVE: readonly SourceName[] = ['service-tags-public', 'public-ips', 'asn', 'microsoft-365']

/** Answers from flattened data; verdicts are made once per distinct set of statements. */
export function createOwnershipIndex(
  data: AddressData,
  sources: readonly SourceAtHand[],
  createdAt: Date,
): OwnershipIndex {
  const atHand = sourcesAtHand(sources, createdAt)
  const { find } = lookUpIn(data)
  const verdicts: (Answering | undefined)[] = new Array<undefined>(data.sets.offsets.length)
  const verdictOf = (setId: number): Answering =>
    (verdicts[setId] ??= answering(judge(statementsOf(data, setId), atHand)))
  const judgeAddress = (text: string): Ownership => {
    const reading = readAddress(text)
    if (reading.kind !== 'address') return unreadable(text, reading, createdAt)
    const { address, carrier } = reading
    const known = answer(text, address, verdictOf(find(address)))
    return carrier === undefined
      ? known
      : { ...known, because: `${carrier} of ${address}. ${known.because}`, embeddedAddress: address }
  }
  // One alert asks about its addresses several times, and the next often about the same.
  const ofAddress = remembered(judgeAddress)
  const ofHostname = createHostOwnership(sources, createdAt)
  const ofHost = (text: string): Ownership => {
    const isAddress = readAddress(text).kind !== 'invalid'
    return isAddress ? ofAddress(text) : ofHostname(text)
  }
  return { ofAddress, ofHost }
}

/** Of a source that came in several files, the oldest date counts. */
function sourcesAtHand(sources: readonly SourceAtHand[], createdAt: Date): SourcesAtHand {
  const created = createdAt.toISOString().slice(0, 10)
  const newestFirst = sources.toSorted((a, b) => b.date.localeCompare(a.date))
  const dates = new Map(newestFirst.map(({ source, date }) => [source, date]))
  const decisive = DECISIVE.map((source) => dates.get(source)).filter((date) => date !== undefined)
  return {
    dateOf: (source) => dates.get(source) ?? created,
    has: (source) => dates.has(source),
    oldestDate: decisive.toSorted()[0] ?? created,
  }
}

function statementsOf({ sets, labels }: AddressData, setId: number): Statement[] {
  return [...itemsOf(sets, setId)].flatMap((item) => {
    const label = labels[labelOf(item)]
    return label === undefined ? [] : [{ label, length: lengthOf(item) }]
  })
}

/** A verdict, laid out so that an answer is one copy. */
type Answering = { readonly prefixLength: number | undefined; readonly body: Omit<Ownership, 'input'> }

function answering({ prefixLength, ...verdict }: Verdict): Answering {
  return { prefixLength, body: { kind: 'ip', ...verdict } }
}

function answer(input: string, address: IpAddress, { prefixLength, body }: Answering): Ownership {
  if (prefixLength === undefined) return { input, ...body }
  return { input, ...body, prefix: prefixOf(address, prefixLength) }
}

function prefixOf(address: IpAddress, length: number): string {
  const v4 = parseV4(address)
  if (v4 >= 0) return `${formatV4((v4 & networkMask(length, 0)) >>> 0)}/${length}`
  const words = new Uint32Array(4)
  parseV6(address, words)
  return `${formatV6(words.map((word, i) => word & networkMask(length, i)))}/${length}`
}

function unreadable(
  input: string,
  reading: Exclude<AddressReading, { kind: 'address' }>,
  createdAt: Date,
): Ownership {
  const ambiguous = reading.kind === 'ambiguous'
  return {
    input,
    kind: 'ip',
    owner: ambiguous ? 'ambiguous' : 'invalid',
    class: 'other',
    serviceTags: [],
    shared: false,
    sources: [],
    snapshotDate: createdAt.toISOString().slice(0, 10),
    because: ambiguous
      ? `Could be ${reading.readings.join(' or ')}: ${reading.because}`
      : `Not read: ${reading.because}`,
    ...(ambiguous && { readings: reading.readings }),
  }
}
