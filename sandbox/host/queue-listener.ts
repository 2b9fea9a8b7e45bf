import { RestError, QueueServiceClient } from '@azure/storage-queue'
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue'
import type { HostJson } from './host-json'
import type { Invocation } from './invoke'
import { queueTrigger } from './queue-message'
import type { QueueTriggerValue } from './queue-message'

export type QueueListenerDeps = {
  readonly connectionString: string
  readonly queueName: string
  readonly settings: HostJson['queues']
  /** Renewed while the invocation lives; a killed app gets its message back after that. */
  readonly lockInSeconds: number
  readonly run: (work: () => Promise<Invocation>) => Promise<Invocation>
  readonly invoke: (trigger: QueueTriggerValue) => Promise<Invocation>
  readonly warn: (message: string) => void
}

export type QueueListener = { readonly stop: () => Promise<void> }

const POLL_EVERY_MS = 60
const LONGEST_RETRY_DELAY_IN_SECONDS = 1

/** Receives from a real queue and settles each message as the storage extension does, only with shorter waits. */
export function startQueueListener(deps: QueueListenerDeps): QueueListener {
  const service = QueueServiceClient.fromConnectionString(deps.connectionString)
  const queue = service.getQueueClient(deps.queueName)
  const poison = service.getQueueClient(`${deps.queueName}-poison`)
  const inFlight = new Set<Promise<unknown>>()
  let stopped = false

  const loop = async () => {
    while (!stopped) {
      const messages =
        inFlight.size > deps.settings.newBatchThreshold
          ? []
          : await receive(queue, deps).catch((error: unknown) => {
              deps.warn(`queue ${deps.queueName} cannot be read: ${String(error)}`)
              return []
            })
      for (const message of messages) {
        const settled = deps
          .run(() => settle(deps, { queue, poison }, message))
          .finally(() => inFlight.delete(settled))
        inFlight.add(settled)
      }
      if (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS))
    }
    await Promise.all(inFlight)
  }
  const done = loop()
  return {
    stop: () => {
      stopped = true
      return done
    },
  }
}

async function receive(
  queue: QueueClient,
  { settings, lockInSeconds }: QueueListenerDeps,
): Promise<DequeuedMessageItem[]> {
  try {
    const received = await queue.receiveMessages({
      numberOfMessages: settings.batchSize,
      visibilityTimeout: lockInSeconds,
    })
    return received.receivedMessageItems
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return []
    throw error
  }
}

async function settle(
  deps: QueueListenerDeps,
  { queue, poison }: { readonly queue: QueueClient; readonly poison: QueueClient },
  message: DequeuedMessageItem,
): Promise<Invocation> {
  const lock = keepInvisible(queue, message, deps.lockInSeconds)
  const trigger = queueTrigger(message, deps.settings.messageEncoding)
  const result: Invocation =
    trigger === undefined
      ? { ok: false, error: new Error('message is not base64') }
      : await deps.invoke(trigger)
  const popReceipt = await lock.release()
  if (result.ok) {
    await gone(queue.deleteMessage(message.messageId, popReceipt))
  } else if (trigger === undefined || message.dequeueCount >= deps.settings.maxDequeueCount) {
    await moveToPoison(poison, message)
    await gone(queue.deleteMessage(message.messageId, popReceipt))
  } else {
    const delay = Math.min(deps.settings.visibilityTimeoutInMs / 1000, LONGEST_RETRY_DELAY_IN_SECONDS)
    await gone(queue.updateMessage(message.messageId, popReceipt, message.messageText, delay))
  }
  return result
}

async function moveToPoison(poison: QueueClient, message: DequeuedMessageItem): Promise<void> {
  if (poison.name.endsWith('-poison-poison')) return
  await poison.createIfNotExists()
  await poison.sendMessage(message.messageText, { messageTimeToLive: -1 })
}

/** Each renewal gives a new pop receipt; the last one settles the message. */
function keepInvisible(queue: QueueClient, message: DequeuedMessageItem, lockInSeconds: number) {
  let popReceipt = message.popReceipt
  let renewing: Promise<void> = Promise.resolve()
  const renew = async () => {
    const renewed = await queue.updateMessage(
      message.messageId,
      popReceipt,
      message.messageText,
      lockInSeconds,
    )
    popReceipt = renewed.popReceipt ?? popReceipt
  }
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch(() => undefined)
  }, lockInSeconds * 350)
  return {
    release: async () => {
      clearInterval(timer)
      await renewing
      return popReceipt
    },
  }
}

/** A message that has meanwhile become visible again is somebody else's. */
async function gone(settling: Promise<unknown>): Promise<void> {
  try {
    await settling
  } catch (error) {
    if (!(error instanceof RestError) || error.statusCode !== 404) throw error
  }
}
