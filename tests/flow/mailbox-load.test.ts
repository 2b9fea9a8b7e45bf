import { type FullMailbox, openFullMailbox } from '../../bench/mailbox/full-mailbox'
import { freshStorage } from '../helpers/storage'

let mailbox: FullMailbox
afterEach(() => mailbox.close())

const open = async (reports: number, mails: number) => {
  mailbox = await openFullMailbox(freshStorage(), reports)
  mailbox.fill(mails)
  return mailbox.poll()
}

it('a first reading fetches every mail once, and applies every answer', async () => {
  expect(await open(10, 200)).toMatchObject({ mails: 200, fetched: 200, pages: 4 + 1 })
  expect(await mailbox.countAnswered()).toBe(10)
})

it('ten new mails cost the same, however many mails and reports are there already', async () => {
  const costs = []
  for (const [reports, mails] of [
    [5, 20],
    [60, 200],
  ] as const) {
    await open(reports, mails)
    mailbox.fill(10)
    const { seconds: _, ...cost } = await mailbox.poll()
    costs.push(cost)
    await mailbox.close()
  }
  expect(costs[1]).toEqual(costs[0])
  expect(costs[0]).toMatchObject({ mails: 10, fetched: 10, pages: 2 })
  // Two to five of each mail, a handful more of the one that answers a report, and the cursor.
  expect(costs[0]?.operations).toBeLessThanOrEqual(40)
})

it('nothing new costs one read of the cursor and one page a folder', async () => {
  await open(5, 60)
  expect(await mailbox.poll()).toMatchObject({ mails: 0, fetched: 0, pages: 2, operations: 1 })
})
