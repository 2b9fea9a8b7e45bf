import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crashTest } from '../../sandbox/crash/crash-test'
import type { Account } from '../../sandbox/crash/account'
import { graphCrash } from '../../sandbox/crash/graph-crash'
import { smtpCrash } from '../../sandbox/crash/smtp-crash'

const { values } = parseArgs({
  options: {
    reports: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: '20119' },
    'clock-skew': { type: 'string', default: '0' },
    door: { type: 'string', multiple: true, default: ['smtp', 'graph'] },
  },
})
const root = join(__dirname, '../..')
const [reports, kills, seed] = [Number(values.reports), Number(values.kills), Number(values.seed)]
const clockSkewInMs = Number(values['clock-skew']) * 60_000
const rows: [string, (account: Account) => unknown][] = [
  ['reports', (account) => account.reports],
  ['app killed', (account) => account.kills],
  ['attempts that the server began to take', (account) => account.attempts],
  ['dropped after the body, kept by the server', (account) => account.dropped.kept],
  ['dropped after the body, lost', (account) => account.dropped.lost],
  ['first mails held by the server', (account) => account.held],
  [
    'status in the end',
    (account) =>
      Object.entries(account.byStatus)
        .map((pair) => pair.join(' '))
        .join(', '),
  ],
  ['a person is asked whether it was sent', (account) => account.asked],
  ['duplicates', (account) => account.duplicates.length],
  ['lost', (account) => account.lost.length],
  ['unfinished', (account) => account.unfinished.length],
  ['asked needlessly', (account) => account.askedNeedlessly.length],
  ['not asked', (account) => account.notAsked.length],
]

async function main(): Promise<void> {
  for (const door of [smtpCrash(), graphCrash()].filter(({ name }) => values.door.includes(name))) {
    const start = performance.now()
    const account = await crashTest({ root, door, reports, kills, seed, clockSkewInMs })
    console.log(`\n${door.name}, seed ${seed}, ${((performance.now() - start) / 1000).toFixed(0)} s\n`)
    for (const [what, of] of rows) console.log(`${what.padEnd(45)} ${String(of(account))}`)
    const { duplicates, lost, unfinished, askedNeedlessly, notAsked } = account
    const wrong = { duplicates, lost, unfinished, askedNeedlessly, notAsked }
    const isRight = Object.values(wrong).every((list) => list.length === 0) && account.reports === reports
    if (!isRight) console.log(JSON.stringify(wrong))
    if (!isRight) process.exitCode = 1
  }
}

void main()
