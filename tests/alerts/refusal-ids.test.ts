import { type FakeGraph, startGraph } from '../../sandbox/world/graph'
import { graphError } from '../../sandbox/world/graph-fault'
import { graphMailbox } from '../../sandbox/world/graph-mailbox'
import { graphPages } from '../../shared/alerts/graph-client'
import { graphComments } from '../../shared/alerts/graph-comments'
import { graphHunting } from '../../shared/alerts/graph-hunting'
import type { DeliveryIn } from '../../shared/delivery/delivery'
import { openGraphDoor } from '../../shared/delivery/graph-door'
import { openGraphMailbox } from '../../shared/replies/graph-mailbox'
import { message } from '../delivery/message-fixture'
import { hours, reportId, t0 } from '../helpers/reports'
import { readAll } from '../replies/read-all'

const mailbox = 'reports@soc.example.org'
const credential = { getToken: async () => ({ token: 'good', expiresOnTimestamp: 2e12 }) }
let graph: FakeGraph
beforeEach(async () => {
  const box = graphMailbox({ address: mailbox })
  graph = await startGraph({ mailbox: box, hunt: () => [], onComment: () => undefined, alerts: () => [] })
})
afterEach(() => graph.close())

const options = () => ({ endpoint: graph.url, credential, timeoutInMs: 5_000, mailbox })
const inbox = () => openGraphMailbox({ ...options(), handledFolder: 'Abuse reports' }, () => t0)
const claim: DeliveryIn<'claimed'> = {
  ...{ reportId: reportId(), purpose: 'initial', door: 'graph', attempt: 1, messageId: message.messageId },
  ...{ deferredInMinutes: 0, trial: false, at: t0, state: 'claimed', leaseUntil: hours(1) },
}
const deliver = () => openGraphDoor(options(), () => t0).deliver(message, async () => true, claim)

/** What each part of the program makes of a refusal is what its line in the log is made of. */
const parts: readonly { part: string; isAnswer?: readonly number[]; ask: () => Promise<unknown> }[] = [
  {
    part: 'the collector',
    ask: () => graphPages(options())('https://graph.microsoft.com/v1.0/security/alerts_v2'),
  },
  { part: 'hunting', ask: () => graphHunting(options())('AlertInfo | take 1') },
  {
    part: 'a comment',
    // Of an alert that went: nothing to tell.
    isAnswer: [404],
    ask: () => graphComments(options())('da1', 'words'),
  },
  { part: 'reading the mailbox', ask: async () => (await readAll(inbox())).error },
  { part: 'looking for an own copy', ask: () => inbox().findByMessageId('<a@example.org>').catch(told) },
  { part: 'the folder of handled mails', ask: async () => inbox().prepareHandledFolder?.().catch(told) },
  { part: 'a draft', ask: deliver },
  {
    part: 'sending',
    ask: async () => {
      graph.faults.unshift(undefined)
      return deliver()
    },
  },
]
const told = (error: unknown): unknown => error
const textOf = (answer: unknown): string =>
  answer instanceof Error ? answer.message : JSON.stringify(answer)

describe.each(parts)('a refusal of $part', ({ ask, isAnswer = [] }) => {
  it.each([400, 401, 403, 404, 429, 500, 503].filter((status) => !isAnswer.includes(status)))(
    'HTTP %d: is told with both names of the request',
    async (status) => {
      graph.faults.push(...Array.from({ length: 4 }, () => graphError(status, 'Refused', 'as asked')))
      const text = textOf(await ask())
      const refused = graph.requests.filter((request) => request.status === status)
      expect(refused).not.toEqual([])
      const names = refused.map(
        ({ requestId, headers }) =>
          `(request-id ${requestId}, client-request-id ${String(headers['client-request-id'])})`,
      )
      expect(names.filter((name) => text.includes(name))).not.toEqual([])
    },
  )

  it('silence: is told with our name of it', async () => {
    graph.faults.push(...Array.from({ length: 4 }, () => ({ status: 0 })))
    const text = textOf(await ask())
    const ours = graph.requests.map(
      ({ headers }) => `(client-request-id ${String(headers['client-request-id'])})`,
    )
    expect(ours.filter((name) => text.includes(name))).not.toEqual([])
  })
})
