import { type Command, commands, groups, nameOf } from './commands'
import { nearest } from './nearest'
import { readCall } from './read-call'
import type { Terminal } from './terminal'

const call = 'npm run -s cli --'

/** All commands, in groups. */
export function helpText(): string {
  const parts = groups.map((group) =>
    [
      group,
      ...commands
        .filter((one) => one.group === group)
        .flatMap(({ usage, says }) => [`  ${usage}`, `      ${says}`]),
    ].join('\n'),
  )
  return [`Usage: ${call} COMMAND …`, ...parts, closing].join('\n\n')
}

const closing = `${call} COMMAND --help shows examples. Exit code: 0 done, 1 not done, 2 the command line makes no sense.
What is decided here is done at once, as on the page, and recorded with who you are, or with --by NAME.

Without any Azure: settings come from the environment (OWN_ADDRESSES, MAIL_FROM, …), and none is needed to begin with.
All else speaks of the storage that AzureWebJobsStorage names by a connection string, or AzureWebJobsStorage__accountName
by your Azure identity (az login), in the environment or in local.settings.json.`

/** One command, with examples. */
export const helpOf = (command: Command): string =>
  [
    `Usage: ${call} ${command.usage}`,
    `  ${command.says}`,
    'For example:',
    ...command.examples.map((example) => `  ${call} ${nameOf(command)} ${example}`.trimEnd()),
  ].join('\n')

/** Runs what was typed, or says what there is. @returns the exit code */
export async function runCommandLine(
  [name = '--help', ...args]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const { io } = terminal
  const command = commands.find((one) => nameOf(one) === name)
  if (command) return runOrTeach(command, args, terminal)
  if (['--help', '-h', 'help'].includes(name)) {
    const asked = commands.find((one) => nameOf(one) === args[0])
    io.out(asked ? helpOf(asked) : helpText())
    return 0
  }
  const near = nearest(name, commands.map(nameOf))
  io.err(`There is no command ${JSON.stringify(name)}.${near === undefined ? '' : ` Did you mean ${near}?`}`)
  io.err(`${call} --help shows all of them.`)
  return 2
}

async function runOrTeach(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  const { io } = terminal
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined)
  if (own.includes('--help') || own.includes('-h')) {
    io.out(helpOf(command))
    return 0
  }
  const read = readCall(command.usage, args)
  if (!('fault' in read)) return command.run(args, terminal)
  io.err(read.fault)
  io.err(`Usage: ${command.usage}`)
  return 2
}
