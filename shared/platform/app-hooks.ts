import { app, type InvocationContext } from '@azure/functions'
import { asInvocation } from '../telemetry/invocation'
import { beginStopping, whenIdle } from '../telemetry/stopping'

/** Around every invocation of every function: its counts, its span, and that it is in hand. */
app.hook.preInvocation((hook) => {
  const { invocationContext: context, functionHandler: handler } = hook
  hook.functionHandler = async (trigger: unknown, given: InvocationContext): Promise<unknown> => {
    // Loaded by the first invocation, as everything else is.
    const { hostLog } = await import('./host-log')
    const { appContext } = await import('./app-context')
    const telemetry = await appContext().telemetry()
    const work = async (): Promise<unknown> => handler(trigger, given)
    const parent = context.traceContext?.traceParent
    return asInvocation({ log: hostLog(context), telemetry }, () =>
      telemetry ? telemetry.span(context.functionName, {}, work, { in: 'invocation', parent }) : work(),
    )
  }
})

/** The host gives its worker five seconds: what does not end within four comes again, as after a kill. */
const mostToDrainInMs = 4000

/** Nothing new is begun, and what is in hand comes to its end: claims, cursors, messages of the queue. */
async function drain(): Promise<void> {
  beginStopping()
  await whenIdle(mostToDrainInMs)
  const { appContext } = await import('./app-context')
  await (await appContext().telemetry())?.flush()
}

app.hook.appTerminate(drain)

// The host sends no signal to its worker; where somebody else does, it takes its course after that.
process.once('SIGTERM', () => {
  void drain().finally(() => process.kill(process.pid, 'SIGTERM'))
})
