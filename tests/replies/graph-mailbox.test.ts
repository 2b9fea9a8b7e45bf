import { startGraph, type FakeGraph } from '../../sandbox/world/graph'
import { graphError } from '../../sandbox/world/graph-fault'
import { graphMailbox, type GraphMailbox, type MailFault } from '../../sandbox/world/graph-mailbox'
import { openGraphMailbox } from '../../shared/replies/graph-mailbox'
import { type MailboxCursor, mailboxCursorSchema } from '../../shared/replies/mailbox'
import { readAll, type ReadMails } from './read-all'

const address = 'reports@soc.example.org'
let at = new Date('2026-11-23T10:00:00Z')
let graph: FakeGraph
let box: GraphMailbox
beforeEach(async () => {
  at = new Date('2026-11-23T10:00:00Z')
  // A clock that never stands still, so that mails have an age.
  box = graphMailbox({ address, now: () => new Date((at = new Date(at.getTime() + 1000))) })
  graph = await startGraph({ mailbox: box, token: () => 'good' })
})
afterEach(() => graph.close())

const openBox = (changes: { mailbox?: string; token?: string | undefined; endpoint?: string } = {}) => {
  const { token } = { token: 'good', ...changes }
  const getToken = () =>
    token === undefined
      ? Promise.reject(new Error('no identity'))
      : Promise.resolve({ token, expiresOnTimestamp: 2e12 })
  const endpoint = changes.endpoint ?? graph.url
  const settings = {
    endpoint,
    credential: { getToken },
    timeoutInMs: 500,
    mailbox: changes.mailbox ?? address,
  }
  return openGraphMailbox(settings, () => at)
}

const mail = (name: string) => Buffer.from(`Message-ID: <${name}@example.org>\r\n\r\n${name}\r\n`)
const deliver = (name: string, folder?: 'inbox' | 'junkemail') => box.folders.deliver(mail(name), folder)
const namesOf = ({ raws }: ReadMails) => raws.map((raw) => /\r\n\r\n(.*)\r\n/.exec(raw.toString())?.[1] ?? '')
/** Reads on, the cursor having been through storage meanwhile. */
const read = async (cursor: MailboxCursor = {}, mailbox = openBox()) => {
  const done = await readAll(mailbox, mailboxCursorSchema.parse(JSON.parse(JSON.stringify(cursor))))
  return { ...done, names: namesOf(done) }
}
const requests = () => graph.requests.map(({ path }) => path.split('/').at(-1))
const fault = (status: number, code: string, headers = {}): MailFault => ({
  ...graphError(status, code, 'as asked'),
  headers,
  done: false,
})
const htmlPage = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>', done: false }
/** Refuses to hand over the mail of this id, and no other. */
const refuseMail = (id: string, answer: MailFault) => {
  box.script = { read: (path) => (path === `messages/${encodeURIComponent(id)}/$value` ? answer : undefined) }
}
/** Refuses the nth request for a page or a mail. */
const refuseNth = (nth: number, answer: MailFault) => {
  let asked = 0
  box.script = { read: () => (++asked === nth ? answer : undefined) }
}

it('reads every mail once, oldest first within a page, and goes on where it stopped', async () => {
  for (let n = 1; n <= 45; n++) deliver(`mail-${n}`)
  const first = await read()
  expect(first.names).toEqual(Array.from({ length: 45 }, (_, n) => `mail-${n + 1}`))
  expect((await read(first.reached)).names).toEqual([])
  deliver('late')
  expect((await read(first.reached)).names).toEqual(['late'])
})

it('the Junk folder is read like the Inbox', async () => {
  deliver('wanted')
  deliver('taken for junk', 'junkemail')
  const { names, folders, reached } = await read()
  expect([names, folders]).toEqual([
    ['wanted', 'taken for junk'],
    ['inbox', 'junkemail'],
  ])
  deliver('again', 'junkemail')
  expect((await read(reached)).names).toEqual(['again'])
})

it('more than a page: pages of 50, ids that stay, and one request a mail', async () => {
  for (let n = 1; n <= 120; n++) deliver(`mail-${n}`)
  const { names } = await read()
  expect(new Set(names).size).toBe(120)
  expect(requests().filter((path) => path === 'delta')).toHaveLength(3 + 1)
  expect(requests().filter((path) => path === '$value')).toHaveLength(120)
  expect(graph.requests[0]?.headers['prefer']).toBe('IdType="ImmutableId", odata.maxpagesize=50')
})

it('whoever has enough goes on with the next page, not from the beginning', async () => {
  for (let n = 1; n <= 120; n++) deliver(`mail-${n}`)
  const first = await readAll(openBox(), {}, undefined, 60)
  expect(first.raws).toHaveLength(100)
  expect((await read(first.reached)).names).toHaveLength(20)
})

it('a mail that fails ends the reading as it failed, and the cursor leads back to it', async () => {
  deliver('good')
  deliver('bad')
  const { error, reached } = await readAll(openBox(), {}, async (raw) => {
    if (raw.includes('bad@')) throw new RangeError('storage is down')
  })
  expect(error).toBeInstanceOf(RangeError)
  expect((await read(reached)).names).toContain('bad')
})

describe('what people do in the mailbox meanwhile', () => {
  it('a mail that was deleted comes no more, and its neighbours do', async () => {
    const gone = deliver('gone')
    deliver('stays')
    const { reached } = await read()
    box.folders.remove(gone)
    deliver('new')
    expect((await read(reached)).names).toEqual(['new'])
  })

  it('deleted between the list and the fetching: skipped, and no other', async () => {
    deliver('before')
    const id = deliver('gone')
    deliver('after')
    refuseMail(id, fault(404, 'ErrorItemNotFound'))
    const { names, error } = await read()
    expect([names, error]).toEqual([['before', 'after'], undefined])
  })

  it('moved from Junk to the Inbox before it was read: it is read there', async () => {
    const { reached } = await read()
    box.folders.move(deliver('an answer', 'junkemail'), 'inbox')
    const { names, folders } = await read(reached)
    expect([names, folders]).toEqual([['an answer'], ['inbox']])
  })
})

describe('Exchange forgets what a link stands for', () => {
  it('everything comes again, and after that only what is new', async () => {
    deliver('old')
    const { reached } = await read()
    box.folders.forgetLinks()
    deliver('new')
    const again = await read(reached)
    expect(again.names).toEqual(['old', 'new'])
    expect((await read(again.reached)).names).toEqual([])
  })

  it.each(['syncStateNotFound', 'SyncStateInvalid', 'resyncRequired'])(
    '%s, whatever the status',
    async (code) => {
      deliver('old')
      const { reached } = await read()
      refuseNth(1, fault(400, code))
      expect((await read(reached)).names).toEqual(['old'])
    },
  )

  it('a first page that is said to be too old is no reason to begin for ever', async () => {
    box.script = { read: () => fault(410, 'syncStateNotFound') }
    expect((await read()).error).toMatchObject({ name: 'MailboxError', fault: 'protocol' })
    expect(requests()).toEqual(['delta'])
  })
})

describe('a mail that Exchange will not hand over', () => {
  it('is tried for twelve runs, then skipped and told, and those after it are read', async () => {
    deliver('before')
    const id = deliver('broken')
    deliver('after')
    refuseMail(id, fault(500, 'ErrorInternalServerError'))
    let cursor: MailboxCursor = {}
    for (let run = 1; run <= 12; run++) {
      const { error, reached, skipped } = await read(cursor)
      expect([error, skipped]).toMatchObject([{ fault: 'unreachable' }, []])
      cursor = reached
    }
    const { names, skipped, reached } = await read(cursor)
    expect(names).toEqual(['before', 'after'])
    expect(skipped).toMatchObject([{ folder: 'inbox', id, receivedAt: expect.any(Date) as Date }])
    expect(JSON.stringify(reached)).not.toContain('stuck')
  })

  it('two of them do not keep each other in the way', async () => {
    const ids = [deliver('broken'), deliver('broken too')]
    deliver('after')
    const answer = fault(500, 'ErrorInternalServerError')
    const paths = ids.map((id) => `messages/${encodeURIComponent(id)}/$value`)
    box.script = { read: (path) => (paths.includes(path) ? answer : undefined) }
    let cursor: MailboxCursor = {}
    let names: readonly string[] = []
    for (let run = 1; run <= 25 && names.length === 0; run++)
      ({ names, reached: cursor } = await read(cursor))
    expect(names).toEqual(['after'])
  })

  it('a giant is read up to a bound, and its neighbours whole', async () => {
    deliver('before')
    box.folders.deliver(Buffer.from(`Message-ID: <giant@example.org>\r\n\r\n${'x'.repeat(6_000_000)}\r\n`))
    deliver('after')
    expect((await read()).raws.map(({ length }) => length)).toEqual([44, 5 * 1024 * 1024, 42])
  })

  it('bytes arrive as they are, whatever their charset', async () => {
    const latin = Buffer.from('Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdfe\r\n', 'latin1')
    box.folders.deliver(latin)
    expect((await read()).raws).toEqual([latin])
  })
})

describe('a fault names its cause and remedy, and the next run reads on', () => {
  it.each([
    {
      what: 'throttled',
      answer: fault(429, 'ApplicationThrottled'),
      fault: 'throttled',
      remedy: 'by itself',
    },
    {
      what: 'no permission',
      answer: fault(403, 'ErrorAccessDenied'),
      fault: 'permission',
      remedy: 'Mail.Read',
    },
    { what: 'expired token', answer: fault(401, 'TokenExpired'), fault: 'login', remedy: 'identity' },
    {
      what: 'Graph down',
      answer: fault(503, 'ServiceUnavailable'),
      fault: 'unreachable',
      remedy: 'by itself',
    },
    { what: 'line lost', answer: { status: 0, done: false }, fault: 'unreachable', remedy: 'network' },
    {
      what: 'no JSON',
      answer: htmlPage,
      fault: 'protocol',
      remedy: 'again',
    },
  ])('$what, at any request', async ({ answer, fault: named, remedy }) => {
    for (let n = 1; n <= 3; n++) deliver(`mail-${n}`)
    deliver('junk', 'junkemail')
    for (const nth of [1, 5, 6]) {
      refuseNth(nth, answer)
      const { error, reached } = await read()
      expect(error).toMatchObject({ name: 'MailboxError', fault: named, remedy: containing(remedy) })
      box.script = {}
      const names = (await read(reached)).names
      expect(names).toEqual(nth === 1 ? ['mail-1', 'mail-2', 'mail-3', 'junk'] : ['junk'])
    }
  })

  it.each([
    { what: 'no identity', changes: { token: undefined }, fault: 'login', remedy: 'managed identity' },
    { what: 'a foreign token', changes: { token: 'bad' }, fault: 'login', remedy: 'GRAPH_TENANT_ID' },
    {
      what: 'no such mailbox',
      changes: { mailbox: 'x@example.org' },
      fault: 'folder',
      remedy: 'GRAPH_MAILBOX',
    },
    {
      what: 'nobody there',
      changes: { endpoint: 'http://127.0.0.1:1' },
      fault: 'unreachable',
      remedy: 'network',
    },
  ])('$what', async ({ changes, fault: named, remedy }) => {
    const { error } = await read({}, openBox(changes))
    expect(error).toMatchObject({ name: 'MailboxError', fault: named, remedy: containing(remedy) })
  })

  it('Retry-After is kept: nothing is asked before, and everything after', async () => {
    deliver('waits')
    refuseNth(2, fault(429, 'ApplicationThrottled', { 'retry-after': '120' }))
    const { reached } = await read()
    const asked = graph.requests.length
    at = new Date(at.getTime() + 60_000)
    const early = await read(reached)
    expect(early.error).toMatchObject({ fault: 'throttled', message: containing('until 2026-11-23T10:0') })
    expect(graph.requests).toHaveLength(asked)
    at = new Date(at.getTime() + 61_000)
    const late = await read(early.reached)
    expect(late.names).toEqual(['waits'])
    expect(JSON.stringify(late.reached)).not.toContain('notBefore')
  })

  it('a wait that a wrong clock made years long is not kept', async () => {
    deliver('waits')
    const cursor = { 'graph:inbox': { mailbox: address, notBefore: '2036-01-01T00:00:00.000Z' } }
    expect((await read(cursor)).names).toEqual(['waits'])
  })
})

describe('what a cursor is good for', () => {
  it('one of a server with IMAP is kept, and not looked at', async () => {
    deliver('there')
    const imap = { INBOX: { uidValidity: '7', uid: 400 } }
    const { names, reached } = await read(imap)
    expect(names).toEqual(['there'])
    expect(reached).toMatchObject(imap)
  })

  it('the link of another mailbox is not followed', async () => {
    deliver('there')
    const { reached } = await read()
    const moved = JSON.stringify(reached).replaceAll(`"${address}"`, '"old@example.org"')
    expect((await read(mailboxCursorSchema.parse(JSON.parse(moved)))).names).toEqual(['there'])
  })

  it('a link to elsewhere is shown no token', async () => {
    const link = 'https://graph.microsoft.com.example.org/v1.0/users/x/mailFolders/inbox/messages/delta'
    const { error } = await read({ 'graph:inbox': { mailbox: address, link } })
    expect(error).toMatchObject({ fault: 'protocol', message: containing('example.org') })
    expect(graph.requests).toEqual([])
  })
})

describe('finds its own copy by Message-ID', () => {
  it.each([
    { id: '<there@example.org>', found: true },
    { id: '<junk@example.org>', found: true },
    { id: "<it's@example.org>", found: true },
    { id: '<elsewhere@example.org>', found: false },
  ])('$id: $found', async ({ id, found }) => {
    for (const name of ['there', "it's"]) deliver(name)
    deliver('junk', 'junkemail')
    expect(await openBox().findByMessageId(id)).toBe(found)
  })

  it('a draft has not left', async () => {
    const body = mail('draft').toString('base64')
    const headers = { authorization: 'Bearer good', 'content-type': 'text/plain' }
    const home = `${graph.url}/v1.0/users/${encodeURIComponent(address)}/messages`
    const answer = await fetch(home, { method: 'POST', headers, body })
    const { id } = (await answer.json()) as { id: string }
    expect(await openBox().findByMessageId('<draft@example.org>')).toBe(false)
    await fetch(`${home}/${encodeURIComponent(id)}/send`, { method: 'POST', headers })
    expect(await openBox().findByMessageId('<draft@example.org>')).toBe(true)
  })

  it('a mailbox that cannot be asked is no answer', async () => {
    box.script = { other: () => fault(403, 'ErrorAccessDenied') }
    await expect(openBox().findByMessageId('<x@example.org>')).rejects.toMatchObject({ fault: 'permission' })
  })
})

const containing = (text: string): unknown => expect.stringContaining(text)
