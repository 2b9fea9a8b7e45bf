import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pc from 'picocolors'
import { narrate } from './print/narrate'
import { pageAddress, summary, whereToLook } from './print/summary'
import { runSandbox } from './run/run-sandbox'
import type { SandboxResult } from './run/run-sandbox'
import { acts } from './stories/acts'

const ROOT = join(__dirname, '../..')
const INTERRUPTED = 130

const { once = false, json = false } = parseArgs({
  options: { once: { type: 'boolean' }, json: { type: 'boolean' } },
}).values

/** With --json, stdout is for the one object at the end. */
const print = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`)

async function main(): Promise<void> {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort())
  const beginning = new Date()
  const count = acts.flatMap(({ stories }) => stories).length
  print(pc.bold(`The sandbox plays ${count} stories. Nothing of it leaves this machine.\n`))
  const result = await runSandbox({
    root: ROOT,
    preferDefaultPorts: true,
    onEvent: (event) => print(narrate(event, beginning)),
    signal: interrupted.signal,
  })
  const isWhole = !interrupted.signal.aborted
  if (isWhole) await tell(result, beginning, interrupted.signal)
  await result.session.close()
  process.exitCode = isWhole ? exitCode(result) : INTERRUPTED
}

async function tell(result: SandboxResult, beginning: Date, signal: AbortSignal): Promise<void> {
  const seconds = Math.round((Date.now() - beginning.getTime()) / 1000)
  print(`${summary(result)}\n${pc.dim(`That took ${seconds} seconds.`)}`)
  print(whereToLook(result, once))
  if (json) process.stdout.write(`${JSON.stringify(outcome(result))}\n`)
  if (once) return
  print(`Open ${pc.bold(pageAddress(result.appPort))} in a browser: what waits there, you may decide.`)
  print('The app goes on running, in real time from here. Ctrl-C ends it all.')
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

function outcome({ reports, quarantined, stories }: SandboxResult) {
  return { reports, quarantined, stories }
}

function exitCode(result: SandboxResult): number {
  return result.stories.every(({ ok }) => ok) ? 0 : 1
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
