import { type FakeGraph, startGraph } from '../../../sandbox/world/graph'
import { graphMailbox, type GraphMailbox } from '../../../sandbox/world/graph-mailbox'
import { graphComments } from '../../../shared/alerts/graph-comments'
import { openGraphDoor } from '../../../shared/delivery/graph-door'
import { openGraphMailbox } from '../../../shared/replies/graph-mailbox'
import { hours, reportId, t0 } from '../../helpers/reports'
import { message } from '../../delivery/message-fixture'
import { readAll } from '../../replies/read-all'

const address = 'reports@soc.example.org'
const other = 'other@soc.example.org'
const credential = { getToken: async () => ({ token: 'good', expiresOnTimestamp: 2e12 }) }
const open: FakeGraph[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((graph) => graph.close()))
})

async function exchange(of = address): Promise<{ graph: FakeGraph; box: GraphMailbox; settings: Settings }> {
  const box = graphMailbox({ address: of })
  const graph = await startGraph({ mailbox: box, token: () => 'good' })
  open.push(graph)
  return { graph, box, settings: { endpoint: graph.url, credential, timeoutInMs: 5_000, mailbox: of } }
}
type Settings = Parameters<typeof openGraphMailbox>[0]

const ask = async ({ graph, settings }: { graph: FakeGraph; settings: Settings }, path: string) => {
  const url = `${graph.url}/v1.0/users/${encodeURIComponent(settings.mailbox)}/${path}`
  const answer = await fetch(url, { headers: { authorization: 'Bearer good' } })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const mail = (name: string) => Buffer.from(`Message-ID: <${name}@example.org>\r\n\r\n${name}\r\n`)

describe('a mailbox takes four requests at a time', () => {
  it('and refuses the fifth, in the words of Exchange; afterwards there is place again', async () => {
    const desk = await exchange()
    desk.box.weather = { atOnce: 4, takesInMs: 200 }
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(desk, 'mailFolders/inbox')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429])
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
      error: { code: 'ApplicationThrottled', message: containing('MailboxConcurrency') },
    })
    expect(await ask(desk, 'mailFolders/inbox')).toMatchObject({ status: 200 })
  })

  it('which reading, moving, looking up and sending at the same time stay within', async () => {
    const { box, graph, settings } = await exchange()
    box.weather = { atOnce: 4, takesInMs: 5 }
    for (let n = 0; n < 30; n += 1) box.folders.deliver(mail(`mail-${n}`))
    const reader = openGraphMailbox({ ...settings, handledFolder: 'Abuse reports' }, () => t0)
    const door = openGraphDoor(settings, () => t0)
    const claim = { reportId: reportId(), purpose: 'initial', door: 'graph', attempt: 1 } as const
    const rest = {
      deferredInMinutes: 0,
      trial: false,
      at: t0,
      state: 'claimed',
      leaseUntil: hours(1),
    } as const
    const [read, sent, found] = await Promise.all([
      readAll(reader, {}, undefined, Infinity, () => true),
      door.deliver(message, async () => true, { ...claim, ...rest, messageId: message.messageId }),
      reader.findByMessageId('<mail-3@example.org>'),
    ])
    expect({ read: read.raws.length, error: read.error, faults: read.faults, found }).toEqual({
      ...{ read: 30, error: undefined, faults: [], found: true },
    })
    expect(sent).toMatchObject({ outcome: 'accepted' })
    expect(box.folders.named('Abuse reports')).toHaveLength(30)
    expect(graph.requests.filter(({ status }) => status === 429)).toEqual([])
  })

  it('a mailbox that others keep busy is read by the next run, and nothing is skipped', async () => {
    const { box, settings } = await exchange()
    box.weather = { atOnce: 0 }
    box.folders.deliver(mail('waits'))
    const reader = openGraphMailbox(settings, () => t0)
    const busy = await readAll(reader)
    expect(busy).toMatchObject({ raws: [], skipped: [], error: { fault: 'throttled' } })
    box.weather = {}
    expect(await readAll(reader, busy.reached)).toMatchObject({ raws: [mail('waits')] })
  })
})

describe('ids of folders', () => {
  it('are no names, and other ones in every mailbox', async () => {
    const desks = [await exchange(), await exchange(other)]
    const names = ['inbox', 'junkemail', 'deleteditems', 'drafts', 'sentitems']
    const asked = desks.flatMap((desk) => names.map(async (name) => ask(desk, `mailFolders/${name}`)))
    const ids = (await Promise.all(asked)).map(({ body }) => String(body['id']))
    expect(new Set(ids).size).toBe(10)
    for (const id of ids) expect(names).not.toContain(id)
  })

  it('and names work in paths alike, those of another mailbox do not', async () => {
    const desk = await exchange()
    desk.box.folders.deliver(mail('here'))
    const id = encodeURIComponent(desk.box.folders.idOf('inbox'))
    for (const path of ['inbox', id])
      expect(await ask(desk, `mailFolders/${path}/messages/delta`)).toMatchObject({
        body: { value: [{ createdDateTime: containing('Z') }] },
      })
    const strange = encodeURIComponent((await exchange(other)).box.folders.idOf('inbox'))
    expect(await ask(desk, `mailFolders/${strange}/messages/delta`)).toMatchObject({ status: 404 })
  })

  it('handled mails are not moved to a folder that is the Inbox under its own name', async () => {
    const { box, settings } = await exchange()
    box.folders.deliver(mail('stays'))
    const reader = openGraphMailbox({ ...settings, handledFolder: 'Posteingang' }, () => t0)
    const { faults, raws } = await readAll(reader, {}, undefined, Infinity, () => true)
    expect([raws.length, faults]).toEqual([1, [expect.objectContaining({ fault: 'folder' })]])
    expect(box.folders.named('Posteingang')).toHaveLength(1)
  })
})

describe('a comment', () => {
  it('is answered with all comments of the alert, each with its time, and counts as written', async () => {
    const written = [{ comment: 'Looked at it.', createdDateTime: '2026-11-23T09:00:00Z' }]
    const alert = { id: 'da1', lastUpdateDateTime: '2026-11-23T09:00:00Z', comments: written }
    const graph = await startGraph({ alerts: () => [alert], now: () => t0, onComment: () => undefined })
    open.push(graph)
    const url = `${graph.url}/v1.0/security/alerts_v2/da1/comments`
    const body = JSON.stringify({ comment: 'Reported.' })
    const answer = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer x' }, body })
    expect(await answer.json()).toMatchObject({
      value: [...written, { comment: 'Reported.', createdDateTime: t0.toISOString() }],
    })
    const comment = graphComments({ endpoint: graph.url, credential, timeoutInMs: 5_000 })
    await expect(comment('da1', 'Reported.')).resolves.toEqual({ kind: 'written' })
  })
})

const containing = (text: string): unknown => expect.stringContaining(text)
