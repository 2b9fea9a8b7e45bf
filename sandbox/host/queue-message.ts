import type { DequeuedMessageItem } from '@azure/storage-queue'
import * as z from 'zod'
import type { TypedData } from './rpc'

export type QueueTriggerValue = {
  readonly data: TypedData
  readonly metadata: Readonly<Record<string, TypedData>>
}

const jsonObject = z.record(z.string(), z.unknown())

/**
 * What a queue function gets: the text, and metadata into which the real host mixes the message's own top-level keys,
 * so that a sender can overwrite them.
 * @returns undefined when host.json promises base64 and this is none
 */
export function queueTrigger(
  message: DequeuedMessageItem,
  encoding: 'base64' | 'none',
): QueueTriggerValue | undefined {
  const text = encoding === 'none' ? message.messageText : decodeBase64(message.messageText)
  if (text === undefined) return undefined
  return {
    data: { string: text },
    metadata: {
      QueueTrigger: { string: text },
      DequeueCount: { string: String(message.dequeueCount) },
      Id: { string: message.messageId },
      PopReceipt: { string: message.popReceipt },
      InsertionTime: { json: JSON.stringify(message.insertedOn) },
      ExpirationTime: { json: JSON.stringify(message.expiresOn) },
      NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
      ...ownKeys(text),
    },
  }
}

function ownKeys(text: string): Record<string, TypedData> {
  try {
    const parsed = jsonObject.safeParse(JSON.parse(text))
    if (!parsed.success) return {}
    return Object.fromEntries(
      Object.entries(parsed.data).map(([key, value]) => [key, { json: JSON.stringify(value) }]),
    )
  } catch {
    return {}
  }
}

function decodeBase64(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes.toString('utf8') : undefined
}
