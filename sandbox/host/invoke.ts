import { randomBytes, randomUUID } from 'node:crypto'
import { runHooks } from './core-api'
import type { RegisteredFunction, Registry } from './core-api'
import type { CoreInvocationContext, InvocationResponse, LogLevel, TypedData } from './rpc'

export type Invocation =
  { readonly ok: true; readonly response: InvocationResponse } | { readonly ok: false; readonly error: Error }

export type InvocationLog = (functionName: string, level: LogLevel, message: string) => void

/**
 * Calls one function with one trigger value, in the steps of the worker: arguments from the library, hooks,
 * handler, hooks, response from the library. A failing handler is an answer, not an exception.
 */
export async function invoke(
  registry: Registry,
  target: RegisteredFunction,
  trigger: { readonly data: TypedData; readonly metadata?: Readonly<Record<string, TypedData>> },
  log: InvocationLog,
): Promise<Invocation> {
  const core = coreContext(target, trigger.data, trigger.metadata ?? {}, log)
  try {
    if (registry.model === undefined) throw new Error('the app has set no programming model')
    const model = registry.model.getInvocationModel(core)
    const { context, inputs } = await model.getArguments()
    const shared = { hookData: {}, appHookData: {}, inputs, invocationContext: context }
    core.state = 'preInvocationHooks'
    const before = { ...shared, functionCallback: target.callback }
    await runHooks(registry, 'preInvocation', before)
    core.state = 'invocation'
    const outcome = await model
      .invokeFunction(context, before.inputs, before.functionCallback)
      .then((result) => ({ result, error: null }))
      .catch((error: unknown) => ({ result: undefined, error }))
    core.state = 'postInvocationHooks'
    const after: { result: unknown; error: unknown } & Record<string, unknown> = { ...shared, ...outcome }
    await runHooks(registry, 'postInvocation', after)
    if (after.error !== null) return { ok: false, error: asError(after.error) }
    return { ok: true, response: await model.getResponse(context, after.result) }
  } catch (error) {
    return { ok: false, error: asError(error) }
  }
}

function coreContext(
  target: RegisteredFunction,
  data: TypedData,
  triggerMetadata: Readonly<Record<string, TypedData>>,
  log: InvocationLog,
): CoreInvocationContext {
  const invocationId = randomUUID()
  return {
    invocationId,
    metadata: target.metadata,
    request: {
      invocationId,
      inputData: [{ name: triggerBindingName(target), data }],
      triggerMetadata,
      traceContext: { traceParent: traceParent(), traceState: '', attributes: {} },
    },
    log: (level, _category, message) => log(target.metadata.name, level, message),
  }
}

function triggerBindingName({ metadata }: RegisteredFunction): string {
  const found = Object.entries(metadata.bindings).find(([, { type }]) => /trigger$/i.test(type))
  if (found === undefined) throw new Error(`function ${metadata.name} has no trigger`)
  return found[0]
}

/** W3C trace context, so that a log line can be followed through one invocation. */
function traceParent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value))
}
