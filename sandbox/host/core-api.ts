import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogLevel,
  ProgrammingModel,
} from './rpc'

export type RegisteredFunction = { readonly metadata: FunctionMetadata; readonly callback: FunctionCallback }

/** What an app has told the worker while it was loaded. */
export type Registry = {
  readonly functions: Map<string, RegisteredFunction>
  readonly hooks: Map<HookName, HookCallback[]>
  model?: ProgrammingModel
  /** Set once the app is loaded: the worker refuses later registrations. */
  closed: boolean
}

export function createRegistry(): Registry {
  return { functions: new Map(), hooks: new Map(), closed: false }
}

/** Undoes one registration. */
class Disposable {
  readonly #undo: () => void

  constructor(undo: () => void) {
    this.#undo = undo
  }

  dispose(): void {
    this.#undo()
  }
}

/**
 * The module that the app gets for `require('@azure/functions-core')`.
 * Throws, as the worker does, on a function name that is taken and on a registration after start.
 */
export function createCoreApi(registry: Registry, log: (level: LogLevel, message: string) => void) {
  return {
    version: '3.13.0',
    hostVersion: '4.1048.200',
    Disposable,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => {
      if (registry.closed) throw new Error('A function can only be registered during app startup.')
      if (registry.functions.has(metadata.name))
        throw new Error(`A function with name "${metadata.name}" is registered twice.`)
      registry.functions.set(metadata.name, { metadata, callback })
      return new Disposable(() => registry.functions.delete(metadata.name))
    },
    registerHook: (name: HookName, callback: HookCallback) => {
      const callbacks = registry.hooks.get(name) ?? []
      registry.hooks.set(name, [...callbacks, callback])
      return new Disposable(() =>
        registry.hooks.set(name, registry.hooks.get(name)?.filter((other) => other !== callback) ?? []),
      )
    },
    setProgrammingModel: (model: ProgrammingModel) => {
      registry.model = model
    },
    getProgrammingModel: () => registry.model,
    log: (level: LogLevel, _category: string, message: string) => log(level, message),
  }
}

/** Hooks of one name, one after the other, as they were registered. */
export async function runHooks(
  registry: Registry,
  name: HookName,
  context: Record<string, unknown>,
): Promise<void> {
  for (const hook of registry.hooks.get(name) ?? []) await hook(context)
}
