import { QueueServiceClient } from '@azure/storage-queue'
import { memoryQueueOf } from '../helpers/memory-storage'
import type { SmallWorld } from './small-world'

type QueueName = 'alerts' | 'alerts-poison'

const clientOf = (world: SmallWorld, name: QueueName) =>
  memoryQueueOf(world.storage, name) ??
  QueueServiceClient.fromConnectionString(world.account).getQueueClient(name)

/** A message as somebody else's program puts it there. */
export async function enqueue(world: SmallWorld, text: string): Promise<void> {
  const queue = clientOf(world, 'alerts')
  await queue.createIfNotExists()
  await queue.sendMessage(text)
}

/** Takes every message off a queue, each as the Functions library hands it over. */
export async function takeAll(world: SmallWorld, name: QueueName = 'alerts'): Promise<unknown[]> {
  const queue = clientOf(world, name)
  if (!(await queue.exists())) return []
  const taken: unknown[] = []
  for (;;) {
    const { receivedMessageItems: items } = await queue.receiveMessages({ numberOfMessages: 32 })
    if (items.length === 0) return taken
    for (const { messageText, messageId, popReceipt } of items) {
      taken.push(handedOver(messageText))
      await queue.deleteMessage(messageId, popReceipt)
    }
  }
}

/** Parsed where it is JSON, else the text itself. */
export function handedOver(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Lets openCase have whatever waits in its queue. */
export async function openQueued(world: SmallWorld): Promise<number> {
  const messages = await takeAll(world)
  for (const message of messages) await world.openCase(message)
  return messages.length
}
