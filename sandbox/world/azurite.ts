import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { freePort } from './listen'

export type Azurite = {
  readonly connectionString: string
  readonly ports: { readonly blob: number; readonly queue: number; readonly table: number }
  readonly close: () => Promise<void>
}

const ACCOUNT = 'devstoreaccount1'
/** The published key of every storage emulator: no secret. */
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** Should whoever started it be killed, the emulator must not stay behind. */
const LEAVE_WITH_PARENT = 'data:text/javascript,process.once("disconnect",()=>process.exit(0))'

/**
 * Azurite, all three services, in memory, as a child process.
 * @param preferred ports to take when they are free, else any free ones
 * @throws when it has not come up within 20 seconds, with what it printed
 */
export async function startAzurite(
  preferred: { readonly blob?: number; readonly queue?: number; readonly table?: number } = {},
): Promise<Azurite> {
  const blob = await freePort(preferred.blob ?? 0)
  const queue = await freePort(preferred.queue ?? 0)
  const table = await freePort(preferred.table ?? 0)
  const root = dirname(createRequire(__filename).resolve('azurite/package.json'))
  const child = fork(
    join(root, 'dist/src/azurite.js'),
    [
      ...['--silent', '--inMemoryPersistence', '--disableTelemetry'],
      ...['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'],
      ...['--blobPort', String(blob), '--queuePort', String(queue), '--tablePort', String(table)],
    ],
    { execArgv: ['--import', LEAVE_WITH_PARENT], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  )
  const printed: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  try {
    await Promise.all([blob, queue, table].map((port) => waitForPort(port, child)))
  } catch (cause) {
    await stop(child)
    throw new Error(`Azurite did not start: ${printed.join('').slice(-2000)}`, { cause })
  }
  return {
    connectionString: connectionString({ blob, queue, table }),
    ports: { blob, queue, table },
    close: () => stop(child),
  }
}

function connectionString(ports: Azurite['ports']): string {
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${ACCOUNT}`,
    `AccountKey=${KEY}`,
    `BlobEndpoint=http://127.0.0.1:${ports.blob}/${ACCOUNT}`,
    `QueueEndpoint=http://127.0.0.1:${ports.queue}/${ACCOUNT}`,
    `TableEndpoint=http://127.0.0.1:${ports.table}/${ACCOUNT}`,
    '',
  ].join(';')
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + 20_000
  while (child.exitCode === null && performance.now() < giveUpAt) {
    if (await answers(port)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`nothing listens on port ${port}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

/** In memory there is nothing to be written at the end, so it need not be asked politely. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
