import { parseArgs } from 'node:util'
import { keepStatistics } from '../shared/review/keep-statistics'
import { readStatistics, type StatisticsView } from '../shared/review/read-statistics'
import type { Standing } from '../shared/review/count-reports'
import type { Numbers, Spread } from '../shared/review/statistics'
import type { ExplainIo } from './explain'
import type { StorageAtHand } from './storage-at-hand'

export const STATISTICS_USAGE = 'statistics [--months N] [--json]'

/**
 * What became of the reports of the last months, and how long it took. Whoever asks here sees them as they stand now:
 * months that have changed since they were counted are counted anew.
 * @returns the exit code: 0 done, 2 the command line makes no sense
 */
export async function runStatistics(
  args: readonly string[],
  io: ExplainIo,
  open: () => StorageAtHand,
  now: () => Date = () => new Date(),
): Promise<number> {
  const asked = readOptions(args)
  if (asked === undefined) {
    io.err(`Usage: ${STATISTICS_USAGE}`)
    return 2
  }
  const { storage } = open()
  await keepStatistics({ storage, now }, { months: asked.months })
  const view = await readStatistics(storage, now(), asked.months)
  if (asked.json) io.out(JSON.stringify(view, null, 2))
  else for (const line of linesOf(view)) io.out(line)
  return 0
}

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { months: { type: 'string', default: '12' }, json: { type: 'boolean', default: false } },
    })
    const months = /^\d{1,2}$/.test(values.months) ? Number(values.months) : 0
    return months >= 1 && months <= 24 ? { months, json: values.json } : undefined
  } catch {
    return undefined
  }
}

function linesOf({ all, months, published }: StatisticsView): string[] {
  const some = months.filter(({ sent }) => sent > 0)
  return [
    ...some.flatMap(({ month, ...numbers }) => [
      `20${month.slice(0, 2)}-${month.slice(2)}`,
      ...words(numbers),
    ]),
    'all of these months',
    ...words(all),
    ...Object.entries(all.byAbuse).flatMap(([abuse, numbers]) => [abuse, ...words(numbers)]),
    `for comparison, ${published.measured}: ${published.source}`,
  ]
}

function words(numbers: Numbers): string[] {
  const { sent, unanswered, repeatOffenders } = numbers
  return [
    `  sent ${sent}, of them about an endpoint reported before ${repeatOffenders}`,
    `  unanswered ${unanswered.count} of ${unanswered.of} that left a week ago or earlier`,
    `  days to acknowledgement ${spread(numbers.daysToAcknowledgement)}`,
    `  days to decision ${spread(numbers.daysToDecision)}`,
    `  days to takedown ${spread(numbers.daysToTakedown)}`,
    `  after 7 days ${standing(numbers.after7Days)}`,
    `  after 30 days ${standing(numbers.after30Days)}`,
    `  after 90 days ${standing(numbers.after90Days)}`,
  ]
}

const spread = ({ count, median, p90 }: Spread): string =>
  count === 0 ? 'none yet' : `median ${median}, 90 % within ${p90} (${count})`

const standing = ({ of, gone, up, unknown }: Standing): string =>
  `gone ${gone}, up ${up}, unknown ${unknown} of ${of}`
