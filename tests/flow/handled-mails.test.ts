import { graphError } from '../../sandbox/world/graph-fault'
import { untilKilled, watch } from '../helpers/faulty-storage'
import { containing } from './containing'
import { answerOf } from './desk'
import { startExchangeWorld } from './exchange-world'
import { fromGraph, graphAlert } from './founding-alert'
import { questions, remediesIn } from './person'
import { SmallWorld } from './small-world'

const handledFolder = { HANDLED_FOLDER: 'Erledigt (Abuse)' }

/** A world with what its mailbox holds: in the Inbox, and in the folder for handled mails. */
type MailWorld = {
  readonly world: SmallWorld
  readonly inbox: () => readonly Buffer[]
  readonly handled: () => readonly Buffer[] | undefined
}

let world: SmallWorld
afterEach(() => world.close())

const overImap = async (settings: Readonly<Record<string, string>> = handledFolder): Promise<MailWorld> => {
  world = await SmallWorld.start(settings)
  return {
    world,
    inbox: () => world.imap.inbox().map(({ raw }) => raw),
    handled: () => world.imap.folder(handledFolder.HANDLED_FOLDER),
  }
}
const overGraph = async (settings: Readonly<Record<string, string>> = handledFolder): Promise<MailWorld> => {
  const exchange = await startExchangeWorld(settings)
  world = exchange.world
  const named = (name: string) => exchange.box.folders.named(name)?.map(({ raw }) => raw)
  return {
    world,
    inbox: () => named('Posteingang') ?? [],
    handled: () => named(handledFolder.HANDLED_FOLDER),
  }
}

const news = Buffer.from('From: news@example.net\r\nMessage-ID: <news@example.net>\r\n\r\nNew!\r\n')
const send = async () => {
  await world.openCase(fromGraph(graphAlert()))
  world.pass(1.1)
  await world.fileReports()
}
const answer = (text: string, from?: string) =>
  answerOf(world.mails[0]!, { text, ...(from !== undefined && { from }) })
const received = () => answer('We have received your report.')
const named = (mails: readonly Buffer[] | undefined) =>
  mails?.map((raw) => /^Message-ID: <([^.>-]*)/im.exec(raw.toString())?.[1]).toSorted()

describe.each([
  { kind: 'imap', start: overImap },
  { kind: 'graph', start: overGraph },
])('a folder for handled mails, over $kind', ({ start }) => {
  it('gets what is about our reports, once it is kept; what is somebody else’s stays', async () => {
    const { inbox, handled } = await start()
    await send()
    for (const mail of [received(), news, answer('It is gone, they say.', 'stranger@example.net')])
      world.mailbox.deliver(mail)
    expect(inbox()).toHaveLength(4)
    await world.trackReplies()
    expect(inbox()).toEqual([news])
    // Our own copy, the answer, and the one that waits for a person: its row keeps what it says.
    expect(named(handled())).toEqual(['DAR', 'answer', 'answer'])
    expect(await world.report()).toMatchObject({ Status: 'acknowledged' })
    expect(await questions(world)).toHaveLength(1)
    expect(remediesIn(world)).toEqual([])
  })

  it('the daily check makes it, and says in the health whether it could', async () => {
    const { handled } = await start()
    const checked = await world.checkSender()
    expect(checked?.findings).toContainEqual(
      expect.objectContaining({ what: 'folder for handled mails', result: 'fine' }),
    )
    expect(handled()).toEqual([])
  })

  it('without the setting nothing is moved, and no folder is made', async () => {
    const { inbox, handled } = await start({})
    await send()
    world.mailbox.deliver(received())
    await world.trackReplies()
    expect([inbox().length, handled()]).toEqual([2, undefined])
  })

  it('a further run moves on into the folder that is there', async () => {
    const { handled } = await start()
    await send()
    await world.trackReplies()
    world.mailbox.deliver(received())
    await world.trackReplies()
    expect(handled()).toHaveLength(2)
    expect(remediesIn(world)).toEqual([])
  })

  it('our own copy that was moved still proves that the report left', async () => {
    const { handled } = await start()
    world.smtp.script = { data: () => 'drop-kept' }
    await send()
    await world.trackReplies()
    expect(handled()).toHaveLength(1)
    world.pass(1)
    await world.fileReports()
    expect(await world.report()).toMatchObject({ Status: 'sent' })
    expect(world.mails).toHaveLength(1)
  })

  it('killed after any write: read once, and moved all the same', async () => {
    const { inbox, handled } = await start()
    await send()
    await world.trackReplies()
    for (let write = 1; ; write++) {
      world.mailbox.deliver(answer('We have received your report.'))
      const end = await untilKilled(() => world.trackReplies(watch(world.storage, write).storage))
      await world.trackReplies()
      expect([inbox().length, handled()?.length]).toEqual([0, 1 + write])
      expect(await world.rows('Mails')).toHaveLength(write)
      if (end === 'ended') break
    }
    const told = (await world.rows('Events')).filter(({ Cause }) => Cause === 'acknowledged')
    expect(told).toHaveLength((await world.rows('Mails')).length)
  })
})

describe('mails that cannot be moved are read all the same, and it is said once a run, with the remedy', () => {
  const failing = async () => {
    await send()
    for (const text of ['We have received your report.', 'The site has been taken down.'])
      world.mailbox.deliver(answer(text))
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
    return remediesIn(world)
  }

  it.each([
    { status: 403, code: 'ErrorAccessDenied', fault: 'permission', remedy: 'Mail.ReadWrite' },
    { status: 429, code: 'ApplicationThrottled', fault: 'throttled', remedy: 'by itself' },
    { status: 503, code: 'ServiceUnavailable', fault: 'unreachable', remedy: 'network' },
  ])('Graph says $status', async ({ status, code, fault, remedy }) => {
    const exchange = await startExchangeWorld(handledFolder)
    world = exchange.world
    exchange.box.script = { other: () => ({ ...graphError(status, code, 'as asked'), done: false }) }
    expect(await failing()).toEqual([
      expect.objectContaining({ event: 'mails not moved', fault, remedy: containing(remedy) }),
    ])
  })

  it('a folder that is the Inbox by another name is refused: what is moved there would come again', async () => {
    const { inbox } = await overGraph({ HANDLED_FOLDER: 'Posteingang' })
    expect(await failing()).toMatchObject([{ event: 'mails not moved', cause: containing('inbox') }])
    expect(inbox()).toHaveLength(3)
  })

  it('a server without MOVE would have to delete, and is not asked to', async () => {
    world = await SmallWorld.start({ ...handledFolder }, {}, { moves: false })
    expect(await failing()).toMatchObject([{ event: 'mails not moved', remedy: containing('RFC 6851') }])
    expect(world.imap.inbox()).toHaveLength(3)
  })
})

it.each(['INBOX', 'Junk', 'Trash', 'a*b', 'x'.repeat(101)])('HANDLED_FOLDER %s is refused', async (name) => {
  world = await SmallWorld.start({ IMAP_FOLDERS: 'INBOX, Junk', HANDLED_FOLDER: name })
  expect(world.app().settings.faults.map(({ setting }) => setting)).toContain('HANDLED_FOLDER')
})
