// Tries the command line as an admin would, on the alert that this project began with: `check` knows whose the address
// is, `explain` would report it, `compose` writes the mail, and of the reporting side nothing is in it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const alert = 'tests/fixtures/alerts/founding-case.json'
const ours = /192\.168\.5\.105|203\.0\.113\.77|ws-0105|corp\.example/

/** What the command printed; ends everything when it failed, or lacks these words. */
function run(words, ...args) {
  console.log(`\n$ npm run -s cli -- ${args.join(' ')}`)
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }
  const { status, stdout } = spawnSync('npm', ['run', '-s', 'cli', '--', ...args], options)
  process.stdout.write(stdout)
  if (status !== 0 || !stdout.includes(words))
    throw new Error(`exit code ${status}, expected to read: ${words}`)
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
  console.log('\nThe command line does as it should.')
} finally {
  rmSync(folder, { recursive: true })
}
