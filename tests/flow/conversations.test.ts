import { answerOf } from './desk'
import { startExchangeWorld } from './exchange-world'
import { fromGraph, graphAlert } from './founding-alert'
import { SmallWorld } from './small-world'

let world: SmallWorld
afterEach(() => world.close())

/** A mail of a conversation, by whatever name the mailbox knows it. */
type Deliver = (raw: Buffer, conversation: number) => void

/** Outlook's index: 22 bytes, and 5 more with every reply. */
const threadIndex = (conversation: number, replies: number) =>
  Buffer.concat([
    Buffer.from('01dc00000000', 'hex'),
    Buffer.alloc(16, conversation),
    Buffer.alloc(5 * replies, 9),
  ]).toString('base64')

let written = 0
const kinds: readonly { kind: string; start: () => Promise<Deliver> }[] = [
  {
    kind: 'Thread-Index over IMAP',
    start: async () => {
      world = await SmallWorld.start()
      return (raw, conversation) => {
        const index = `Thread-Index: ${threadIndex(conversation, ++written)}\r\n`
        world.imap.deliver(Buffer.concat([Buffer.from(index), raw]))
      }
    },
  },
  {
    kind: 'conversationId over Graph',
    start: async () => {
      const exchange = await startExchangeWorld()
      world = exchange.world
      return (raw, conversation) => void exchange.box.folders.deliver(raw, 'inbox', `AAQk${conversation}=`)
    },
  },
]

const answer = (text: string) => answerOf(world.mails[0]!, { text })
/** Nothing in it names the report any more. */
const bare = (text: string, from?: string) =>
  Buffer.from(
    answerOf(world.mails[0]!, { text, ...(from !== undefined && { from }) })
      .toString()
      .replace(/^(?:DKIM-Signature|In-Reply-To|References): .*\r\n/gm, '')
      .replace(/^To: .*$/m, 'To: reports@example.com')
      .replace(/^Subject: .*$/m, 'Subject: Your request'),
  )

describe.each(kinds)('a conversation: $kind', ({ start }) => {
  let deliver: Deliver
  beforeEach(async () => {
    deliver = await start()
    await world.openCase(fromGraph(graphAlert()))
    world.pass(1.1)
    await world.fileReports()
    deliver(answer('We have received your report.'), 1)
    await world.trackReplies()
  })
  const status = async () => (await world.report())['Status']
  const questions = async () => world.rows('Questions')
  const lastMail = async () => (await world.rows('Mails')).filter(({ Subject }) => Subject === 'Your request')

  it.each(['cert@microsoft.com', 'stranger@example.net'])(
    'a mail of %s that nothing else ties goes to a person, the report suggested, and moves nothing',
    async (from) => {
      const before = await world.report()
      deliver(bare('The reported site has been taken down.', from), 1)
      await world.trackReplies()
      expect(await world.report()).toEqual(before)
      const id = String(before['rowKey'])
      expect(await lastMail()).toMatchObject([
        { MatchedBy: 'conversation', Trust: 1, Effect: 'person', Reports: id },
      ])
      expect(await questions()).toMatchObject([{ Reports: id }])
    },
  )

  it('another conversation ties nothing, nor does what was tied by its conversation alone', async () => {
    deliver(bare('The reported site has been taken down.'), 2)
    await world.trackReplies()
    expect(await lastMail()).toMatchObject([{ MatchedBy: 'none', Reports: '' }])
    expect((await questions())[0]).toMatchObject({ Reports: '' })
    expect(await status()).toBe('acknowledged')
  })

  it('where a token ties it, the conversation adds nothing', async () => {
    deliver(answer('The reported site has been taken down.'), 2)
    await world.trackReplies()
    expect(await world.report()).toMatchObject({ DeskSays: 'takedown' })
  })

  it('an absence note in the conversation asks nobody', async () => {
    const note = bare('I am out of office until Monday.').toString()
    deliver(Buffer.from(`Auto-Submitted: auto-replied\r\n${note}`), 1)
    await world.trackReplies()
    expect(await questions()).toEqual([])
  })
})
