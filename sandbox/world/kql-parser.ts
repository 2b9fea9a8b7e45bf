import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import * as z from 'zod'

/** Runs by itself in a process of its own: the package sets globals, and changes what is built in. */
const PROGRAM = `
for (const file of process.argv.slice(1)) require(file)
process.on('message', ({ id, query }) => {
  const found = Bridge.toArray(Kusto.Language.KustoCode.Parse(query).GetSyntaxDiagnostics())
  process.send({ id, faults: found.map(({ Message, Start }) => Message + ' (at character ' + Start + ')') })
})
process.once('disconnect', () => process.exit(0))
`
const FILES = ['bridge.min.js', 'Kusto.Language.Bridge.min.js']

const answer = z.object({ id: z.int(), faults: z.array(z.string()) })

type Parser = { readonly child: ChildProcess; readonly waiting: Map<number, (answer: Answer) => void> }
type Answer = readonly string[] | Error

let running: Parser | undefined
let asked = 0

/**
 * What Microsoft's own parser finds wrong in the syntax of a Kusto query; nothing where it parses. It knows no tables.
 * The process starts at the first query and ends with ours.
 */
export async function kqlFaults(query: string): Promise<readonly string[]> {
  const { child, waiting } = (running ??= start())
  const id = (asked += 1)
  const found = await new Promise<Answer>((resolve) => {
    waiting.set(id, resolve)
    child.send({ id, query })
  })
  if (found instanceof Error) throw found
  return found
}

function start(): Parser {
  const { resolve } = createRequire(__filename)
  const files = FILES.map((file) => resolve(`@kusto/language-service-next/${file}`))
  const child = spawn(process.execPath, ['-e', PROGRAM, ...files], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting: Parser['waiting'] = new Map()
  child.on('message', (message) => {
    const { id, faults } = answer.parse(message)
    waiting.get(id)?.(faults)
    waiting.delete(id)
  })
  child.once('exit', (code) => {
    running = undefined
    for (const settle of waiting.values()) settle(new Error(`the parser of Kusto queries ended with ${code}`))
  })
  child.unref()
  child.channel?.unref()
  return { child, waiting }
}
