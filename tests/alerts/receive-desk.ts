import * as z from 'zod'
import type { Alert } from '../../shared/alerts/alert'
import { unpackMessage } from '../../shared/alerts/message'
import { receiveAlerts } from '../../shared/alerts/receive-alerts'
import { answerTo } from '../../shared/alerts/receive-answer'
import { namesNobody, unreadMembers } from '../../shared/observables/unread-members'
import { loadKey } from '../helpers/envelope-key'
import { type Headers, post } from './receive-post'

const answered = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  jsonBody: z.object({
    taken: z.number().optional(),
    nothingRead: z.number().optional(),
    left: z.number().optional(),
    refused: z.array(z.object({ index: z.number(), reason: z.string() })).optional(),
    detail: z.string().optional(),
    title: z.string().optional(),
  }),
})

/** What storage says when it refuses this very content. */
export class Refused extends Error {}

/** A queue and a container in memory; `fault` says what storage does to the nth message. */
export function desk(fault: (nth: number) => Error | undefined = () => undefined) {
  const blobs = new Map<string, Uint8Array>()
  const messages: string[] = []
  let tried = 0
  const deps = {
    enqueue: async (message: string) => {
      const error = fault(tried++)
      if (error) throw error
      messages.push(message)
    },
    putBlob: async (name: string, bytes: Uint8Array) => void blobs.set(name, bytes),
    loadKey,
    isReadInVain: (alert: Alert, body: unknown) =>
      namesNobody(alert) && unreadMembers(alert, body).length > 0,
    isRefusedForGood: (error: unknown) => error instanceof Refused,
  }
  return {
    send: async (body: string | Uint8Array, headers: Headers = {}) =>
      answered.parse(answerTo(await receiveAlerts(deps, post(body, headers)))),
    /** As openCase reads it. */
    queued: () =>
      Promise.all(
        messages.map(async (text) =>
          unpackMessage(JSON.parse(Buffer.from(text, 'base64').toString()), {
            loadBlob: async (name) => blobs.get(name),
            loadKey,
          }),
        ),
      ),
    blobs,
    tried: () => tried,
  }
}

export const cef = 'CEF:0|Vendor|Product|1|7|Beacon|8|src=192.0.2.1 dst=192.0.2.10'
