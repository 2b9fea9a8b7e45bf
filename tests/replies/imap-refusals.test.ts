import { createServer, type Socket } from 'node:net'
import { openImapMailbox } from '../../shared/replies/imap-mailbox'
import { type MailboxCursor, MailboxError, type SkippedMail } from '../../shared/replies/mailbox'

type Script = {
  readonly select?: string
  readonly search?: string
  readonly size?: string
  readonly source?: string
  /** UIDs whose source is left out. */
  readonly omits?: readonly number[]
  readonly mails?: readonly string[]
}

const usual = [1, 2, 3].map((n) => `Message-ID: <m${n}@x.example>\r\nSubject: s\r\n\r\nbody\r\n`)

/** Answers as Exchange's IMAP service does, three mails in INBOX. */
async function startServer(script: { now: Script }) {
  const answer = (socket: Socket, line: string): void => {
    const [tag = '', ...rest] = line.split(' ')
    const command = rest.join(' ').toUpperCase()
    const { select, search, size, source, omits = [], mails = usual } = script.now
    const write = (text: string) => socket.write(`${text}\r\n`)
    const end = (text = 'OK done'): void => void write(`${tag} ${text}`)
    if (command.startsWith('CAPABILITY'))
      write('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS MOVE UNSELECT')
    if (/^(?:SELECT|EXAMINE)/.test(command)) {
      if (select !== undefined) {
        end(select)
        return
      }
      write('* 3 EXISTS')
      write('* FLAGS (\\Seen)')
      write('* OK [UIDVALIDITY 7] x')
      write('* OK [UIDNEXT 4] x')
      end('OK [READ-ONLY] done')
      return
    }
    if (command.startsWith('UID SEARCH')) {
      if (search !== undefined) {
        end(search)
        return
      }
      const [, from = '1', to = from] = /UID (\d+)(?::(\d+|\*))?/.exec(command.slice(11)) ?? []
      const last = to === '*' ? 3 : Number(to)
      write(`* SEARCH ${[1, 2, 3].filter((uid) => uid >= Number(from) && uid <= last).join(' ')}`)
    }
    if (command.startsWith('UID FETCH')) {
      const asked = (/FETCH (\S+)/.exec(command)?.[1] ?? '').split(',').flatMap((part) => {
        const [a = 0, b = a] = part.split(':').map(Number)
        return Array.from({ length: b - a + 1 }, (_, n) => a + n)
      })
      if (command.includes('RFC822.SIZE')) {
        if (size !== undefined) {
          end(size)
          return
        }
        for (const uid of asked)
          write(`* ${uid} FETCH (UID ${uid} RFC822.SIZE ${mails[uid - 1]?.length ?? 0})`)
      } else {
        if (source !== undefined) {
          end(source)
          return
        }
        for (const uid of asked.filter((one) => !omits.includes(one))) {
          const raw = mails[uid - 1] ?? ''
          socket.write(`* ${uid} FETCH (UID ${uid} BODY[] {${raw.length}}\r\n${raw})\r\n`)
        }
      }
    }
    end()
    if (command.startsWith('LOGOUT')) socket.end()
  }
  const server = createServer((socket) => {
    let buffer = ''
    socket.on('error', () => undefined)
    socket.write('* OK ready.\r\n')
    socket.on('data', (data) => {
      buffer += data.toString()
      for (let at = buffer.indexOf('\r\n'); at >= 0; at = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, at)
        buffer = buffer.slice(at + 2)
        answer(socket, line)
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, close: () => server.close() }
}

const script: { now: Script } = { now: {} }
let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer(script)
})
afterAll(() => server.close())

async function read(now: Script, from: MailboxCursor = {}) {
  script.now = now
  const box = openImapMailbox({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    credentials: { user: 'reports', password: 'secret' },
    folders: ['INBOX'],
    timeoutInMs: 5000,
  })
  const taken: string[] = []
  const skipped: SkippedMail[] = []
  let cursor = from
  const reading = box.readSince(from, {
    take: async ({ raw }) => {
      taken.push(/<(m\d)@/.exec(raw.toString())?.[1] ?? 'stand-in')
      return 'left'
    },
    reached: async (at) => {
      cursor = at
      return true
    },
    skipped: (mail) => void skipped.push(mail),
    notMoved: () => undefined,
  })
  const fault = await reading.then(
    () => undefined,
    (error: unknown) => (error instanceof MailboxError ? error.fault : String(error)),
  )
  return { taken, skipped, cursor, fault }
}

it.each([
  {
    what: 'not connected',
    now: { select: 'BAD User is authenticated but not connected.' },
    fault: 'permission',
  },
  { what: 'search refused', now: { search: 'NO [SERVERBUG] Internal error occurred.' }, fault: 'protocol' },
  { what: 'search not understood', now: { search: 'BAD Command Argument Error. 11' }, fault: 'protocol' },
  { what: 'sizes refused', now: { size: 'NO Server error - please try again later' }, fault: 'protocol' },
  { what: 'mails refused', now: { source: 'NO Server error - please try again later' }, fault: 'protocol' },
])('$what is a fault, and no empty mailbox', async ({ now, fault }) => {
  expect(await read(now)).toMatchObject({ taken: [], fault })
})

const standIn =
  'From: Microsoft Exchange Server\r\nTo: reports@example.com\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 2\r\n\r\nx\r\n'

it.each([
  { what: 'left out of an answer', now: { omits: [2] } },
  {
    what: 'that Exchange puts another in the place of',
    now: { mails: [usual[0] ?? '', standIn, usual[2] ?? ''] },
  },
])('a mail $what keeps no other waiting, and is asked for again', async ({ now }) => {
  const first = await read(now)
  expect(first).toMatchObject({ taken: ['m1', 'm3'], fault: undefined })
  expect(await read({}, first.cursor)).toMatchObject({ taken: ['m2'], skipped: [] })
  let { cursor } = first
  const skipped: SkippedMail[] = []
  for (let n = 0; n < 13; n++) {
    const next = await read(now, cursor)
    expect(next.taken).toEqual([])
    skipped.push(...next.skipped)
    cursor = next.cursor
  }
  expect(skipped).toMatchObject([{ folder: 'INBOX', id: '2' }])
})
