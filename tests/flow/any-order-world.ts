import type { AppContext } from '../../shared/platform/app-context'
import { reportContext } from '../../shared/platform/report-context'
import { runOpenCase } from '../../shared/platform/run-open-case'
import { changeReport } from '../../shared/reports/change-report'
import { parseReportId } from '../../shared/model/report-id'
import type { Table } from '../../shared/storage/table'
import { type Arrivals, type Copy, messageOf, type Story } from './any-order'
import { endOf } from './any-order-end'
import { SmallWorld } from './small-world'

/** What is left of a story once nothing more happens by itself. */
export async function outcomeOf(
  story: Story,
  { first, later }: { readonly first: Arrivals; readonly later: Arrivals },
): Promise<unknown> {
  const world = await SmallWorld.start()
  await arrive(world, story.first, first, (copy) => messageOf(copy, 23, false))
  await quarters(world, 12)
  if (story.later.length > 0) {
    await takeDown(world)
    world.at = new Date('2026-11-30T10:00:00Z')
    await arrive(world, story.later, later, (copy) => messageOf(copy, 30, story.goesOn.includes(copy.alert)))
    await quarters(world, 12)
  }
  const end = await endOf(world)
  await world.close()
  return end
}

async function arrive(
  world: SmallWorld,
  copies: readonly Copy[],
  { order, again, together, looks, turns }: Arrivals,
  message: (copy: Copy) => unknown,
): Promise<void> {
  const inTurn = takingTurns(turns)
  const [one, other] = [instance(world, inTurn), instance(world, inTurn)]
  const messages = [...order, ...again].flatMap((i) => copies[i] ?? []).map(message)
  for (let i = 0; i < messages.length; i += together) {
    const group = messages.slice(i, i + together)
    const opened = group.map((body, n) => runOpenCase(n % 2 === 0 ? one : other, body, world.log))
    await Promise.all(opened)
    world.pass(0.01)
    if (looks) await quarters(world, 1, 0)
  }
}

type Async = <A extends readonly unknown[], T>(step: (...args: A) => Promise<T>) => (...args: A) => Promise<T>

/** One step at a time, and whose it is, is chosen by these numbers. */
function takingTurns(turns: readonly number[]): Async {
  const waiting: (() => void)[] = []
  let isBusy = false
  let turn = 0
  const next = () => {
    if (isBusy || waiting.length === 0) return
    isBusy = true
    const [go] = waiting.splice((turns[turn++ % turns.length] ?? 0) % waiting.length, 1)
    go?.()
  }
  return (step) =>
    async (...args) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        setImmediate(next)
      })
      try {
        return await step(...args)
      } finally {
        isBusy = false
        setImmediate(next)
      }
    }
}

/** The app as one of two instances has it: before each step at storage it waits for its turn. */
function instance(world: SmallWorld, inTurn: Async): AppContext {
  const taking = ({ get, insert, replace, merge, ...table }: Table): Table => ({
    ...table,
    get: inTurn(get),
    insert: inTurn(insert),
    replace: inTurn(replace),
    merge: inTurn(merge),
  })
  return world.app({ ...world.storage, table: (name) => taking(world.storage.table(name)) })
}

async function quarters(world: SmallWorld, count: number, hours = 0.25): Promise<void> {
  for (let quarter = 0; quarter < count; quarter++) {
    world.pass(hours)
    await world.chaseReports()
    await world.fileReports()
  }
}

/** Everything that has been sent: Microsoft has taken it down. */
async function takeDown(world: SmallWorld): Promise<void> {
  const { store } = reportContext(world.app())
  const takedown = { kind: 'closed-by-person', outcome: 'takedown', by: 'test', why: 'test' } as const
  for (const { rowKey } of await world.rows('Reports')) {
    const id = parseReportId(String(rowKey))
    if (id)
      await changeReport(store, id, ({ status }) => (status === 'sent' ? takedown : undefined), world.at)
  }
}
