// Tries the command line as an admin would, on the alert that this project began with: `check` knows whose the address
// is, `explain` would report it, `compose` writes the mail, and of the reporting side nothing is in it. Then, over the
// storage emulator, what speaks of stored reports: on a day on which there is none yet.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const alert = 'tests/fixtures/alerts/founding-case.json'
const ours = /192\.168\.5\.105|203\.0\.113\.77|ws-0105|corp\.example/

/** What the command printed; ends everything when it failed, or lacks these words. */
const run = (words, ...args) => runFor(0, words, args)

/** The same, where another exit code is right; what it says is read from both streams. */
function runFor(code, words, args, env = {}) {
  console.log(`\n$ npm run -s cli -- ${args.join(' ')}`)
  const options = {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  }
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'cli', '--', ...args], options)
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  if (status !== code || !`${stdout}${stderr}`.includes(words))
    throw new Error(`exit code ${status} instead of ${code}, expected to read: ${words}`)
  if (stdout.includes('\u001B')) throw new Error('it steers a terminal where there is none')
}

/** Azurite on ports of its own, and the connection string of its one account. */
async function startStorage() {
  const key = Buffer.from('only on this machine').toString('base64')
  const names = ['blob', 'queue', 'table']
  const args = [
    '--silent',
    '--inMemoryPersistence',
    '--disableTelemetry',
    ...names.flatMap((n) => [`--${n}Port`, '0']),
  ]
  const script = join(root, 'node_modules/azurite/dist/src/azurite.js')
  const env = { ...process.env, AZURITE_ACCOUNTS: `desk:${key}` }
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const ports = {}
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += chunk
    for (const [, name, port] of text.matchAll(/(\w+) service is successfully listening at \S+:(\d+)/g))
      ports[name.toLowerCase()] = port
    if (names.every((name) => ports[name])) break
  }
  const ends = names.map(
    (name) => `${name[0].toUpperCase()}${name.slice(1)}Endpoint=http://127.0.0.1:${ports[name]}/desk`,
  )
  child.stdout.resume()
  const connection = ['DefaultEndpointsProtocol=http', 'AccountName=desk', `AccountKey=${key}`, ...ends].join(
    ';',
  )
  return { child, env: { AzureWebJobsStorage: connection } }
}

async function tryStored() {
  const { child, env } = await startStorage()
  const on = (code, words, ...args) => runFor(code, words, args, env)
  try {
    on(0, 'No report in desk fits', 'reports', '--status', 'open')
    on(0, '[]', 'reports', '--json')
    on(2, 'Did you mean --status?', 'reports', '--stauts', 'open')
    on(2, 'Did you mean approve?', 'aprove', 'DAR-2611-7F3K9QXM')
    on(1, 'There is no such report', 'approve', 'DAR-2611-7F3K9QXM')
    on(1, 'There is no such report', 'note', 'DAR-2611-7F3K9QXM', 'hello')
    on(0, 'No message waits', 'quarantine')
    on(0, 'No message waits', 'replay', '--all')
    on(1, 'waits for nobody', 'dismiss', '4f0c1d')
    on(0, 'sending is off in desk', 'sending', 'off')
    on(0, 'For example', 'decline', '--help')
  } finally {
    child.kill()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'composed-'))
try {
  run('"owner":"microsoft"', 'check', '--json', '20.119.0.42')
  run('report safe-hse.com', 'explain', alert)
  run('safe-hse.com.eml', 'compose', alert, '--out', folder)
  Object.assign(process.env, {
    MAIL_FROM: 'reports@example.com',
    REPORTER_ORGANISATION: 'Example',
    SMTP_HOST: 'mail.example.com',
  })
  run('no fault in any of', 'doctor', '--offline')
  const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  if (mails.length !== 1 || mails.some((mail) => ours.test(mail)))
    throw new Error('something of ours is in the mail')
  await tryStored()
  console.log('\nThe command line does as it should.')
} finally {
  rmSync(folder, { recursive: true })
}
