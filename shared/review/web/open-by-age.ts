import { openedAround, parseReportId } from '../../model/report-id'
import { dayInMs } from '../../model/time'
import type { Storage } from '../../storage/storage'
import type { OpenTally } from '../count-standing'
import type { OverviewModel } from '../pages/models'

/** So many thousand open reports are counted; whoever has more needs no finer figure. */
const mostRequests = 5

const ages = [
  { age: 'under a day', belowInDays: 1 },
  { age: '1 to 7 days', belowInDays: 7 },
  { age: '7 to 30 days', belowInDays: 30 },
  { age: 'over 30 days', belowInDays: Infinity },
] as const

/** How many reports are open, by their age: as the agenda has them now. Nothing where none is open. */
export async function openByAge(
  storage: Storage,
  tallies: readonly OpenTally[],
  now: Date,
): Promise<OverviewModel['openByAge']> {
  const days = await ageInDaysOfOpen(storage, now)
  if (days.length === 0) return []
  return ages.map(({ age, belowInDays }, n) => {
    const from = ages[n - 1]?.belowInDays ?? -Infinity
    const isOfAge = (inDays: number) => inDays >= from && inDays < belowInDays
    const open = days.filter(isOfAge).length
    const overdue = tallies
      .filter(({ opened, isOverdue }) => isOverdue && isOfAge(ageOf(new Date(opened), now)))
      .reduce((sum, { count }) => sum + count, 0)
    // The figures are a little older than the agenda.
    return { age, open, overdue: Math.min(open, overdue) }
  })
}

const ageOf = (opened: Date, now: Date): number => (now.getTime() - opened.getTime()) / dayInMs

async function ageInDaysOfOpen(storage: Storage, now: Date): Promise<number[]> {
  const table = storage.table('Agenda')
  const days: number[] = []
  let from: string | undefined
  for (let n = 0; n < mostRequests; n++) {
    const query = { partitionKey: 'open', select: ['FileAt'], size: 1000 }
    const page = await table.page({ ...query, ...(from !== undefined && { from }) })
    for (const { key } of page.rows) {
      const id = parseReportId(key.rowKey)
      if (id) days.push(ageOf(openedAround(id), now))
    }
    from = page.next
    if (from === undefined) break
  }
  return days
}
