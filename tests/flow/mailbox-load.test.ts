import { type FullMailbox, now, openFullMailbox } from '../../bench/mailbox/full-mailbox'
import { graphSource } from '../../bench/mailbox/graph-source'
import { imapSource } from '../../bench/mailbox/imap-source'
import { startImap } from '../../sandbox/world/imap'
import { freshStorage } from '../helpers/storage'

const login = { user: 'reports', password: 'secret' }
const mailboxes = [
  {
    kind: 'Exchange Online',
    start: () => graphSource(now),
    // Fifty a page, and what has changed since in each of the two folders.
    first: 4 + 1,
    // One page a folder.
    nothingNew: 2,
    tenNew: 2,
  },
  {
    kind: 'IMAP',
    start: async () => imapSource({ ...(await startImap({ ...login, security: 'none' })), ...login }),
    // The folder is opened and searched, which takes three commands, and sizes are asked for, of twenty mails at once.
    first: 3 + 10,
    nothingNew: 3,
    tenNew: 3 + 1,
  },
]

describe.each(mailboxes)('$kind', ({ start, first, nothingNew, tenNew }) => {
  let mailbox: FullMailbox
  afterEach(() => mailbox.close())

  const open = async (reports: number, mails: number) => {
    mailbox = await openFullMailbox(freshStorage(), reports, await start())
    await mailbox.fill(mails)
    return mailbox.poll()
  }

  it('a first reading fetches every mail once, and applies every answer', async () => {
    expect(await open(10, 200)).toMatchObject({ mails: 200, fetched: 200, requests: first })
    expect(await mailbox.countAnswered()).toBe(10)
  })

  it('ten new mails cost the same, however many mails and reports are there already', async () => {
    const costs = []
    for (const [reports, mails] of [
      [5, 20],
      [60, 200],
    ] as const) {
      await open(reports, mails)
      await mailbox.fill(10)
      const { seconds: _, ...cost } = await mailbox.poll()
      costs.push(cost)
      await mailbox.close()
    }
    expect(costs[1]).toEqual(costs[0])
    expect(costs[0]).toMatchObject({ mails: 10, fetched: 10, requests: tenNew })
    // Two to five of each mail, a handful more of the one that answers a report, and the cursor.
    expect(costs[0]?.operations).toBeLessThanOrEqual(40)
  })

  it('nothing new costs one read of the cursor and one look at each folder', async () => {
    await open(5, 60)
    expect(await mailbox.poll()).toMatchObject({ mails: 0, fetched: 0, requests: nothingNew, operations: 1 })
  })
})
