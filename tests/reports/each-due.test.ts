import { type Due, agendaOf } from '../../shared/reports/agenda'
import { eachDue, restAmong } from '../../shared/reports/each-due'
import { after, hourInMs, minuteInMs } from '../../shared/model/time'
import type { Storage } from '../../shared/storage/storage'
import { hours, reportId } from '../helpers/reports'
import { freshStorage } from '../helpers/storage'

const idOf = (n: number) => reportId(`DAR-2611-${String(n).padStart(8, '0')}`)
const never = () => false

async function asked(storage: Storage, dueAt: readonly Date[]): Promise<void> {
  for (const [n, fileAt] of dueAt.entries()) await agendaOf(storage).askForLook(idOf(n), { fileAt })
}

async function lookedAt(
  storage: Storage,
  at: Date,
  isTimeUp: () => boolean = never,
  look: (due: Due, restInMs: number) => Promise<unknown> = async () => undefined,
): Promise<readonly number[]> {
  const seen: number[] = []
  const deps = { agenda: agendaOf(storage), now: () => at, isTimeUp }
  await eachDue(deps, 'FileAt', (due, restInMs) => {
    seen.push(Number(due.reportId.slice(-8)))
    return look(due, restInMs)
  }).catch((error: unknown) => expect(error).toBeInstanceOf(AggregateError))
  return seen
}

it('whoever has waited longest is looked at first, and nobody before their time', async () => {
  const storage = freshStorage()
  await asked(storage, [hours(3), hours(1), hours(5), hours(2)])
  expect(await lookedAt(storage, hours(4))).toEqual([1, 3, 0])
})

it('where a run has time for two, three runs reach all six, as long as each that is looked at rests', async () => {
  const storage = freshStorage()
  await asked(storage, [1, 2, 3, 4, 5, 6].map(hours))
  const agenda = agendaOf(storage)
  const reached: number[] = []
  for (let run = 0; run < 3; run++) {
    let looks = 0
    const at = hours(7 + run / 10)
    const rest = async ({ reportId: id }: Due, restInMs: number) =>
      agenda.askForLook(id, { fileAt: after(at, restInMs) })
    reached.push(...(await lookedAt(storage, at, () => ++looks > 2, rest)))
  }
  expect(reached).toEqual([0, 1, 2, 3, 4, 5])
})

it('one that fails waits behind the others, and is not forgotten', async () => {
  const storage = freshStorage()
  await asked(storage, [hours(1), hours(2)])
  const fail = async ({ reportId: id }: Due) => {
    if (id === idOf(0)) throw new Error('it cannot be read')
  }
  expect(await lookedAt(storage, hours(3), never, fail)).toEqual([0, 1])
  expect(await lookedAt(storage, after(hours(3), minuteInMs))).toEqual([1])
  expect(await lookedAt(storage, after(hours(3), 5 * minuteInMs))).toEqual([1, 0])
})

it('where even that cannot be noted, the others have their turn all the same', async () => {
  const storage = freshStorage()
  await asked(storage, [hours(1), hours(2)])
  const broken: Storage = {
    ...storage,
    table: (name) => ({ ...storage.table(name), merge: () => Promise.reject(new Error('down')) }),
  }
  expect(await lookedAt(broken, hours(3), never, () => Promise.reject(new Error('down')))).toEqual([0, 1])
})

it.each([
  { waiting: 1, restInHours: 1 },
  { waiting: 10_000, restInHours: 1 },
  { waiting: 25_000, restInHours: 2.5 },
  { waiting: 100_000, restInHours: 10 },
  { waiting: 1_000_000, restInHours: 24 },
])('with $waiting due at once, a report rests for $restInHours hours', ({ waiting, restInHours }) => {
  expect(restAmong(waiting) / hourInMs).toBe(restInHours)
})
