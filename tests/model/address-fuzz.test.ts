import { isIP } from 'node:net'
import fc from 'fast-check'
import { readAddress } from '../../shared/model/address-reading'
import { parseIpAddress } from '../../shared/model/ip-address'

/** Texts to start from: strict, lenient, folded and hidden spellings. */
const SEEDS = [
  '20.119.0.42',
  '255.255.255.255',
  '020.119.0.052',
  '0x14.0x77.0.0x2a',
  '20.119.42',
  '343343146',
  '２０.119。0．42',
  '20.119.0.42.',
  '::ffff:20.119.0.42',
  '2001:db8:0:1::ffff:1',
  '1:2:3:4:5:6:7:8',
  '::',
]
const ALPHABET = [
  ...Array.from('0123456789abcdefxABCDEFX::::.....-g'),
  '０',
  '９',
  '。',
  '．',
  '｡',
  '\u00ad',
  '\u200b',
  'Ⅳ',
  '①',
  '٣',
]

type Edit = { readonly at: number; readonly cut: number; readonly put: string }

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(24),
  cut: fc.nat(2),
  put: fc.constantFrom('', ...ALPHABET),
})
const apply = (text: string, { at, cut, put }: Edit): string => text.slice(0, at) + put + text.slice(at + cut)

/** One run edits every seed step by step and judges each step, so 2,000 runs judge over a million texts. */
function eachMutation(runs: number, judge: (text: string) => void): number {
  let judged = 0
  fc.assert(
    fc.property(fc.array(edit, { minLength: 6, maxLength: 6, size: 'max' }), (edits) => {
      for (const seed of SEEDS) {
        let text = seed
        for (const one of edits) {
          text = apply(text, one)
          judged++
          judge(text)
        }
      }
    }),
    { numRuns: runs },
  )
  return judged
}

it('strict parsing agrees with net.isIP on a million mutated texts', () => {
  // The one listed disagreement: isIP takes a zone id (fe80::1%eth0), and no seed or edit holds a per cent sign.
  const judged = eachMutation(14_000, (text) => {
    if ((parseIpAddress(text) !== undefined) !== isIP(text) > 0)
      throw new Error(`disagrees on ${JSON.stringify(text)}`)
  })
  expect(judged).toBeGreaterThan(1_000_000)
})

/** The v4 address that WHATWG URL reads, undefined if it reads a name or nothing. */
function readByUrl(text: string): string | undefined {
  const hostname = URL.parse(`http://${text}/`)?.hostname
  return hostname !== undefined && isIP(hostname) === 4 ? hostname : undefined
}

/** Where we differ from WHATWG URL on purpose, each with its reason. */
const LISTED: readonly (readonly [reason: string, holds: (text: string) => boolean])[] = [
  ['a v6 address needs brackets in a URL', (text) => text.split(':').length > 2],
  [
    'a port is cut off by both, but one that is no port makes the URL unreadable',
    (text) => text.includes(':'),
  ],
]

it('what WHATWG URL reads as a v4 address is that address, or ambiguous with it among the readings', () => {
  eachMutation(14_000, (text) => {
    if (LISTED.some(([, holds]) => holds(text))) return
    const byUrl = readByUrl(text)
    const reading = readAddress(text)
    if (byUrl === undefined && reading.kind === 'address')
      throw new Error(`only we read ${JSON.stringify(text)}`)
    if (byUrl === undefined) return
    const readings: readonly string[] =
      reading.kind === 'address' ? [reading.address] : reading.kind === 'ambiguous' ? reading.readings : []
    if (!readings.includes(byUrl))
      throw new Error(`URL reads ${JSON.stringify(text)} as ${byUrl}, we as ${JSON.stringify(reading)}`)
  })
  expect(LISTED).toHaveLength(2)
})
