import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fromHost, HOST_SETTINGS } from './protocol'
import type { FromHost, ToHost } from './protocol'

export type AppFunction = Extract<FromHost, { type: 'ready' }>['functions'][number]

export type Memory = { readonly heapInBytes: number; readonly rssInBytes: number }

export type AppOptions = {
  /** The bundled local host. */
  readonly hostScript: string
  readonly appDirectory: string
  readonly settings: Readonly<Record<string, string>>
  readonly clockOffsetInMs?: number
  /** 0 for any free one. */
  readonly port?: number
  /** PEM file of a certificate that the app is to trust. */
  readonly extraCaFile?: string
  readonly onMessage?: (message: FromHost) => void
  /** Whatever the process prints itself, a crash for instance. */
  readonly onOutput?: (text: string) => void
}

export type App = {
  readonly port: number
  readonly functions: readonly AppFunction[]
  readonly running: () => number
  /** Whether it did: it does not while an invocation runs, nor when it is dead. */
  readonly jump: (offsetInMs: number) => Promise<boolean>
  /** SIGKILL. */
  readonly kill: () => Promise<void>
  /** SIGTERM, as when a machine is taken out of service. */
  readonly terminate: () => Promise<void>
  /** Lets running invocations end. */
  readonly stop: () => Promise<void>
  /** Its memory once everything that is not needed has been thrown away; undefined when it is dead. */
  readonly measure: () => Promise<Memory | undefined>
  /** Settles when the process is gone, however it went. */
  readonly gone: Promise<void>
  readonly isGone: () => boolean
}

/**
 * Starts the app in a process of its own.
 * @throws when it ends before it is ready, with what it said
 */
export async function startApp(options: AppOptions): Promise<App> {
  const child = fork(options.hostScript, [], {
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own, so that Ctrl-C reaches it through the supervisor, which lets it end its work.
    detached: true,
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output.push(chunk.toString())
      options.onOutput?.(chunk.toString())
    })
  }
  let running = 0
  const jumps = new Map<number, (done: boolean) => void>()
  const measures: ((memory: Memory) => void)[] = []
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<Extract<FromHost, { type: 'ready' }>>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the app did not start: ${output.join('').trim()}`)))
    child.on('message', (raw) => {
      const message = fromHost.parse(raw)
      if (message.type === 'ready') resolve(message)
      if (message.type === 'started' || message.type === 'ended') running = message.running
      if (message.type === 'jumped') jumps.get(message.id)?.(message.done)
      if (message.type === 'measured') measures.shift()?.(message)
      options.onMessage?.(message)
    })
  })
  const { port, functions } = await ready
  return {
    port,
    functions,
    running: () => running,
    jump: (offsetInMs) => jump(child, jumps, gone, offsetInMs),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
    terminate: async () => {
      child.kill('SIGTERM')
      await gone
    },
    measure: async () => {
      const measured = new Promise<Memory>((resolve) => measures.push(resolve))
      send(child, { type: 'measure' })
      return Promise.race([measured, gone.then(() => undefined)])
    },
    stop: async () => {
      send(child, { type: 'stop' })
      const force = setTimeout(() => child.kill('SIGKILL'), 3000)
      await gone
      clearTimeout(force)
    },
    gone,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
  }
}

function environment(options: AppOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    [HOST_SETTINGS.messageLockInSeconds]: process.env[HOST_SETTINGS.messageLockInSeconds],
    ...options.settings,
    [HOST_SETTINGS.appDirectory]: options.appDirectory,
    [HOST_SETTINGS.clockOffsetInMs]: String(options.clockOffsetInMs ?? 0),
    [HOST_SETTINGS.port]: String(options.port ?? 0),
    ...(options.extraCaFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: options.extraCaFile }),
  }
}

let lastJump = 0

async function jump(
  child: ChildProcess,
  waiting: Map<number, (done: boolean) => void>,
  gone: Promise<void>,
  offsetInMs: number,
): Promise<boolean> {
  lastJump += 1
  const id = lastJump
  const answered = new Promise<boolean>((resolve) => waiting.set(id, resolve))
  send(child, { type: 'jump', id, offsetInMs })
  const done = await Promise.race([answered, gone.then(() => false)])
  waiting.delete(id)
  return done
}

/** To a process that is gone nothing can be said, and nothing needs to be. */
function send(child: ChildProcess, message: ToHost): void {
  if (child.connected) child.send(message, () => undefined)
}
