import { type MsrcSubmission, msrcTakes } from '../reports/compose-msrc'
import type { DeliveryAnswer, Door, HandOver, LoginAnswer } from './door'
import { msrcOutcome } from './msrc-answer'
import { type HttpTarget, postOnce, reach } from './msrc-request'

/**
 * The door to Microsoft's Report Abuse API. It wants no login and offers nothing to look a submission up with, so what
 * left without an answer stays unproven until a person knows more.
 */
export function openMsrcDoor(target: HttpTarget, now: () => Date): Door<MsrcSubmission> {
  return {
    name: 'msrc',
    format: 'json',
    takes: ({ evidence, purpose }) => msrcTakes(evidence, purpose),
    deliver: (submission, handOver) => deliver(target, submission, handOver, now),
    tryLogin: () => tryLogin(target),
    lookUp: () => Promise.resolve('unproven'),
  }
}

async function deliver(
  target: HttpTarget,
  { raw }: MsrcSubmission,
  handOver: HandOver,
  now: () => Date,
): Promise<DeliveryAnswer> {
  const posted = await postOnce(target, raw, () => handOver())
  switch (posted.kind) {
    case 'answered':
      return msrcOutcome(posted.answer, now())
    case 'not-sent':
      return { outcome: 'deferred', response: `nothing left: ${wordsOf(posted.error)}` }
    case 'no-answer':
      return { outcome: 'unknown', response: `no answer came: ${wordsOf(posted.error)}` }
    case 'hung-up':
      return { outcome: 'hung-up', ...('cause' in posted && { cause: posted.cause }) }
  }
}

/** Every submission counts, so there is nothing to try: that something answers at the address has to do. */
async function tryLogin(target: HttpTarget): Promise<LoginAnswer> {
  try {
    await reach(target)
    return { ok: true }
  } catch (error) {
    return {
      ok: false,
      reason: `the Report Abuse API cannot be reached: ${wordsOf(error)}`,
      remedy: 'Check MSRC_URL, and the network.',
    }
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError' && error.cause instanceof Error) return error.cause.message
  return 'code' in error && typeof error.code === 'string' ? `${error.code} ${error.message}` : error.message
}
