import * as z from 'zod'
import { keyHash } from '../model/hash'
import { after, dayInMs } from '../model/time'
import type { Checkpoints } from '../storage/checkpoints'
import { type Finding, findingSchema } from './enrichment'

/** What a source answered within the last day, for all instances together. */
export type RememberedAnswers = {
  readonly get: (question: string) => Promise<Finding | undefined>
  readonly keep: (question: string, finding: Finding) => Promise<void>
}

/** One row has room for as many. */
const mostAnswers = 150
const tries = 3

const answers = z.array(z.object({ question: z.string(), at: z.coerce.date(), finding: findingSchema }))

/** Kept in one row that forgets by itself; an answer that finds no place there is asked for once more, no harm done. */
export function rememberedAnswers(
  checkpoints: Checkpoints,
  name: string,
  now: () => Date,
): RememberedAnswers {
  const load = async () => {
    const held = await checkpoints.load(name, answers)
    const fresh = (held?.value ?? []).filter(({ at }) => after(at, dayInMs) > now())
    return { fresh, etag: held?.etag }
  }
  return {
    get: async (question) => {
      const { fresh } = await load()
      return fresh.find((one) => one.question === keyHash(question))?.finding
    },
    keep: async (question, finding) => {
      for (let n = 0; n < tries; n++) {
        const { fresh, etag } = await load()
        const others = fresh.filter((one) => one.question !== keyHash(question))
        const next = [...others, { question: keyHash(question), at: now(), finding }].slice(-mostAnswers)
        if ((await checkpoints.save(name, next, etag)) !== undefined) return
      }
    },
  }
}
