import type { InvocationContext } from '@azure/functions'
import { appContext } from './app-context'
import { lineLog, type Log } from './log'

/** One line of JSON per event, in the log of the invocation that it belongs to. */
export const hostLog = (context: InvocationContext): Log =>
  lineLog((line) => context.log(line), appContext().settings.secrets)
