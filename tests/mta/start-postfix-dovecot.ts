import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../sandbox/world/listen'
import { dovecotConfig, mailboxPassword } from './dovecot-config'
import { mailboxOwner } from './mailbox-owner'
import { postfixFiles } from './postfix-config'

export type MailServers = {
  /** Refuses an unknown recipient in the dialogue. */
  readonly smtpPort: number
  /** Takes every recipient, and bounces to the sender what it cannot deliver. */
  readonly bouncingSmtpPort: number
  readonly imapPort: number
  readonly login: { readonly user: string; readonly password: string }
  readonly stop: () => void
}

/** Both servers are on this machine, and we may start them: they change users, which takes root. */
export const mailServersCanStart =
  existsSync('/usr/sbin/postfix') && existsSync('/usr/sbin/dovecot') && process.getuid?.() === 0

/** A port that was free may be taken by the time a server asks for it; then others are tried. */
export async function startMailServers(): Promise<MailServers> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryToStart()
    } catch (error) {
      if (tries === 3) throw error
    }
  }
}

/**
 * Postfix and Dovecot in a new folder under the system's temporary one, on free ports of 127.0.0.1; nothing of the
 * machine's own mail system is read or changed.
 * @throws with the end of their logs when they do not listen after 20 seconds
 */
async function tryToStart(): Promise<MailServers> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-servers-'))
  chmodSync(folder, 0o755)
  const [smtpPort, bouncingSmtpPort, imapPort] = [await freePort(), await freePort(), await freePort()]
  writePostfix(folder, smtpPort, bouncingSmtpPort)
  writeDovecot(folder, imapPort)
  const stop = () => stopServers(folder)
  try {
    run('dovecot', '-c', join(folder, 'dovecot/dovecot.conf'))
    run('postfix', '-c', join(folder, 'postfix'), 'start')
    for (const port of [smtpPort, bouncingSmtpPort, imapPort]) await listening(port)
  } catch (error) {
    const logs = ['mail.log', 'dovecot/log']
      .map((name) => join(folder, name))
      .filter((file) => existsSync(file))
    const said = logs.map((file) => readFileSync(file, 'utf8').slice(-2000)).join('\n')
    stop()
    throw new Error(`the mail servers did not start: ${said}`, { cause: error })
  }
  const login = { user: 'reports@abuse.test', password: mailboxPassword }
  return { smtpPort, bouncingSmtpPort, imapPort, login, stop }
}

/** Its output goes nowhere: daemons would hold a pipe open, and we would wait for their end. */
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { stdio: 'ignore', timeout: 20_000 })

const idOf = (flag: '-u' | '-g', user: string) => Number(execFileSync('id', [flag, user]).toString())

function writePostfix(folder: string, port: number, bouncingPort: number): void {
  const config = join(folder, 'postfix')
  for (const name of [
    'postfix/postfix-files.d',
    'postfix/dynamicmaps.cf.d',
    'spool',
    'postfix-data',
    'mailboxes',
  ])
    mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['dynamicmaps.cf', 'postfix-files'])
    copyFileSync(`/etc/postfix/${name}`, join(config, name))
  chownSync(join(folder, 'mailboxes'), mailboxOwner, mailboxOwner)
  chownSync(join(folder, 'postfix-data'), idOf('-u', 'postfix'), idOf('-g', 'postfix'))
  const files = postfixFiles({ folder, port, bouncingPort })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text)
}

function writeDovecot(folder: string, port: number): void {
  mkdirSync(join(folder, 'dovecot/state'), { recursive: true })
  writeFileSync(join(folder, 'dovecot/dovecot.conf'), dovecotConfig(folder, port))
}

async function listening(port: number): Promise<void> {
  for (let tries = 400; ; tries--) {
    if (await accepts(port)) return
    if (tries === 0) throw new Error(`nobody listens on port ${port}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** Ends them at once; what is still in the queue is not for anybody. */
function stopServers(folder: string): void {
  spawnSync('postfix', ['-c', join(folder, 'postfix'), 'abort'], { stdio: 'ignore' })
  spawnSync('dovecot', ['-c', join(folder, 'dovecot/dovecot.conf'), 'stop'], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
