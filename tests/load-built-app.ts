import { loadApp } from '../sandbox/host/load-app'

/** Loads the app in the folder given, and prints what it has registered: name → its bindings, as the worker gets them. */
async function main(directory: string): Promise<void> {
  const registry = await loadApp(directory, () => undefined)
  const functions = [...registry.functions.values()].map(({ metadata }) => [
    metadata.name,
    Object.values(metadata.bindings),
  ])
  process.stdout.write(JSON.stringify(Object.fromEntries(functions)))
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
