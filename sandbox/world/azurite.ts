import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
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

const SERVICES = 3
const START_WITHIN_MS = 20_000

/** Should whoever started it be killed, the emulator must not stay behind. */
const LEAVE_WITH_PARENT = 'data:text/javascript,process.once("disconnect",()=>process.exit(0))'

/**
 * Azurite, all three services, in memory, as a child process.
 * @param preferred ports to take when they are free, else any free ones
 * @throws when it has not come up within 20 seconds, with what it printed
 */
export async function startAzurite(preferred: Partial<Azurite['ports']> = {}): Promise<Azurite> {
  const ports = {
    blob: await freePort(preferred.blob ?? 0),
    queue: await freePort(preferred.queue ?? 0),
    table: await freePort(preferred.table ?? 0),
  }
  const child = launch(ports)
  const fault = await whenListening(child)
  if (fault === undefined) {
    return { connectionString: connectionString(ports), ports, close: () => stop(child) }
  }
  await stop(child)
  // Somebody else was faster with a port that many want.
  if (fault.includes('EADDRINUSE')) return startAzurite()
  throw new Error(`Azurite did not start: ${fault}`)
}

function launch({ blob, queue, table }: Azurite['ports']): ChildProcess {
  const root = dirname(createRequire(__filename).resolve('azurite/package.json'))
  return fork(
    join(root, 'dist/src/azurite.js'),
    [
      ...['--silent', '--inMemoryPersistence', '--disableTelemetry'],
      ...['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'],
      ...['--blobPort', String(blob), '--queuePort', String(queue), '--tablePort', String(table)],
    ],
    {
      execArgv: ['--import', LEAVE_WITH_PARENT],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C reaches every process of the terminal's, and storage is to be the last to go.
      detached: true,
    },
  )
}

/** undefined once all three services listen, else what it said before it ended or went silent. */
async function whenListening(child: ChildProcess): Promise<string | undefined> {
  let printed = ''
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve(`silent for ${START_WITHIN_MS} ms: ${printed}`), START_WITHIN_MS)
    const hear = (chunk: Buffer) => {
      printed += chunk.toString()
      if ((printed.match(/successfully listening/g) ?? []).length < SERVICES) return
      clearTimeout(giveUp)
      resolve(undefined)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('close', () => {
      clearTimeout(giveUp)
      resolve(`it ended: ${printed.slice(-2000)}`)
    })
  })
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

/** In memory there is nothing to be written at the end, so it need not be asked politely. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
