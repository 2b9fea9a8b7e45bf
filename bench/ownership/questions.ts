import type { Cidr } from '../../shared/model/cidr'
import { formatV4, formatV6 } from '../../shared/model/ip-words'
import { networkMask } from '../../shared/ownership/intervals'

/** Of ten questions: v4 inside a prefix, v4 anywhere, v6 inside a prefix, v6 anywhere. */
const MIX = ['hit4', 'hit4', 'hit4', 'hit4', 'any4', 'any4', 'any4', 'any4', 'hit6', 'any6'] as const

/** The same numbers in every run. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0
    return Math.floor(((mixed ^ (mixed >>> 15)) >>> 0) * (below / 2 ** 32))
  }
}

/** Distinct addresses as text, in the mix of the issue: 40 % v4 hits, 40 % v4 random, 10 % v6 hits, 10 % v6 random. */
export function makeQuestions(prefixes: readonly Cidr[], count: number): string[] {
  const random = randomNumbers(20_119_042)
  const v4 = prefixes.filter(({ family }) => family === 4)
  const v6 = prefixes.filter(({ family }) => family === 6)
  const asked = new Set<string>()
  for (let i = 0; asked.size < count; i++) {
    const kind = MIX[i % MIX.length] ?? 'any4'
    const within =
      kind === 'hit4' ? v4[random(v4.length)] : kind === 'hit6' ? v6[random(v6.length)] : undefined
    asked.add(within === undefined ? anywhere(kind, random) : inside(within, random))
  }
  return [...asked]
}

function inside({ words, length }: Cidr, random: (below: number) => number): string {
  const host = words.map((word, i) => (word | (random(2 ** 32) & ~networkMask(length, i))) >>> 0)
  return host.length === 1 ? formatV4(host[0] ?? 0) : formatV6(host)
}

/** v6 in 2000::/3, which is all that is routed. */
function anywhere(kind: (typeof MIX)[number], random: (below: number) => number): string {
  if (kind === 'any4') return formatV4(random(2 ** 32))
  const [first = 0, ...rest] = [0, 1, 2, 3].map(() => random(2 ** 32))
  return formatV6([(0x20000000 | (first >>> 3)) >>> 0, ...rest])
}
