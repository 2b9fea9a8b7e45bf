import type { QueueClient } from '@azure/storage-queue'
import { orWhenMissing, withContainer } from './missing-container'

export type Queue = {
  /** Sends text as it stands, never to expire, to be seen after `waitInSeconds` (at most 7 days). */
  readonly send: (text: string, waitInSeconds?: number) => Promise<void>
  /** About how many messages there are; undefined when the queue does not exist yet. */
  readonly countMessages: () => Promise<number | undefined>
  /** When the oldest message that can be seen now was put there; undefined where there is none. */
  readonly oldestAt: () => Promise<Date | undefined>
}

const never = -1
/** What the service shows at once, about those that came first. */
const mostPeeked = 32

/** `capInSeconds` shortens every wait handed to storage, for a clock that jumps. */
export function azureQueue(open: () => Promise<QueueClient>, capInSeconds: number | undefined): Queue {
  return {
    send: async (text, waitInSeconds = 0) => {
      const client = await open()
      const visibilityTimeout = storageWait(waitInSeconds, capInSeconds)
      await withContainer(
        () => client.sendMessage(text, { messageTimeToLive: never, visibilityTimeout }),
        () => client.create().then(() => undefined),
      )
    },
    countMessages: async () => {
      const client = await open()
      if (!(await client.exists())) return undefined
      return (await client.getProperties()).approximateMessagesCount
    },
    oldestAt: () =>
      orWhenMissing(async () => {
        const { peekedMessageItems } = await (await open()).peekMessages({ numberOfMessages: mostPeeked })
        return peekedMessageItems
          .map(({ insertedOn }) => insertedOn)
          .reduce<Date | undefined>((least, at) => (least && least < at ? least : at), undefined)
      }, undefined),
  }
}

/** Whole seconds, within what the service takes. */
export function storageWait(seconds: number, capInSeconds: number | undefined): number {
  const sevenDaysInSeconds = 7 * 24 * 3600
  return Math.max(0, Math.min(Math.ceil(seconds), capInSeconds ?? sevenDaysInSeconds, sevenDaysInSeconds))
}
