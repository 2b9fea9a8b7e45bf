/** US dollars, pay as you go, East US. Azure changes them, and they differ by region: look yours up before you rely on them. */
export const prices = {
  /** Beyond the free grants of a month. https://azure.microsoft.com/pricing/details/functions, Flex Consumption on demand. */
  perGbSecond: 0.000026,
  freeGbSeconds: 100_000,
  perMillionExecutions: 0.4,
  freeExecutions: 250_000,
  /** https://azure.microsoft.com/pricing/details/storage/tables, locally redundant. */
  per10kTableOperations: 0.00036,
  /** https://azure.microsoft.com/pricing/details/storage/queues, locally redundant, general purpose v2. */
  per10kQueueOperations: 0.004,
  /** https://azure.microsoft.com/pricing/details/storage/blobs, hot, locally redundant; nearly all of ours are reads. */
  per10kBlobOperations: 0.0044,
  /** https://azure.microsoft.com/pricing/details/monitor, Log Analytics, beyond the first 5 GB of a billing account. */
  perGbOfLogs: 2.3,
  freeGbOfLogs: 5,
} as const

/** What the host itself tells Application Insights of an execution, about. */
export const hostLogBytesPerExecution = 2_000
/** An instance is billed for a second at least, whatever it does. */
export const leastSecondsPerExecution = 1
/** `instanceMemoryMB` in infra/main.bicep. */
export const memoryInGb = 2
