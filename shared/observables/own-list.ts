import * as z from 'zod'
import { type Cidr, holdsWords, parseCidr } from '../model/cidr'

/** `because` says what is wrong with a list that must not replace the one in use. */
export type OwnList =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'refused'; readonly because: string }

const mostAddresses = 5_000
/** A shorter prefix would make other people's addresses ours, and none of them would ever be reported. */
const shortestPrefix = { 4: 8, 6: 16 } as const

/** Shorter lists change by much when a single address comes or goes. */
const shortestCompared = 4

/**
 * Why a list must not replace the one before it: most of what was ours would be anybody's, and could be reported.
 * Addresses that were put together into blocks are still there. undefined where the list may replace it.
 */
export function lostMost(before: readonly string[], now: readonly string[]): string | undefined {
  if (before.length < shortestCompared) return undefined
  const kept = new Set(now)
  const blocks = now.flatMap((text) => parseCidr(text) ?? [])
  const isCovered = (text: string): boolean => {
    if (kept.has(text)) return true
    const block = parseCidr(text)
    return (
      block !== undefined &&
      blocks.some((other) => other.length <= block.length && holdsWords(other, block.words))
    )
  }
  const left = before.filter(isCovered).length
  return left * 2 < before.length
    ? `holds only ${left} of the ${before.length} entries of the list before`
    : undefined
}

const texts = z.array(z.string())
/** As `az network public-ip list` and `az network public-ip prefix list` print it; null where none is assigned yet. */
const publicAddresses = z.array(
  z.union([
    z.object({ ipAddress: z.string().nullable() }).transform(({ ipAddress }) => ipAddress),
    z.object({ ipPrefix: z.string().nullable() }).transform(({ ipPrefix }) => ipPrefix),
  ]),
)

/**
 * A list of our own addresses and blocks: one a line, what follows `#` being a remark; or a JSON list of them; or the
 * public addresses of a subscription, as the Azure command line prints them. One entry that cannot be read refuses the
 * whole, because what is ours is never guessed. Canonical text, without doubles.
 */
export function parseOwnList(text: string): OwnList {
  const content = text.replace(/^\uFEFF/, '').trim()
  if (content.startsWith('<')) return refuse('is HTML or XML; it may have moved or want a login')
  const entries = /^[[{"]/.test(content) ? entriesOfJson(content) : entriesOfLines(content)
  if (entries === undefined) return refuse('is no JSON list of addresses')
  if (entries.length === 0) return refuse('holds no address')
  if (entries.length > mostAddresses) return refuse(`holds more than ${mostAddresses} addresses`)
  const blocks = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const block = parseCidr(entry)
    if (block === undefined) return refuse(`holds something else than an address, as entry ${index + 1}`)
    if (isTooBroad(block)) return refuse(`holds ${block.text}, which is too broad to be all ours`)
    blocks.add(block.text)
  }
  return { kind: 'addresses', addresses: [...blocks] }
}

const refuse = (because: string): OwnList => ({ kind: 'refused', because })

const isTooBroad = ({ family, length }: Cidr): boolean => length < shortestPrefix[family]

function entriesOfLines(content: string): readonly string[] {
  return content
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((entry) => entry !== '')
}

function entriesOfJson(content: string): readonly string[] | undefined {
  const json = parseJson(content)
  const listed = texts.safeParse(json)
  if (listed.success) return listed.data.map((entry) => entry.trim())
  return publicAddresses.safeParse(json).data?.filter((entry) => entry !== null)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
