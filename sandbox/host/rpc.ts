/**
 * What passes between the Functions host, its Node.js worker and `@azure/functions` 4.x: the part of
 * `@azure/functions-core` (worker 3.x) that the library uses, with the field names of the worker's protocol.
 */

export type TypedData = {
  readonly string?: string
  readonly json?: string
  readonly bytes?: Uint8Array
  readonly int?: number
  readonly double?: number
  readonly http?: HttpData
}

export type HttpData = {
  readonly url?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly params?: Readonly<Record<string, string>>
  readonly statusCode?: string
  readonly body?: TypedData | null
}

export type Binding = {
  readonly type: string
  readonly direction: 'in' | 'out'
  readonly [property: string]: unknown
}

export type FunctionMetadata = {
  readonly name: string
  readonly bindings: Readonly<Record<string, Binding>>
}

export type FunctionCallback = (...args: unknown[]) => unknown

export type InvocationRequest = {
  readonly invocationId: string
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[]
  readonly triggerMetadata: Readonly<Record<string, TypedData>>
  readonly traceContext: {
    readonly traceParent: string
    readonly traceState: string
    readonly attributes: object
  }
}

export type InvocationResponse = {
  readonly returnValue?: TypedData | null
  readonly outputData?: readonly { readonly name: string; readonly data?: TypedData }[]
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none'

export type CoreInvocationContext = {
  readonly invocationId: string
  readonly request: InvocationRequest
  readonly metadata: FunctionMetadata
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks'
  readonly log: (level: LogLevel, category: 'user' | 'system', message: string) => void
}

/** The library's side: it turns requests into arguments, calls the handler, and turns results into responses. */
export type ProgrammingModel = {
  readonly name: string
  readonly version: string
  readonly getInvocationModel: (context: CoreInvocationContext) => InvocationModel
  readonly getCapabilities?: (capabilities: Record<string, string>) => Promise<Record<string, string>>
}

export type InvocationModel = {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>
}

export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation' | 'log'
export type HookCallback = (context: Record<string, unknown>) => unknown
