import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const key = Buffer.from('only for tests on this machine').toString('base64')

/** Account `n` of the run. Each test takes some of its own, which no other ever touches. */
export const accountName = (n: number): string => `account${n}`

/** As many as fit into one environment variable. */
const accounts = Array.from({ length: 2000 }, (_, n) => `${accountName(n)}:${key}`)

/** One Azurite for the whole test run; each test takes an account of its own (`helpers/storage.ts`). */
export default async function startAzurite(): Promise<void> {
  const [blob, queue, table] = [await freePort(), await freePort(), await freePort()]
  const script = join(__dirname, '../../node_modules/azurite/dist/src/azurite.js')
  const ports = ['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String)
  const child = spawn(
    process.execPath,
    [script, '--silent', '--inMemoryPersistence', '--disableTelemetry', ...ports],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.join(';') },
    },
  )
  await new Promise<void>((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`Azurite ended with ${String(code)}: ${text}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('Table service is successfully listening')) resolve()
    })
  })
  child.stdout.resume()
  process.env.TEST_STORAGE = JSON.stringify({ blob, queue, table, key })
  process.env.TEST_TAKEN_ACCOUNTS = mkdtempSync(join(tmpdir(), 'test-accounts-'))
  process.env.TEST_AZURITE_PID = String(child.pid)
  child.unref()
}
