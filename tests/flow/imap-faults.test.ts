import { createServer, connect, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { containing } from './containing'
import { answerOf, bounceOf } from './desk'
import { fromGraph, graphAlert } from './founding-alert'
import { remediesIn } from './person'
import { SmallWorld } from './small-world'

let world: SmallWorld
let line: Line
beforeEach(async () => {
  world = await SmallWorld.start()
  line = await layLine(world.imap.port)
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
  world.changes = { IMAP_PORT: String(line.port) }
})
afterEach(() => Promise.all([world.close(), line.close()]))

type Line = {
  readonly port: number
  /** Cuts the next connection once this many bytes of the server's have passed; undefined lets all of them through. */
  cutAfterInBytes: number | undefined
  readonly close: () => Promise<void>
}

/** A line to a server that can be cut in the middle of a word. */
async function layLine(to: number): Promise<Line> {
  const sockets = new Set<Socket>()
  const state: { cutAfterInBytes: number | undefined } = { cutAfterInBytes: undefined }
  const server: Server = createServer((client) => {
    const far = connect(to, '127.0.0.1')
    const left = { bytes: state.cutAfterInBytes ?? Infinity }
    for (const socket of [client.setNoDelay(), far.setNoDelay()]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    const hangUp = () => void [client, far].map((socket) => socket.destroy())
    client.on('close', hangUp).on('data', (chunk) => far.write(chunk))
    far.on('close', hangUp).on('data', (chunk: Buffer) => {
      client.write(chunk.subarray(0, left.bytes), () => left.bytes <= 0 && hangUp())
      left.bytes -= chunk.length
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get cutAfterInBytes() {
      return state.cutAfterInBytes
    },
    set cutAfterInBytes(bytes) {
      state.cutAfterInBytes = bytes
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const acknowledge = () => {
  const text = 'We have received your report. Case number: CRM:0461057158'
  world.imap.deliver(answerOf(world.mails[0]!, { text }))
}
const decide = () =>
  world.imap.deliver(answerOf(world.mails[0]!, { text: 'The reported site has been taken down.' }))
const causes = async () => (await world.rows('Events')).map(({ Cause }) => Cause)

describe.each([
  {
    what: 'down',
    break: async () => {
      await line.close()
    },
    mend: () => (world.changes = {}),
    fault: 'unreachable',
    remedy: 'goes on by itself',
  },
  {
    what: 'refusing the login',
    break: async () => void (world.changes = { IMAP_PASSWORD: 'expired' }),
    mend: () => (world.changes = {}),
    fault: 'login',
    remedy: 'Check the IMAP user, password or token.',
  },
  {
    what: 'without the folder',
    break: async () => void (world.changes = { IMAP_FOLDERS: 'INBOX, Reports' }),
    mend: () => (world.changes = {}),
    fault: 'folder',
    remedy: 'Check the names',
  },
])('a mailbox that is $what', ({ break: breakIt, mend, fault, remedy }) => {
  it('costs one log line a run; the next one reads on, and nothing is lost', async () => {
    acknowledge()
    await breakIt()
    await world.trackReplies()
    expect(remediesIn(world)).toMatchObject([
      { event: 'mailbox not read', fault, cause: containing(/./), remedy: containing(remedy) },
    ])
    world.pass(3 * 24)
    decide()
    mend()
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    expect(await causes()).toEqual(['sighted', 'filed', 'accepted', 'acknowledged', 'desk-said'])
    expect(remediesIn(world)).toHaveLength(1)
  })
})

it('a line cut anywhere loses nothing and reads nothing twice', async () => {
  acknowledge()
  world.imap.deliver(bounceOf(world.mails[0]!, ['ioc@microsoft.com']))
  decide()
  for (let bytes = 0; bytes < 6000; bytes += 300) {
    line.cutAfterInBytes = bytes
    await world.trackReplies()
  }
  line.cutAfterInBytes = undefined
  await world.trackReplies()
  expect(await world.report()).toMatchObject({
    DeskSays: 'takedown',
    CaseNumber: containing('0461057158'),
  })
  expect((await causes()).filter((cause) => cause !== 'mail-noted')).toEqual([
    'sighted',
    'filed',
    'accepted',
    'acknowledged',
    'desk-said',
  ])
  expect(await world.rows('Mails')).toHaveLength(3)
  for (const { event, remedy } of remediesIn(world)) {
    expect(event).toBe('mailbox not read')
    expect(remedy).not.toBe('')
  }
})

it('a mailbox that its server has built anew is read from the start, and every mail counts once', async () => {
  acknowledge()
  await world.trackReplies()
  await world.storage.table('Checkpoints').merge({
    partitionKey: 'checkpoint',
    rowKey: 'mailbox-cursor',
    Value: JSON.stringify({ INBOX: { uidValidity: '999', uid: 5000 } }),
  })
  await world.trackReplies()
  expect(await causes()).toEqual(['sighted', 'filed', 'accepted', 'acknowledged'])
})

it('a broken mail holds up none after it', async () => {
  world.imap.deliver(Buffer.from('\u0000\uFFFF not a mail at all'))
  world.imap.deliver(Buffer.from('Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'.repeat(50)))
  world.imap.deliver(Buffer.from('From: cert@microsoft.com\r\nDate: never\r\nMessage-ID: <>\r\n\r\n'))
  acknowledge()
  await world.trackReplies()
  expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
})
