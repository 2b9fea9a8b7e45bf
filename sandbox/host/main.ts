import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { replaceFixedValues } from '../../shared/settings/fixed-values'
import { fixedIn, HOST_SETTINGS, toHost } from '../protocol'
import type { FromHost } from '../protocol'
import { installClock } from './clock'
import { startHost } from './host'
import { allowLoopbackOnly } from './loopback-only'
import type { Trigger } from './triggers'

/** The app's own process: everything the app needs comes as settings, everything it does is told over IPC. */
async function main(): Promise<void> {
  allowLoopbackOnly((text) => process.stderr.write(`${text}\n`))
  replaceFixedValues(fixedIn(process.env))
  const setting = (name: string) => process.env[name]
  const key = setting(HOST_SETTINGS.key)
  const messageLockInSeconds = setting(HOST_SETTINGS.messageLockInSeconds)
  const clock = installClock(Number(setting(HOST_SETTINGS.clockOffsetInMs) ?? 0))
  const host = await startHost({
    directory: setting(HOST_SETTINGS.appDirectory) ?? process.cwd(),
    settings: process.env,
    clock,
    port: Number(setting(HOST_SETTINGS.port) ?? 7071),
    ...(key !== undefined && { key }),
    ...(messageLockInSeconds !== undefined && { messageLockInSeconds: Number(messageLockInSeconds) }),
    tell,
    log: (level, message, functionName) =>
      tell({
        type: 'log',
        level,
        message,
        ...(functionName === undefined ? {} : { function: functionName }),
      }),
    onTimeout: (functionName) => {
      process.stderr.write(`${functionName} ran longer than functionTimeout\n`)
      process.exit(1)
    },
  })
  const end = () => void host.stop().finally(() => process.exit(0))
  process.on('message', (message) => {
    const order = toHost.parse(message)
    if (order.type === 'jump') tell({ type: 'jumped', id: order.id, done: host.jump(order.offsetInMs) })
    else if (order.type === 'measure') measure()
    else end()
  })
  process.on('SIGTERM', end)
  tell({
    type: 'ready',
    port: host.port,
    functions: host.functions.map(({ name, trigger }) => ({
      name,
      kind: trigger.kind,
      detail: detail(trigger),
    })),
  })
}

/** The collector is asked twice: what is freed by a finaliser is gone the second time. */
function measure(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed: heapInBytes, rss: rssInBytes } = process.memoryUsage()
  tell({ type: 'measured', heapInBytes, rssInBytes })
}

function detail(trigger: Trigger): string {
  if (trigger.kind === 'timer') return trigger.schedule
  return trigger.kind === 'queue' ? trigger.queueName : trigger.route
}

function tell(message: FromHost): void {
  if (process.connected) process.send?.(message)
}

/** Ctrl-C reaches the whole process group; the supervisor decides when the app ends. */
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit(0))
main().catch((error: unknown) => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${message}\n`)
  if (process.connected) process.send?.({ type: 'failed', message } satisfies FromHost, () => process.exit(1))
  else process.exit(1)
})
