import fc from 'fast-check'
import { kqlText, kqlTime } from '../../shared/alerts/kql'

/** Reads one string literal as Kusto does; what follows it would be part of the query. */
function readLiteral(query: string): { text: string; rest: string } | undefined {
  const quote = query[0]
  if (quote !== "'" && quote !== '"') return undefined
  let text = ''
  for (let at = 1; at < query.length; at++) {
    const char = query[at] ?? ''
    if (char === quote) return { text, rest: query.slice(at + 1) }
    if (/[\n\r\u2028\u2029]/.test(char)) return undefined
    if (char !== '\\') {
      text += char
      continue
    }
    const code = /^\\u([\da-f]{4})/i.exec(query.slice(at))?.[1]
    const escaped: Readonly<Record<string, string>> = {
      n: '\n',
      r: '\r',
      t: '\t',
      "'": "'",
      '"': '"',
      '\\': '\\',
    }
    const plain = code === undefined ? escaped[query[at + 1] ?? ''] : String.fromCharCode(parseInt(code, 16))
    if (plain === undefined) return undefined
    text += plain
    at += code === undefined ? 1 : 5
  }
  return undefined
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '\n', '\r', '|', '`', '@', 'h', '\u2028', 'u', '0', '\ud800', ' '),
  }),
)

it('no text can break out of its literal, and none is changed by it', () => {
  fc.assert(
    fc.property(text, (given) => {
      expect(readLiteral(`${kqlText(given)} | take 1`)).toEqual({ text: given, rest: ' | take 1' })
    }),
    { numRuns: 5_000 },
  )
})

it('the reader above is no pushover: a text that is only put between quotes does break out', () => {
  const broken = "'x' or 1 == 1 //' | take 1"
  expect(readLiteral(broken)?.rest).not.toBe(' | take 1')
})

it.each(['safe-hse.com', '20.119.0.42', '2603:1030:20e:3::23c', '_sip.example.com'])(
  'addresses and hosts stand as they are: %s',
  (value) => {
    expect(kqlText(value)).toBe(`'${value}'`)
  },
)

it('a time is to the millisecond, and nothing else is one', () => {
  expect(kqlTime(new Date('2026-11-23T09:36:44.209Z'))).toBe('datetime(2026-11-23T09:36:44.209Z)')
  expect(() => kqlTime(new Date('never'))).toThrow(RangeError)
})
