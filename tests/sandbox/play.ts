import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runSandbox } from '../../sandbox/run/run-sandbox'
import type { SandboxOptions, SandboxResult } from '../../sandbox/run/run-sandbox'
import { pageAddress } from '../../sandbox/print/summary'
import { firstWeek } from '../../sandbox/stories/acts'
import type { Story } from '../../sandbox/stories/story'
import { bundle } from './bundle'

export const root = join(__dirname, '../..')
/** The stories need the built app; `npm test` builds it first. */
export const whenBuilt = existsSync(join(root, 'dist/main.js')) ? it : it.skip
export const MINUTES = 60_000

const hostScript = join(root, '.sandbox', `host-${process.pid}.js`)
/** Under way, or come to its end; the world stays up either way. */
let playing: { readonly result: Promise<SandboxResult>; readonly stop: () => void } | undefined

type PlayOptions = Partial<SandboxOptions> & {
  /** In place of those of the first week. */
  readonly stories?: readonly Story[]
}

/** Plays the first week, where nothing else is asked for; what is still running after a test is ended by {@link endPlay}. */
export async function play({ stories, ...options }: PlayOptions = {}): Promise<SandboxResult> {
  const acts = [{ ...firstWeek, ...(stories && { stories }) }]
  const stopping = new AbortController()
  const { signal } = stopping
  const result = runSandbox({ root, hostScript: hostScriptOfTests(), acts, signal, ...options })
  playing = { result, stop: () => stopping.abort() }
  return result
}

/** Every story came out as written, its reminder is in the thread of its report, and the printed address shows the page. */
export async function expectAsWritten({ stories, session, kills, appPort }: SandboxResult): Promise<void> {
  expect(stories.filter(({ ok }) => !ok)).toEqual([])
  expect(kills).toBe(0)
  const { outbox } = session.world
  const reminder = outbox.find(({ purpose }) => purpose === 'reminder-1')
  const initial = outbox.find(
    ({ purpose, reportId }) => purpose === 'initial' && reportId === reminder?.reportId,
  )
  expect(reminder?.raw.toString()).toContain(`In-Reply-To: ${initial?.messageId ?? 'nothing'}`)
  const list = await (await fetch(`http://127.0.0.1:${appPort}/api/reports`)).text()
  expect(list).toContain('safe-hse.com')
  expect(await (await fetch(pageAddress(appPort))).text()).toContain('<h1>Overview</h1>')
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
  playing?.stop()
  const ended = await playing?.result.catch(() => undefined)
  await ended?.session.close()
  playing = undefined
  rmSync(hostScript, { force: true })
}
