import { QueueServiceClient } from '@azure/storage-queue'
import { startAzurite } from '../../../sandbox/world/azurite'
import { freePort } from '../../../sandbox/world/listen'

it('Azurite comes up on a port that is wanted and free, else on another, and leaves nothing behind', async () => {
  const wanted = await freePort()
  const first = await startAzurite({ queue: wanted })
  const second = await startAzurite({ queue: wanted })
  try {
    expect(first.ports.queue).toBe(wanted)
    expect(second.ports.queue).not.toBe(wanted)
    const queue = QueueServiceClient.fromConnectionString(second.connectionString).getQueueClient('alerts')
    await queue.create()
    await queue.sendMessage('{}')
    expect((await queue.peekMessages()).peekedMessageItems).toMatchObject([{ messageText: '{}' }])
  } finally {
    await Promise.all([first.close(), second.close()])
  }
  expect(await freePort(wanted)).toBe(wanted)
})
