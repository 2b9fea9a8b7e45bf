type Random = (below: number) => number

/** Makes one alert after another out of a sample: the same text, but ids, addresses, names and times of its own. */
export type Variation = (random: Random) => string

const ID =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![\w.])[0-9a-f]{32,64}\b|[0-9]{9,}/
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/
const ADDRESS = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/
const NAME = /(?<![\w.#@-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|info|ru|pw|example|test|local|ms)\b/
const VARIED = new RegExp([ID, TIME, ADDRESS, NAME].map(({ source }) => `(${source})`).join('|'), 'gi')

/** Names and addresses that mean what they mean only as they stand. */
const FIXED =
  /(?:^|\.)(?:microsoft|azure|windows|office|outlook|aka|mitre|virustotal|w3)\.(?:com|ms|org)$|^168\.63\.129\.16$|^127\./i
/** Under these a customer's label may vary, for nothing else tells one customer from another. */
const FORMER_DAY = 86_400_000 * 300

/** Takes the sample apart once, so that making an alert is cheap. Equal values stay equal within an alert. */
export function variationOf(sample: string): Variation {
  const values: string[] = []
  const pieces: (string | number)[] = []
  let end = 0
  for (const match of sample.matchAll(VARIED)) {
    const [value] = match
    if (FIXED.test(value)) continue
    const known = values.indexOf(value)
    pieces.push(sample.slice(end, match.index), known < 0 ? values.push(value) - 1 : known)
    end = match.index + value.length
  }
  pieces.push(sample.slice(end))
  return (random) => {
    const shift = random(FORMER_DAY)
    const varied = values.map((value) => vary(value, shift, random))
    const text = pieces.map((piece) => (typeof piece === 'string' ? piece : (varied[piece] ?? ''))).join('')
    // As from a queue: one flat text, not the pieces it was made of.
    return Buffer.from(text).toString()
  }
}

function vary(value: string, shiftInMs: number, random: Random): string {
  if (new RegExp(`^${TIME.source}$`).test(value)) return shifted(value, shiftInMs)
  if (new RegExp(`^${ADDRESS.source}$`).test(value)) return neighbour(value, random)
  const [label = '', ...rest] = value.split('.')
  return [rest.length > 0 ? scrambled(label, random) : renumbered(value, random), ...rest].join('.')
}

/** All times of an alert move together, so that first stays before last. */
function shifted(time: string, byInMs: number): string {
  const separator = time.charAt(10)
  const moved = new Date(Date.parse(`${time.replace(' ', 'T')}Z`) - byInMs).toISOString()
  return moved.slice(0, 19).replace('T', separator)
}

/** In the same /16, or in the same documentation block: whose it is stays as it was. */
function neighbour(address: string, random: Random): string {
  const [first = '', second = '', third = ''] = address.split('.')
  const isSmall = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address)
  return [first, second, isSmall ? third : random(256), 1 + random(254)].join('.')
}

/** Letters for letters and digits for digits, as long as it was. */
function scrambled(label: string, random: Random): string {
  return label.replace(/[a-z0-9]/gi, (sign) =>
    /\d/.test(sign) ? String(random(10)) : String.fromCharCode((/[a-z]/.test(sign) ? 97 : 65) + random(26)),
  )
}

/** The first digit stays, so that a number remains one. */
function renumbered(id: string, random: Random): string {
  const isHex = /[a-f-]/i.test(id)
  return id.replace(/(?<!^)[0-9a-f]/gi, () => random(isHex ? 16 : 10).toString(16))
}
