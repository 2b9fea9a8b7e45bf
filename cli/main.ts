import { processEnvironment } from '../shared/platform/environment'
import { readSettings } from '../shared/platform/settings'
import { CHECK_USAGE, runCheck } from './check'
import { COMPOSE_USAGE, runCompose } from './compose'
import { EXPLAIN_USAGE, runExplain } from './explain'
import { newestSnapshot, openOwnership } from './open-ownership'
import { policyOf, senderOf } from './policy-of'

const settings = readSettings(processEnvironment())
const io = { out: (line: string) => console.log(line), err: (line: string) => console.error(line) }

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  check: (args) => runCheck(args, io, { newestSnapshot: () => newestSnapshot(settings) }),
  explain: (args) => runExplain(args, io, openOwnership(settings), policyOf(settings)),
  compose: (args) => runCompose(args, io, openOwnership(settings), policyOf(settings), senderOf(settings)),
}

const help = `Usage: npm run -s cli -- COMMAND …

  ${CHECK_USAGE}
      whose these addresses and hosts are, by which source and of which date
  ${EXPLAIN_USAGE}
      what the program would do with these alerts; sends nothing
  ${COMPOSE_USAGE}
      the reports on these alerts as .eml files, to be sent by hand; sends nothing

Reads the settings in the environment (OWN_ADDRESSES, OWN_DOMAINS, MAIL_FROM, …); none is needed to begin with.`

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command) return command(args)
  const isAsked = name === '--help' || name === '-h' || name === 'help'
  if (!isAsked) io.err(`There is no command ${JSON.stringify(name)}.`)
  const print = isAsked ? io.out : io.err
  print(help)
  return isAsked ? 0 : 2
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    io.err(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
