import { packMessage } from '../../shared/alerts/message'

/** The key of every world in the tests, so that they can put sealed messages into it. */
export const testKey = Buffer.alloc(32, 'key of the tests')
export const loadKey = async () => testKey

/** One of our messages, as the Functions library hands it over where it parses it. */
export function sealed(content: Parameters<typeof packMessage>[0], key = testKey): object {
  return JSON.parse(Buffer.from(packMessage(content, key), 'base64').toString()) as object
}
