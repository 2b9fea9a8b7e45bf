import { parseArgs } from 'node:util'
import { type Person, personOf } from '../shared/retention/person'

/** What stands for the person, and whether it is meant; undefined where the command line makes no sense. */
export function readPerson(args: readonly string[]): { person: Person; yes: boolean } | undefined {
  try {
    const options = { yes: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { person: personOf(positionals), yes: values.yes }
  } catch {
    return undefined
  }
}
