import { globSync, readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { join } from 'node:path'
import * as z from 'zod'
import { createCoreApi, createRegistry, runHooks } from './core-api'
import type { Registry } from './core-api'
import type { LogLevel } from './rpc'

const packageJson = z.object({ main: z.string() })

/**
 * Loads an app as the Node.js worker does: every file that `main` in its package.json matches, with
 * `@azure/functions-core` answered by us.
 * @throws when nothing matches, and whatever the app throws while it is loaded: then no function of it runs
 */
export async function loadApp(
  directory: string,
  log: (level: LogLevel, message: string) => void,
): Promise<Registry> {
  const registry = createRegistry()
  const putBack = answerRequire('@azure/functions-core', createCoreApi(registry, log))
  try {
    const load = createRequire(join(directory, 'package.json'))
    for (const file of mainFiles(directory)) load(join(directory, file))
  } finally {
    putBack()
  }
  await registry.model?.getCapabilities?.({})
  await runHooks(registry, 'appStart', { hookData: {}, appHookData: {}, functionAppDirectory: directory })
  registry.closed = true
  return registry
}

function mainFiles(directory: string): string[] {
  const { main } = packageJson.parse(JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')))
  const files = globSync(main, { cwd: directory }).sort()
  if (files.length === 0) throw new Error(`no file matches "main": "${main}"; has the app been built?`)
  return files
}

/** The library asks for the core module when the first function is registered, and keeps the answer. */
function answerRequire(id: string, answer: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(Module.prototype, 'require')
  if (original === undefined) throw new Error('this Node.js has no Module.prototype.require')
  const value = new Proxy(original.value as (id: string) => unknown, {
    apply: (target, self: unknown, args: [string]) =>
      args[0] === id ? answer : Reflect.apply(target, self, args),
  })
  Object.defineProperty(Module.prototype, 'require', { ...original, value })
  return () => {
    Object.defineProperty(Module.prototype, 'require', original)
  }
}
