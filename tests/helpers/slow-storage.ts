import { request, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { listenHttp } from '../../sandbox/world/listen'
import { azureStorage, type Storage } from '../../shared/storage/storage'

/** What stands between the program and storage: it may pass a request on, answer itself, or stay silent. */
export type Between = (
  request: IncomingMessage,
  answer: ServerResponse,
  /** Has storage carry it out; its answer goes back, or gets lost, or the connection ends in place of it. */
  pass: (fate?: 'lost' | 'cut') => void,
) => void

export type StorageBehind = { readonly storage: Storage; readonly close: () => Promise<void> }

/** @param patience whose waits between attempts are a hundredth of a second */
export async function storageBehind(
  account: string,
  between: Between,
  { attemptInMs, attempts }: { readonly attemptInMs: number; readonly attempts: number },
): Promise<StorageBehind> {
  const endpoints = Array.from(account.matchAll(/http:\/\/127\.0\.0\.1:\d+/g), ([origin]) => origin)
  const servers = await Promise.all(
    endpoints.map(async (origin) => {
      const listener: RequestListener = (incoming, outgoing) =>
        between(incoming, outgoing, (fate) => passOn(origin, incoming, outgoing, fate))
      return { origin, server: await listenHttp(listener) }
    }),
  )
  const behind = servers.reduce((text, { origin, server }) => text.replace(origin, server.url), account)
  return {
    storage: azureStorage({ connectionString: behind }, 0, { attemptInMs, attempts, firstWaitInMs: 10 }),
    close: async () => {
      await Promise.all(servers.map(({ server }) => server.close()))
    },
  }
}

function passOn(
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fate: 'lost' | 'cut' | undefined,
): void {
  const { method, headers, url } = incoming
  const onward = request(`${origin}${String(url)}`, { ...(method && { method }), headers }, (answer) => {
    if (fate === undefined) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
      return
    }
    answer.resume()
    if (fate === 'cut') answer.once('end', () => outgoing.destroy())
  })
  onward.on('error', (error) => outgoing.destroy(error))
  incoming.pipe(onward)
}
