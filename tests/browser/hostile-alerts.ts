import { evidence, written } from '../alerts/fuzz-samples'
import { graphAlert, url } from '../flow/founding-alert'
import { visitLeaves } from './hostile-leaves'
import { type Attack, attackNames, type Payload, payloads, ways } from './hostile-text'

/** An alert, and what in it is the other side's. */
type Sample = { readonly name: string; readonly body: unknown; readonly remote: readonly string[] }

const evidencePerAlert = 16

/** Every evidence type of Graph, several in one alert beside a page at Microsoft's. */
const graphSamples: readonly Sample[] = Array.from(
  { length: Math.ceil(evidence.length / evidencePerAlert) },
  (_, n) => {
    const some = evidence.slice(n * evidencePerAlert, (n + 1) * evidencePerAlert)
    const entries = some.map(({ type, entry }) => ({
      '@odata.type': `#microsoft.graph.security.${type}`,
      ...entry,
    }))
    const told = {
      id: `graph-${n}`,
      description: 'What Defender says of it',
      recommendedActions: 'What to do',
      alertWebUrl: 'https://security.microsoft.com/alerts/x',
      comments: [{ comment: 'What somebody wrote', createdByDisplayName: 'Somebody' }],
      systemTags: ['tag'],
    }
    return {
      name: `graph ${some.map(({ type }) => type).join(', ')}`,
      body: graphAlert(told, [url('https://evil.example/page'), ...entries]),
      remote: ['evil.example', ...some.flatMap((one) => one.remote)],
    }
  },
)

/** What every product sends. */
export const hostileSamples: readonly Sample[] = [...written, ...graphSamples]

const hostOf = (text: string): string | undefined =>
  /^(?:[a-z]+:\/\/|[^@\s]+@)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]+)/i.exec(text)?.[1]
const isAddress = (text: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(text)

/** The same alert with the other side hosted by Microsoft: a name of its own, or an address where it names no host. */
export function hostedByMicrosoft({ body, remote }: Sample, n: number): unknown {
  const hosts = new Set(remote.map((one) => hostOf(one)?.toLowerCase()).filter((host) => host !== undefined))
  const addresses = hosts.size > 0 ? [] : remote.filter(isAddress)
  let json = JSON.stringify(body)
  for (const host of [...hosts].sort((a, b) => b.length - a.length))
    json = json.replace(
      new RegExp(`(?<![\\w.-])${host.replaceAll('.', '\\.')}(?![\\w-])`, 'gi'),
      `h${n}.azurewebsites.net`,
    )
  for (const address of addresses)
    json = json.replace(
      new RegExp(`(?<!\\d)${address.replaceAll('.', '\\.')}(?!\\d)`, 'g'),
      `20.119.${n >> 8}.${n & 255}`,
    )
  return JSON.parse(json) as unknown
}

/** One alert to send. */
export type Variant = { readonly sample: Sample; readonly payload: Payload; readonly body: unknown }

/** How far an alert comes: 0 nowhere, 1 it waits for a person, 2 it is reported. */
export type HowFar = (body: unknown) => number

/** Far from every other, so that what breaks an alert opens a report of its own, if any. */
const broken = 128

/** A text, and it with a payload by each way. */
type Leaf = { readonly place: string; readonly tries: readonly [string, string, string] }

/**
 * The sample with a payload in all of its texts that can carry it while the alert comes as far as without; and where some
 * cannot, once more with the payload in those alone, whatever becomes of it.
 */
export function variantsOf(sample: Sample, n: number, payload: Payload, howFar: HowFar): Variant[] {
  const hosted = hostedByMicrosoft(sample, n)
  const places = placesIn(hosted)
  const wanted = howFar(hosted)
  const planted = (all: ReadonlyMap<string, string>, at = hosted) =>
    visitLeaves(at, (text, place) => all.get(place) ?? text)
  const kept = new Map<string, string>()
  const breaking = new Map<string, string>()
  const keeps = (more: readonly (readonly [string, string])[]): boolean => {
    if (wanted > 0 && howFar(planted(new Map([...kept, ...more]))) < wanted) return false
    for (const [place, text] of more) kept.set(place, text)
    return true
  }
  const settle = (leaves: readonly Leaf[]): void => {
    if (leaves.length === 0 || keeps(leaves.map(({ place, tries: [first] }) => [place, first]))) return
    const [{ place, tries }] = leaves as readonly [Leaf]
    if (leaves.length > 1) {
      settle(leaves.slice(0, leaves.length >> 1))
      settle(leaves.slice(leaves.length >> 1))
    } else if (!tries.some((one) => keeps([[place, one]]))) breaking.set(place, tries[0])
  }
  const leaves = [...places].map(([place, text], leaf): Leaf => {
    const added = payload.text(tagOf(sample, place, payload))
    const way = (one: number) => ways[(leaf + n + one) % ways.length]?.(text, added) ?? added
    return { place, tries: [way(0), way(1), way(2)] }
  })
  const holdsOthers = ({ place }: Leaf) => place.endsWith('{}')
  settle(leaves.filter((leaf) => !holdsOthers(leaf)))
  const whole = new Map(leaves.filter(holdsOthers).map(({ place, tries }) => [place, tries[0]]))
  const elsewhere = hostedByMicrosoft(sample, n + broken)
  return [
    planted(kept),
    ...[breaking, whole].filter(({ size }) => size > 0).map((all) => planted(all, elsewhere)),
  ].map((body) => ({ sample, payload, body }))
}

export function placesIn(body: unknown): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  visitLeaves(body, (text, place) => {
    places.set(place, text)
    return text
  })
  return places
}

/** Letters and digits alone: it looks the same however often it is escaped. */
const tagOf = (sample: Sample, place: string, payload: Payload): string =>
  `q${hostileSamples.indexOf(sample)}x${numbersOf(sample).get(place) ?? ''}x${payloads.indexOf(payload)}q`

const numbers = new Map<Sample, ReadonlyMap<string, number>>()

function numbersOf(sample: Sample): ReadonlyMap<string, number> {
  const known =
    numbers.get(sample) ?? new Map([...placesIn(sample.body).keys()].map((place, n) => [place, n]))
  numbers.set(sample, known)
  return known
}

/** Texts of samples that did not carry an attack of some class in what was sent; nothing when all did. */
export function uncovered(sent: readonly unknown[]): readonly string[] {
  const tags = new Set(sent.flatMap((body) => JSON.stringify(body).match(/q\d+x\d+x\d+q/g) ?? []))
  return hostileSamples.flatMap((sample) =>
    [...placesIn(sample.body).keys()].flatMap((place) =>
      missing(sample, place, tags).map((attack) => `${sample.name} ${place}: ${attack}`),
    ),
  )
}

function missing(sample: Sample, place: string, tags: ReadonlySet<string>): readonly Attack[] {
  const carried = payloads.filter((payload) => tags.has(tagOf(sample, place, payload)))
  const seen = new Set(carried.flatMap(({ carries }) => carries))
  return attackNames.filter((name) => !seen.has(name))
}
