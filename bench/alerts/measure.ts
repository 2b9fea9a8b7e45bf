import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { OwnershipIndex } from '../../shared/ownership/ownership'
import { randomNumbers } from '../ownership/questions'
import { type Outcome, untilStorage } from './path'
import type { Sample } from './samples'
import { variationOf } from './variations'

/** Seconds on the clock, and seconds of processor time, which other programs on the machine do not lengthen. */
export type Time = { wall: number; cpu: number }

/** One product's part of the stream. */
export type Share = { alerts: number; bytes: number; wall: number; observables: number }

export type Measurement = {
  readonly alerts: number
  readonly bytes: number
  readonly path: Time
  readonly json: Time
  readonly byKind: ReadonlyMap<string, Share>
  /** How often each verdict, and under which rule. */
  readonly verdicts: ReadonlyMap<string, number>
  /** Megabytes in use after a full collection, after every {@link STRETCH} alerts. */
  readonly heapInMb: readonly number[]
}

/** Alerts between two looks at the heap. */
export const STRETCH = 20_000
/** Alerts of another stream that go before those that are timed. */
const WARM_UP = 10_000
/** Alerts at a time: made, read as JSON alone, then taken the whole way; only the latter two count. */
const BATCH = 50

type Message = { readonly kind: string; readonly text: string }

/**
 * The stream twice: once for the heap, with a look at it now and then, and once for the time. A forced collection throws
 * compiled code away, which an app that runs on does not do, so the two do not mix.
 */
export async function measure(
  samples: readonly Sample[],
  ownership: OwnershipIndex,
  alerts: number,
): Promise<Measurement> {
  const heapInMb: number[] = []
  const look = (made: number) => {
    if (made % STRETCH === 0) heapInMb.push(heapNow())
  }
  await takeStream(streamOf(samples), ownership, alerts, look)
  await takeStream(streamOf(samples), ownership, WARM_UP)
  return { ...(await takeStream(streamOf(samples), ownership, alerts)), heapInMb }
}

async function takeStream(
  next: () => Message,
  ownership: OwnershipIndex,
  alerts: number,
  onBatch?: (made: number) => void,
): Promise<Omit<Measurement, 'heapInMb'>> {
  const path: Time = { wall: 0, cpu: 0 }
  const json: Time = { wall: 0, cpu: 0 }
  const byKind = new Map<string, Share>()
  const verdicts = new Map<string, number>()
  let bytes = 0
  for (let made = 0; made < alerts; made += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, alerts - made) }, next)
    bytes += batch.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    await timed(json, () => {
      for (const { text } of batch) readAsJson(text)
    })
    await timed(path, () => takeAll(batch, ownership, byKind, verdicts))
    onBatch?.(made + BATCH)
  }
  return { alerts, bytes, path, json, byKind, verdicts }
}

/** The same alerts in every run, every sample as often as any other. */
function streamOf(samples: readonly Sample[]): () => Message {
  const random = randomNumbers(20_119_042)
  const variations = samples.map(({ kind, text }) => ({ kind, make: variationOf(text) }))
  return () => {
    const drawn = variations[random(variations.length)]
    if (drawn === undefined) throw new RangeError('there is no sample')
    return { kind: drawn.kind, text: drawn.make(random) }
  }
}

async function takeAll(
  batch: readonly Message[],
  ownership: OwnershipIndex,
  byKind: Map<string, Share>,
  verdicts: Map<string, number>,
): Promise<void> {
  for (const { kind, text } of batch) {
    const started = performance.now()
    const outcome = await untilStorage(text, ownership)
    const wall = (performance.now() - started) / 1000
    const share = byKind.get(kind) ?? { alerts: 0, bytes: 0, wall: 0, observables: 0 }
    share.alerts += 1
    share.bytes += text.length
    share.wall += wall
    share.observables += outcome.observables
    byKind.set(kind, share)
    count(verdicts, outcome)
  }
}

function count(verdicts: Map<string, number>, { decisions }: Outcome): void {
  if (decisions.length === 0) verdicts.set('nothing', (verdicts.get('nothing') ?? 0) + 1)
  for (const { verdict, rule } of decisions) {
    const key = `${verdict}: ${rule}`
    verdicts.set(key, (verdicts.get(key) ?? 0) + 1)
  }
}

/** CEF is no JSON; then there is nothing to compare with. */
function readAsJson(text: string): unknown {
  return /^\s*[[{]/.test(text) ? JSON.parse(text) : undefined
}

async function timed(total: Time, work: () => void | Promise<void>): Promise<void> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  total.wall += (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  total.cpu += (user + system) / 1e6
}

function heapNow(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
