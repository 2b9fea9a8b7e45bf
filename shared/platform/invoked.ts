import type { InvocationContext } from '@azure/functions'
import type { AppContext } from './app-context'
import type { Log } from '../telemetry/log'

/**
 * What a function is built from, and the log of this invocation. Loaded by the first invocation: whoever starts the app
 * only wants to know which functions there are, and most instances ever run one of them.
 */
export async function invoked(invocation: InvocationContext): Promise<readonly [AppContext, Log]> {
  const { appContext } = await import('./app-context')
  const { hostLog } = await import('./host-log')
  return [appContext(), hostLog(invocation)]
}
