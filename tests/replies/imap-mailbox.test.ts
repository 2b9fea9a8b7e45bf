import { makeCertificate } from '../../sandbox/world/certificate'
import { type FakeImap, type ImapOptions, startImap } from '../../sandbox/world/imap'
import { openImapMailbox } from '../../shared/replies/imap-mailbox'
import type { ImapSettings } from '../../shared/replies/imap-settings'
import type { MailboxCursor } from '../../shared/replies/mailbox'
import { readAll } from './read-all'

const certificate = makeCertificate()
const servers: FakeImap[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options: ImapOptions = {}, settings: Partial<ImapSettings> = {}) {
  const server = await startImap({ certificate, ...options })
  servers.push(server)
  const mailbox = openImapMailbox({
    host: '127.0.0.1',
    port: server.port,
    security: 'tls',
    credentials: { user: 'reports', password: 'secret' },
    ca: certificate.cert,
    folders: ['INBOX'],
    timeoutInMs: 5000,
    ...settings,
  })
  const deliver = (name: string) =>
    server.deliver(Buffer.from(`Message-ID: <${name}@example.org>\r\n\r\n${name}\r\n`))
  const read = async (cursor: MailboxCursor = {}) => {
    const { raws, reached, error } = await readAll(mailbox, cursor)
    if (error !== undefined) throw error as Error
    return { names: raws.map((raw) => /\r\n\r\n(.*)\r\n/.exec(raw.toString())?.[1] ?? ''), reached }
  }
  return { server, mailbox, deliver, read }
}

it('reads every mail once, oldest first, and goes on where it stopped', async () => {
  const { deliver, read } = await start()
  for (let n = 1; n <= 45; n++) deliver(`mail-${n}`)
  const first = await read()
  expect(first.names).toEqual(Array.from({ length: 45 }, (_, n) => `mail-${n + 1}`))
  expect((await read(first.reached)).names).toEqual([])
  deliver('late')
  expect(await read(first.reached)).toMatchObject({ names: ['late'], reached: { INBOX: { uid: 46 } } })
})

it('an empty folder is read, and its first mail is not missed', async () => {
  const { deliver, read } = await start()
  const { reached, names } = await read()
  expect(names).toEqual([])
  deliver('first')
  expect((await read(reached)).names).toEqual(['first'])
})

it('UIDVALIDITY changed (RFC 9051 §2.3.1.1): the folder is read anew', async () => {
  const { deliver, read } = await start({ uidValidity: 7 })
  deliver('again')
  const cursor = { INBOX: { uidValidity: '6', uid: 400 } }
  expect(await read(cursor)).toEqual({ names: ['again'], reached: { INBOX: { uidValidity: '7', uid: 1 } } })
})

it('a mail that fails ends the reading as it failed, and the cursor before it leads back to it', async () => {
  const { deliver, mailbox, read } = await start()
  deliver('good')
  deliver('bad')
  const { error, reached } = await readAll(mailbox, {}, async (raw) => {
    if (raw.includes('bad@')) throw new RangeError('storage is down')
  })
  expect(error).toBeInstanceOf(RangeError)
  expect((await read(reached)).names).toEqual(['bad'])
})

it('whoever has enough stops the reading, and goes on there another time', async () => {
  const { deliver, mailbox, read } = await start()
  for (let n = 1; n <= 25; n++) deliver(`mail-${n}`)
  const { raws, reached } = await readAll(mailbox, {}, undefined, 22)
  expect(raws).toHaveLength(22)
  expect((await read(reached)).names).toEqual(['mail-23', 'mail-24', 'mail-25'])
})

it('what a cursor holds of a mailbox of another kind is kept, and not looked at', async () => {
  const { deliver, read } = await start()
  deliver('there')
  const graph = { mailbox: 'reports@example.com', link: 'https://graph.microsoft.com/v1.0/next' }
  expect(await read({ INBOX: graph, 'graph:inbox': graph })).toEqual({
    names: ['there'],
    reached: { INBOX: { uidValidity: '1', uid: 1 }, 'graph:inbox': graph },
  })
})

it.each([
  { id: '<there@example.org>', found: true },
  { id: '<elsewhere@example.org>', found: false },
])('finds its own copy by Message-ID: $id $found', async ({ id, found }) => {
  const { deliver, mailbox } = await start()
  deliver('there')
  expect(await mailbox.findByMessageId(id)).toBe(found)
})

it('a giant is read up to a bound, and its neighbours whole', async () => {
  const { server, deliver, mailbox } = await start()
  deliver('before')
  server.deliver(Buffer.from(`Message-ID: <giant@example.org>\r\n\r\n${'x'.repeat(6_000_000)}\r\n`))
  deliver('after')
  const { raws } = await readAll(mailbox)
  expect(raws.map(({ length }) => length)).toEqual([44, 5 * 1024 * 1024, 42])
})

describe('a fault names its cause and remedy', () => {
  it.each([
    {
      fault: 'login',
      settings: { credentials: { user: 'reports', password: 'expired' } },
      remedy: 'password',
    },
    { fault: 'folder', settings: { folders: ['INBOX', 'Nirvana'] }, remedy: 'folders' },
    { fault: 'encryption', settings: { ca: makeCertificate().cert }, remedy: 'TLS' },
    {
      fault: 'encryption',
      settings: { security: 'none' as const, host: 'mail.example.org' },
      remedy: '127.0.0.1',
    },
    {
      fault: 'encryption',
      options: { security: 'none' as const },
      settings: { security: 'starttls' as const },
      remedy: 'TLS',
    },
  ])('$fault: mend the $remedy', async ({ fault, options = {}, settings, remedy }) => {
    const { read } = await start(options, settings)
    await expect(read()).rejects.toMatchObject({ name: 'MailboxError', fault, remedy: containing(remedy) })
  })

  it('nobody there', async () => {
    const { read, server } = await start()
    await server.close()
    await expect(read()).rejects.toMatchObject({ fault: 'unreachable', remedy: containing('host') })
  })

  it('a token that cannot be got', async () => {
    const accessToken = () => Promise.reject(new Error('no identity'))
    const { read } = await start({}, { credentials: { user: 'reports', accessToken } })
    await expect(read()).rejects.toMatchObject({ fault: 'login' })
  })
})

const containing = (text: string): unknown => expect.stringContaining(text)
