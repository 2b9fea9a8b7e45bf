import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runSandbox } from '../../sandbox/run/run-sandbox'
import type { SandboxOptions, SandboxResult } from '../../sandbox/run/run-sandbox'
import { firstWeek } from '../../sandbox/stories/acts'
import type { Story } from '../../sandbox/stories/story'
import { bundle } from './bundle'

export const root = join(__dirname, '../..')
/** The stories need the built app; `npm test` builds it first. */
export const whenBuilt = existsSync(join(root, 'dist/main.js')) ? it : it.skip
export const MINUTES = 60_000

const hostScript = join(root, '.sandbox', `host-${process.pid}.js`)
let result: SandboxResult | undefined

type PlayOptions = Partial<SandboxOptions> & {
  /** In place of those of the first week. */
  readonly stories?: readonly Story[]
}

/** Plays the first week, where nothing else is asked for; what is still running after a test is ended by {@link endPlay}. */
export async function play({ stories, ...options }: PlayOptions = {}): Promise<SandboxResult> {
  const acts = [{ ...firstWeek, ...(stories && { stories }) }]
  result = await runSandbox({ root, hostScript: hostScriptOfTests(), acts, ...options })
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
