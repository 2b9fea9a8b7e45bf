import * as z from 'zod'
import { isCoarse, pageUrl, partsOf, plain, type Slice } from './collect-slice'
import type { GetPage, GraphAnswer, GraphPage } from './graph-client'
import type { Refused } from './graph-request'
import {
  isFullPage,
  type Kept,
  notePage,
  putAside,
  type Reading,
  readingOf,
  shorten,
  takeBack,
  takeNext,
  tell,
} from './reading'

export type ReadSlicesDeps = {
  readonly endpoint: string
  readonly getPage: GetPage
  /** Takes one request off what may be asked, waiting for its turn; false when no more may be asked now. */
  readonly take: () => Promise<boolean>
  /** The largest page that Graph ever gave, as far as it is known. */
  readonly largestPage: number
  /** Where an earlier run ended, and how long its slices were. */
  readonly kept?: Kept | undefined
}

/** What happened to one request. */
type Step =
  | { readonly kind: 'page'; readonly alerts: readonly unknown[] }
  /** This slice is refused and put aside, at the end of `todo`; the others go on. */
  | { readonly kind: 'refused'; readonly slice: Slice; readonly refusal: Refused }
  /** Nothing divides this slice, and Graph gives no more of it. `count`: how many it says there are. */
  | {
      readonly kind: 'remains'
      readonly slice: Slice
      readonly read: number
      readonly count?: number | undefined
    }
  /** Graph refuses everything for now. */
  | { readonly kind: 'stopped'; readonly slice: Slice; readonly refusal: Refused }
  /** No more may be asked now. */
  | { readonly kind: 'spent' }

/**
 * `todo` is all that is left, next first: reading it at any later time goes on from here. `span`: how long the next slice
 * is to be, in ticks.
 */
export type ReadEvent = Step & {
  readonly todo: readonly Slice[]
  readonly largestPage: number
  readonly span: bigint
}

/** So often in a row a slice is cut for failing; then it is put aside. */
const mostFailures = 3
/** The next may fail for the same alert, which is on the edge. Should more fail, it is not the slices. */
const mostPutAside = 2
const mostPagesOfOneSlice = 50
const mostPagesToFollow = 10
/** Graph was seen to end without a word behind so many skipped alerts; before that, an empty page is the end. */
const skipsSafely = 500
/** Causes that may lie in what was asked for; or pass at once; any other is a fault of the login. */
const maybeOfThisSlice: readonly string[] = [
  'rejected',
  'server-error',
  'not-json',
  'timeout',
  'too-large',
  'partial',
  'unreachable',
  'foreign-link',
]

/**
 * Reads all alerts of these slices, whatever Graph does not show of them. A page is full where Graph says that there
 * is more, or where it is as large as the largest page seen: it is kept, and its slice is cut until no page is full.
 * Links are followed where a small page has one or nothing else divides a slice, and none is remembered. An alert may
 * come several times; on the edge of two slices it comes in both.
 */
export async function* readSlices(
  deps: ReadSlicesDeps,
  slices: readonly Slice[],
): AsyncGenerator<ReadEvent, void> {
  const reading = readingOf(slices, deps.largestPage, deps.kept)
  const event = (step: Step): ReadEvent => ({ ...step, ...tell(reading) })
  for (let slice = takeNext(reading); slice !== undefined; slice = takeNext(reading)) {
    for await (const step of readSlice(deps, reading, slice)) {
      yield event(step)
      if (step.kind === 'stopped' || step.kind === 'spent') return
    }
  }
}

/** One request for the slice, and what follows from its answer. */
async function* readSlice(deps: ReadSlicesDeps, reading: Reading, slice: Slice): AsyncGenerator<Step, void> {
  const answer = await ask(deps, reading, slice)
  if (answer === undefined) {
    yield { kind: 'spent' }
    return
  }
  if (answer.kind === 'refused') return yield* refuse(reading, slice, answer)
  if (answer.partial !== undefined) {
    yield { kind: 'page', alerts: answer.alerts }
    return yield* refuse(reading, slice, answer.partial)
  }
  reading.failures = 0
  reading.doubted = []
  const isFull = isFullPage(reading, answer)
  notePage(reading, answer)
  const isLast = !isFull && answer.nextLink === undefined
  if (isLast) reading.todo.shift()
  else if (isFull && !isWorthFollowing(reading, slice, answer)) cut(reading, slice, answer)
  yield { kind: 'page', alerts: answer.alerts }
  if (!isLast && reading.todo[0] === slice) yield* readOn(deps, reading, slice, answer)
}

/** Links cost less than cutting where few are missing, or where only rare properties divide a slice any more. */
function isWorthFollowing(
  { areLinksShort }: Reading,
  slice: Slice,
  { alerts, count, nextLink }: GraphPage,
): boolean {
  if (nextLink === undefined || areLinksShort) return false
  return !isCoarse(slice) || (count !== undefined && count <= alerts.length * mostPagesToFollow)
}

/** Asked more simply where it is refused: `$count` or the size of the page may be what Graph does not take. */
async function ask(deps: ReadSlicesDeps, reading: Reading, slice: Slice): Promise<GraphAnswer | undefined> {
  const request = async () =>
    (await deps.take()) ? deps.getPage(pageUrl(deps.endpoint, slice, reading.asking)) : undefined
  const answer = await request()
  if (answer?.kind !== 'refused' || answer.cause !== 'rejected' || reading.asking === plain) return answer
  const before = reading.asking
  reading.asking = plain
  const again = await request()
  if (again?.kind !== 'page') reading.asking = before
  return again
}

const isOfThisSlice = ({ cause, retryAfter }: Refused): boolean =>
  maybeOfThisSlice.includes(cause) && retryAfter === undefined

/** The slice is tried again, shorter where that is possible, or put aside, or it is the end. */
function* refuse(reading: Reading, slice: Slice, refusal: Refused): Generator<Step, void> {
  reading.failures += 1
  if (!isOfThisSlice(refusal) || reading.failures >= mostFailures + mostPutAside) {
    takeBack(reading)
    yield { kind: 'stopped', slice, refusal }
    return
  }
  if (reading.failures < mostFailures) {
    shorten(reading, slice, 4n)
    return
  }
  putAside(reading, slice)
  yield { kind: 'refused', slice, refusal }
}

/** Leaves the slice as it is where nothing divides it. */
function cut(reading: Reading, slice: Slice, page: GraphPage): void {
  if (isCoarse(slice)) {
    // Rather too short than too long: a slice that is still too long costs a request for nothing.
    const pages = BigInt(Math.ceil(((page.count ?? 0) * 1.25) / Math.max(1, page.alerts.length)))
    shorten(reading, slice, pages > 2n ? pages : 2n)
    reading.todo.splice(0, 1, { ...slice })
    return
  }
  divide(reading, slice)
}

/** Behind the first page of a slice, by the links of Graph or by skipping, as far as that goes. */
async function* readOn(
  deps: ReadSlicesDeps,
  reading: Reading,
  slice: Slice,
  first: GraphPage,
): AsyncGenerator<Step, void> {
  const names = new Set(first.alerts.map(nameOf))
  let page = first
  let read = first.alerts.length
  for (let pages = 1; pages < mostPagesOfOneSlice; pages += 1) {
    if (!(await deps.take())) {
      // No link outlives a run: the next one is to have a part that it can finish.
      divide(reading, slice)
      yield { kind: 'spent' }
      return
    }
    const answer = await deps.getPage(page.nextLink ?? pageUrl(deps.endpoint, slice, reading.asking, read))
    if (answer.kind === 'refused') {
      if (!isOfThisSlice(answer)) {
        yield { kind: 'stopped', slice, refusal: answer }
        return
      }
      break
    }
    const known = names.size
    for (const alert of answer.alerts) names.add(nameOf(alert))
    const isEnd = names.size === known || (answer.nextLink === undefined && !isFullPage(reading, answer))
    const hasAll = first.count === undefined ? isEnd && read < skipsSafely : names.size >= first.count
    const isDone = hasAll && answer.partial === undefined
    // Before the event, which tells what is left.
    if (isDone) reading.todo.shift()
    yield { kind: 'page', alerts: answer.alerts }
    if (isDone) return
    if (isEnd || answer.partial !== undefined) break
    page = answer
    read += answer.alerts.length
  }
  yield* leaveOrCut(reading, slice, { read: names.size, count: first.count })
}

function* leaveOrCut(
  reading: Reading,
  slice: Slice,
  { read, count }: { readonly read: number; readonly count: number | undefined },
): Generator<Step, void> {
  reading.areLinksShort = true
  if (divide(reading, slice)) return
  reading.todo.shift()
  yield { kind: 'remains', slice, read, count }
}

/** False where nothing divides it. */
function divide(reading: Reading, slice: Slice): boolean {
  if (isCoarse(slice)) {
    shorten(reading, slice, 2n)
    return true
  }
  const parts = partsOf(slice)
  if (parts !== undefined) reading.todo.splice(0, 1, ...parts)
  return parts !== undefined
}

const named = z.object({ id: z.string() })

/** What has no id is like nothing else. */
const nameOf = (alert: unknown): unknown => named.safeParse(alert).data?.id ?? alert
