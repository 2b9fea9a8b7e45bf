import type { InvocationContext } from '@azure/functions'
import { appContext } from './app-context'
import { currentInvocation } from '../telemetry/invocation'
import { lineLog, type Log } from '../telemetry/log'

/** One line of JSON per event, in the log of the invocation that it belongs to, at the level that it deserves. */
export function hostLog(context: InvocationContext): Log {
  const lines = lineLog((line, severity) => {
    if (severity === 'warning') context.warn(line)
    else context.log(line)
  }, appContext().settings.secrets)
  return (event, fields) => {
    lines(event, fields)
    currentInvocation()?.telemetry?.count(event, fields ?? {})
  }
}
