import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { listenHttp } from '../world/listen'
import { createActivity } from './activity'
import type { Activity, ActivityEvent } from './activity'
import type { Clock } from './clock'
import { runHooks } from './core-api'
import type { RegisteredFunction, Registry } from './core-api'
import { answerHttp } from './http-listener'
import type { HttpRoute } from './http-listener'
import { readHostJson } from './host-json'
import type { HostJson } from './host-json'
import { invoke } from './invoke'
import type { Invocation } from './invoke'
import { loadApp } from './load-app'
import { startQueueListener } from './queue-listener'
import type { QueueListener } from './queue-listener'
import type { LogLevel, TypedData } from './rpc'
import { startTimerListener, timerInfo } from './timer-listener'
import type { TimerListener } from './timer-listener'
import { triggerOf } from './triggers'
import type { Settings, Trigger } from './triggers'

export type HostOptions = {
  /** Folder with host.json, package.json and what `main` in it names. */
  readonly directory: string
  readonly settings: Settings
  readonly clock: Clock
  readonly port: number
  /** What a function of authLevel `function` is called with; undefined: by anybody. */
  readonly key?: string
  /** How long a message in hand of a killed app stays invisible. Azure: ten minutes. Default: two seconds. */
  readonly messageLockInSeconds?: number
  readonly tell: (event: ActivityEvent) => void
  readonly log: (level: LogLevel, message: string, functionName?: string) => void
  /** An invocation took longer than `functionTimeout`; the real host then starts its worker anew. */
  readonly onTimeout: (functionName: string) => void
}

export type Host = {
  readonly port: number
  readonly functions: readonly { readonly name: string; readonly trigger: Trigger }[]
  /** Moves the clock, unless something is running. */
  readonly jump: (offsetInMs: number) => boolean
  /** Triggers nothing more, tells the app so, and lets what is running end. */
  readonly stop: () => Promise<void>
}

type Running = {
  readonly options: HostOptions
  readonly hostJson: HostJson
  readonly activity: Activity
  readonly call: (target: RegisteredFunction, trigger: Parameters<typeof invoke>[2]) => Promise<Invocation>
  readonly timers: Map<string, TimerListener & { readonly runNow: () => void }>
  readonly queues: QueueListener[]
  readonly routes: HttpRoute[]
}

/** Runs a Functions app: loads it, and lets its timers, queues and http routes call it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const hostJson = readHostJson(options.directory)
  const registry = await loadApp(options.directory, options.log)
  const running: Running = {
    options,
    hostJson,
    activity: createActivity(options.tell),
    call: caller(registry, hostJson, options),
    timers: new Map(),
    queues: [],
    routes: [],
  }
  const functions = [...registry.functions.values()].map((target) => ({
    name: target.metadata.name,
    target,
    trigger: triggerOf(target, options.settings),
  }))
  const http = await listenHttp((request, response) => {
    void answer(running, request, response)
  }, options.port)
  for (const { target, trigger } of functions) listenFor(running, target, trigger)
  return {
    port: http.port,
    functions: functions.map(({ name, trigger }) => ({ name, trigger })),
    jump: (offsetInMs) => {
      if (running.activity.running() > 0) return false
      options.clock.offsetInMs = offsetInMs
      for (const timer of running.timers.values()) timer.tick()
      return true
    },
    stop: async () => {
      for (const timer of running.timers.values()) timer.stop()
      const ended = Promise.all([
        ...running.queues.map((queue) => queue.stop()),
        http.close(),
        runHooks(registry, 'appTerminate', { hookData: {}, appHookData: {} }),
      ]).then(() => running.activity.idle())
      await Promise.race([ended, sleep(drainInMs, undefined, { ref: false })])
    },
  }
}

/** What the real host leaves its worker to come to an end; what still runs then ends with the process. */
const drainInMs = 5000

function listenFor(running: Running, target: RegisteredFunction, trigger: Trigger): void {
  const { name } = target.metadata
  const { options, hostJson, activity, call } = running
  const tracked = (data: TypedData) => activity.track(name, () => call(target, { data }))
  if (trigger.kind === 'timer') {
    const listener = startTimerListener(trigger, options.clock, tracked)
    running.timers.set(name, {
      ...listener,
      runNow: () => void tracked(timerInfo({ last: options.clock.now(), next: options.clock.now() })),
    })
  } else if (trigger.kind === 'http') {
    const route = `${hostJson.routePrefix}/${trigger.route}`
    const { methods, authLevel } = trigger
    running.routes.push({ functionName: name, methods, route, authLevel, invoke: tracked })
  } else {
    const listener = startQueueListener({
      connectionString: connectionString(options.settings, trigger.connection),
      queueName: trigger.queueName,
      settings: hostJson.queues,
      lockInSeconds: options.messageLockInSeconds ?? 2,
      run: (work) => activity.track(name, work),
      invoke: (value) => call(target, value),
      warn: (message) => options.log('warning', message, name),
    })
    running.queues.push(listener)
  }
}

function caller(registry: Registry, hostJson: HostJson, options: HostOptions): Running['call'] {
  return async (target, trigger) => {
    const { name } = target.metadata
    const timeout = setTimeout(() => options.onTimeout(name), hostJson.functionTimeoutInMs)
    try {
      return await invoke(registry, target, trigger, (functionName, level, message) =>
        options.log(level, message, functionName),
      )
    } finally {
      clearTimeout(timeout)
    }
  }
}

/** Besides the app's own routes, the real host's way to run a timer function at once. */
async function answer(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const admin = /^\/admin\/functions\/(\w+)$/.exec(request.url ?? '')
  if (request.method === 'POST' && admin?.[1] !== undefined) {
    const timer = running.timers.get(admin[1])
    timer?.runNow()
    response.writeHead(timer === undefined ? 404 : 202).end()
    return
  }
  // Here is a page of the host's own, which says that it runs, or nothing; no app has a say.
  if (request.url === '/') {
    const isOff = running.options.settings['AzureWebJobsDisableHomepage'] === 'true'
    response.writeHead(isOff ? 204 : 200, isOff ? {} : { 'content-type': 'text/html' })
    response.end(isOff ? undefined : '<title>Functions</title>Your Functions app is up and running')
    return
  }
  await answerHttp(running.routes, request, response, running.options.key).catch(() => response.destroy())
}

function connectionString(settings: Settings, name: string): string {
  const value = settings[name]
  if (value === undefined) throw new Error(`setting ${name} is not set, but a queue trigger names it`)
  return value
}
