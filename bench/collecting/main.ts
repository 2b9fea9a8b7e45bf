import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { resultPage } from './page'
import { scenariosOf } from './scenarios'
import type { Outcome } from './outcome'
import { simulate } from './simulation'

/** Plays every scenario whose name matches the argument, and writes docs/collecting.md where told to. */
async function main(args: readonly string[]): Promise<void> {
  const writes = args.includes('--write')
  const wanted = args.find((arg) => !arg.startsWith('--')) ?? ''
  const outcomes: Outcome[] = []
  for (const scenario of scenariosOf(1).filter(({ name }) => new RegExp(wanted).test(name))) {
    const outcome = await simulate(scenario)
    outcomes.push(outcome)
    console.log(JSON.stringify(outcome))
  }
  if (!writes) return
  const page = await format(resultPage(outcomes), { parser: 'markdown', printWidth: 120 })
  writeFileSync(join(__dirname, '../../docs/collecting.md'), page)
}

void main(process.argv.slice(2))
