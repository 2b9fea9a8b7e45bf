import {
  createDefaultHttpClient,
  RestError,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline'
import { PassThrough, pipeline, Readable } from 'node:stream'

/**
 * How long storage is waited for. What is begun last within the budget of a run (shared/telemetry/deadline.ts) has six
 * minutes until functionTimeout in host.json.
 * @property attemptInMs until an answer is there; its body may take as long again
 * @property attempts the first one included
 * @property firstWaitInMs between attempts, doubled each time
 */
export type Patience = {
  readonly attemptInMs: number
  readonly attempts: number
  readonly firstWaitInMs: number
}

/** Every operation ends within 67 seconds, one that answers each time just in time within 15. */
export const usualPatience: Patience = { attemptInMs: 15_000, attempts: 4, firstWaitInMs: 1_000 }

/** Requests of which an attempt may have been carried out, although nothing said so. The libraries make it again. */
const unsure = new WeakSet<PipelineRequest>()

/** Whether a refusal may be the echo of the request's own attempt before, whose answer was lost. */
export const mayBeDone = (request: PipelineRequest): boolean => unsure.has(request)

/**
 * The libraries wait for an answer without end where a connection hangs. Here an attempt ends as one whose connection was
 * lost, which they make again: like that one, it may have been carried out.
 * @throws RestError `ETIMEDOUT`
 */
export function patientClient(attemptInMs: number): HttpClient {
  const client = createDefaultHttpClient()
  const tooLate = () => `storage did not answer within ${attemptInMs / 1000} seconds`
  return {
    sendRequest: async (request) => {
      request.timeout ||= attemptInMs
      try {
        const response = await client.sendRequest(request)
        if (response.status >= 500) unsure.add(request)
        const { readableStreamBody: body } = response
        if (body instanceof Readable) response.readableStreamBody = ending(body, attemptInMs, tooLate())
        return response
      } catch (error) {
        unsure.add(request)
        const isTimeout =
          error instanceof Error && error.name === 'AbortError' && !request.abortSignal?.aborted
        throw isTimeout ? new RestError(tooLate(), { code: 'ETIMEDOUT', request }) : error
      }
    },
  }
}

/** The client's own limit ends where the body begins. */
function ending(body: Readable, limitInMs: number, reason: string): Readable {
  const passed = new PassThrough()
  const timer = setTimeout(() => passed.destroy(new Error(reason)), limitInMs)
  pipeline(body, passed, () => clearTimeout(timer))
  return passed
}
