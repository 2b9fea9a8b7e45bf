import type { Requests } from '../stored/requests'
import { hostLogBytesPerExecution, leastSecondsPerExecution, memoryInGb, prices } from './prices'

/** What something takes, once. */
export type Taken = Pick<Requests, 'tables' | 'blobs' | 'queues'> & {
  readonly executions: number
  readonly logBytes: number
}
export type Counted = { readonly taken: Taken; readonly times: number }
export type Bill = { readonly [part in 'compute' | 'executions' | 'storage' | 'logs' | 'total']: number } & {
  readonly sum: Taken
}

const parts = ['tables', 'blobs', 'queues', 'executions', 'logBytes'] as const

export function sumOf(counted: readonly Counted[]): Taken {
  const sum = { tables: 0, blobs: 0, queues: 0, executions: 0, logBytes: 0 }
  for (const { taken, times } of counted) for (const part of parts) sum[part] += taken[part] * times
  return sum
}

/** A month in US dollars. Every execution is taken for one that has an instance to itself for the least time billed. */
export function billOf(counted: readonly Counted[], gigabytes = memoryInGb): Bill {
  const sum = sumOf(counted)
  const gbSeconds = sum.executions * leastSecondsPerExecution * gigabytes
  const compute = Math.max(0, gbSeconds - prices.freeGbSeconds) * prices.perGbSecond
  const executions =
    (Math.max(0, sum.executions - prices.freeExecutions) / 1_000_000) * prices.perMillionExecutions
  const storage =
    (sum.tables * prices.per10kTableOperations +
      sum.blobs * prices.per10kBlobOperations +
      sum.queues * prices.per10kQueueOperations) /
    10_000
  const logBytes = sum.logBytes + sum.executions * hostLogBytesPerExecution
  const logs = Math.max(0, logBytes / 1e9 - prices.freeGbOfLogs) * prices.perGbOfLogs
  return { compute, executions, storage, logs, total: compute + executions + storage + logs, sum }
}
