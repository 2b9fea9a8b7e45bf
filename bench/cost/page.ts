import { billOf, type Counted, type Taken } from './bill'
import { leastSecondsPerExecution, memoryInGb, prices } from './prices'

export type TimerCost = {
  readonly name: string
  readonly schedule: string
  /** In a month of thirty days. */
  readonly runs: number
  readonly taken: Taken
}
export type AlertCost = { readonly name: string; readonly taken: Taken }

/** Of a hundred alerts, in the order of the measurement. Nobody's are alike: put your own in. */
const shares = [80, 5, 8, 6, 1]
/** The host looks at its two queues about once a minute while nothing comes. */
const queuePolls: Counted = {
  taken: { tables: 0, blobs: 0, queues: 1, executions: 0, logBytes: 0 },
  times: 2 * 60 * 24 * 30,
}
/** A timer's lease and status, by the host: a renewal each quarter of a minute for all, and two writes a run. */
const leases: Counted = {
  taken: { tables: 0, blobs: 1, queues: 0, executions: 0, logBytes: 0 },
  times: 4 * 60 * 24 * 30,
}

const dollars = (amount: number): string => `$${amount.toFixed(2)}`
const round = (count: number): string => Math.round(count).toLocaleString('en-US')
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export function costPage(idle: readonly TimerCost[], alerts: readonly AlertCost[]): string {
  const month = [...idle.map(({ taken, runs }) => ({ taken, times: runs })), queuePolls, leases]
  const of = (count: number): Counted[] =>
    alerts.map(({ taken }, n) => ({ taken, times: (count * (shares[n] ?? 0)) / 100 }))
  const bills = [
    { what: 'idle', bill: billOf(month) },
    { what: '1,000 alerts', bill: billOf([...month, ...of(1_000)]) },
    { what: '1,000,000 alerts', bill: billOf([...month, ...of(1_000_000)]) },
  ]
  return `# What it costs

An estimate, computed from counted operations and a price list: \`npm run bench -- cost --write\` counts anew, with the
app's own code over the storage emulator, and writes this page. Prices in US dollars, East US, pay as you go, as noted in
November 2026; they stand at the end with the pages that tell the present ones, against which nobody has checked them
since. Yours differ by region and contract.

## A month

| | functions' time | executions | storage | logs | all |
| --- | --- | --- | --- | --- | --- |
${bills
  .map(({ what, bill }) =>
    row([what, ...[bill.compute, bill.executions, bill.storage, bill.logs, bill.total].map(dollars)]),
  )
  .join('\n')}

Assumed: every execution takes an instance of ${memoryInGb} GB to itself for ${leastSecondsPerExecution} s, the least that is billed, although
sixteen messages share one and most take milliseconds, so that a flood costs less than this says. Of a hundred alerts
${alerts.map(({ name }, n) => `${shares[n] ?? 0} are “${name}”`).join(', ')}. A message
logs a kilobyte, and the host two for every execution. Not in it: looks at open reports (an hourly read or two
of tables each), the page, the gigabytes stored (cents), Key Vault, alert rules, and what lies outside Azure. Nothing of
Graph, VirusTotal or Defender is billed by the call. With
\`instanceMemoryMB=512\`, idling costs ${dollars(billOf(month, 0.5).total)}. The free grants are per subscription: other apps may have used them up,
and then idling costs ${dollars(month.reduce((sum, one) => sum + one.taken.executions * one.times, 0) * leastSecondsPerExecution * memoryInGb * prices.perGbSecond)} more or less at ${memoryInGb} GB.

## What one alert takes

| alert | table operations | blob operations |
| --- | --- | --- |
${alerts.map(({ name, taken }) => row([name, taken.tables.toFixed(1), taken.blobs.toFixed(1)])).join('\n')}

Besides, three operations of the queue: sent, received, deleted.

## What idle timers take

Nothing to be done, after the first run. “Operations” are requests of storage by our code.

| function | schedule | runs a month | tables | blobs | queues | log bytes |
| --- | --- | --- | --- | --- | --- | --- |
${idle
  .map(({ name, schedule, runs, taken }) =>
    row([
      name,
      `\`${schedule}\``,
      round(runs),
      ...[taken.tables, taken.blobs, taken.queues, taken.logBytes].map(String),
    ]),
  )
  .join('\n')}

Besides, by the host: the two queues looked at about once a minute, and a lease for the timers.

## Prices

Sources: the public price pages of [Azure Functions](https://azure.microsoft.com/pricing/details/functions/) (Flex
Consumption, on demand), [tables](https://azure.microsoft.com/pricing/details/storage/tables/), [queues](https://azure.microsoft.com/pricing/details/storage/queues/) and
[blobs](https://azure.microsoft.com/pricing/details/storage/blobs/) (locally redundant), and [Azure Monitor](https://azure.microsoft.com/pricing/details/monitor/).

| what | price | free each month |
| --- | --- | --- |
| a gigabyte-second | $${prices.perGbSecond} | ${round(prices.freeGbSeconds)} |
| a million executions | $${prices.perMillionExecutions} | ${round(prices.freeExecutions)} executions |
| 10,000 table operations | $${prices.per10kTableOperations} | – |
| 10,000 queue operations | $${prices.per10kQueueOperations} | – |
| 10,000 blob operations | $${prices.per10kBlobOperations} | – |
| a gigabyte of logs | $${prices.perGbOfLogs} | ${prices.freeGbOfLogs} GB |
`
}
