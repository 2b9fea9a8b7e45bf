import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runSandbox } from '../../sandbox/run/run-sandbox'
import type { SandboxOptions, SandboxResult } from '../../sandbox/run/run-sandbox'
import { bundle } from './bundle'

export const root = join(__dirname, '../..')
/** The stories need the built app; `npm test` builds it first. */
export const whenBuilt = existsSync(join(root, 'dist/main.js')) ? it : it.skip
export const MINUTES = 60_000

const hostScript = join(root, '.sandbox', `host-${process.pid}.js`)
let result: SandboxResult | undefined

/** Plays the stories; what is still running after a test is ended by {@link endPlay}. */
export async function play(options: Partial<SandboxOptions> = {}): Promise<SandboxResult> {
  result = await runSandbox({ root, hostScript: hostScriptOfTests(), ...options })
  return result
}

/** The local host as it stands in the sources, bundled for this process. */
export function hostScriptOfTests(): string {
  if (!existsSync(hostScript)) {
    mkdirSync(join(root, '.sandbox'), { recursive: true })
    bundle('sandbox/host/main.ts', hostScript, '--packages=external')
  }
  return hostScript
}

export async function endPlay(): Promise<void> {
  await result?.session.close()
  result = undefined
  rmSync(hostScript, { force: true })
}
