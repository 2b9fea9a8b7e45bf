import { jsonText, oneLine } from '../../cli/one-line'

const steering = [
  { name: 'an escape sequence', text: '\u001B[2J' },
  { name: 'one that begins with a single character', text: '\u009B2J' },
  { name: 'a turned direction', text: 'a\u202Eb\u2066c' },
  { name: 'no width', text: 'a\u200Bb\uFEFFc' },
  { name: 'half a pair', text: 'a\uD800b' },
  { name: 'a tag', text: 'a\u{E0041}b' },
  { name: 'a line of its own', text: 'a\r\nb\u2028c\u0085d' },
]
const obeyed = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

it.each(steering)('$name stays out of a line', ({ text }) => expect(oneLine(text)).not.toMatch(obeyed))

it.each(steering)('$name is escaped in JSON, and the value stays what it was', ({ text }) => {
  const json = jsonText({ [text]: text })
  expect(json).not.toMatch(obeyed)
  expect(JSON.parse(json)).toEqual({ [text]: text })
})

it('JSON over several lines stays over several lines', () => {
  expect(jsonText({ a: 1 }, 2)).toBe('{\n  "a": 1\n}')
})

it.each(['Ünïcode', 'שלום', '東京', '😀'])('%s stays as it is', (text) => {
  expect(oneLine(text)).toBe(text)
  expect(jsonText(text)).toBe(`"${text}"`)
})
