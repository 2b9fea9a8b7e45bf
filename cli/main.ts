import { processEnvironment } from '../shared/settings/environment'
import { runCommandLine } from './help'
import { terminalOf } from './terminal'

const terminal = terminalOf(processEnvironment())

runCommandLine(process.argv.slice(2), terminal).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    terminal.io.err(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
