import { parseArgs } from 'node:util'
import { startNameServer } from '../../sandbox/world/name-server'
import { simulateDay } from './simulation'

const { values } = parseArgs({
  options: {
    reports: { type: 'string', default: '100000' },
    'ms-per-operation': { type: 'string', default: '6' },
    'ms-per-question': { type: 'string', default: '20' },
  },
})

async function main(): Promise<void> {
  const names = await startNameServer([])
  // About every name: that nobody can say.
  names.verdict = 2
  const day = {
    reports: Number(values.reports),
    msPerOperation: Number(values['ms-per-operation']),
    msPerQuestion: Number(values['ms-per-question']),
    names,
  }
  console.log(`A day with ${day.reports} open reports, ${day.msPerOperation} ms an operation`)
  for await (const worked of simulateDay(day)) {
    console.log(`\n${worked.name}`)
    for (const [what, of] of Object.entries(worked).slice(1)) console.log(`  ${what.padEnd(22)} ${round(of)}`)
    if (worked.neverLookedAt > 0 || worked.longestGapInHours > 24) process.exitCode = 1
  }
  await names.close()
}

const round = (value: string | number): string => (typeof value === 'number' ? value.toFixed(2) : value)

void main()
