import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import type { Contestant, Ready } from './contestants'
import { FILES, readLines } from './dataset'

const rate = z.number()

export const measurement = z.object({
  name: z.string(),
  buildInMs: z.number(),
  heapInMb: z.number(),
  residentInMb: z.number(),
  arraysInMb: z.number().nullable(),
  /** Look-ups a second, best of the rounds: all questions, v4 alone, v6 alone. */
  mixed: rate,
  v4: rate,
  v6: rate,
  /** How many of the questions were answered; slow contestants answer as many as their time allows. */
  answered: z.number(),
  /** Digest of the answers to the first {@link SHARED_QUESTIONS}, and to all where all were answered. */
  firstDigest: z.string(),
  allDigest: z.string().nullable(),
  hits: z.number(),
})
export type Measurement = z.infer<typeof measurement>

/** Every contestant answers these, so all can be compared. */
export const SHARED_QUESTIONS = 2_000
const ROUNDS = 5
const PATIENCE_IN_MS = 2_500

/** Runs one contestant; meant to be alone in its process. */
export function measure(contestant: Contestant, folder: string): Measurement {
  const questions = readLines(join(folder, FILES.questions))
  const { build } = contestant.prepare(folder)
  const memory = memoryNow()
  const started = performance.now()
  const ready = build()
  const buildInMs = performance.now() - started
  const after = memoryNow()
  const answered = affordable(ready, questions)
  const asked = questions.slice(0, answered)
  const mixed = bestRate(ready, asked)
  const answers = asked.map((text) => (ready.isHit(text) ? 1 : 0))
  return {
    name: contestant.name,
    buildInMs,
    heapInMb: after.heap - memory.heap,
    residentInMb: after.resident - memory.resident,
    arraysInMb: ready.arraysInBytes === undefined ? null : ready.arraysInBytes / 2 ** 20,
    mixed,
    v4: bestRate(
      ready,
      asked.filter((text) => !text.includes(':')),
    ),
    v6: bestRate(
      ready,
      asked.filter((text) => text.includes(':')),
    ),
    answered,
    firstDigest: digestOf(answers.slice(0, SHARED_QUESTIONS)),
    allDigest: answered === questions.length ? digestOf(answers) : null,
    hits: answers.filter((answer) => answer === 1).length,
  }
}

function memoryNow(): { heap: number; resident: number } {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 }
}

/** All questions, or as many as a slow contestant answers in its time, but never fewer than all must share. */
function affordable({ isHit }: Ready, questions: readonly string[]): number {
  const started = performance.now()
  let done = 0
  for (const text of questions) {
    isHit(text)
    done++
    if (done >= SHARED_QUESTIONS && done % 500 === 0 && performance.now() - started > PATIENCE_IN_MS) break
  }
  return done
}

function bestRate({ isHit }: Ready, questions: readonly string[]): number {
  let best = 0
  const deadline = performance.now() + 2 * PATIENCE_IN_MS
  for (let round = 0; round < ROUNDS && (round === 0 || performance.now() < deadline); round++) {
    const started = performance.now()
    let hits = 0
    for (const text of questions) if (isHit(text)) hits++
    const seconds = (performance.now() - started) / 1000
    // Used, so that no compiler may leave the loop out.
    if (hits >= 0) best = Math.max(best, questions.length / seconds)
  }
  return best
}

function digestOf(answers: readonly number[]): string {
  return createHash('sha256').update(Uint8Array.from(answers)).digest('hex').slice(0, 16)
}
