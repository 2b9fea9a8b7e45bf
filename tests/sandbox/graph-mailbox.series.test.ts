import type { World } from '../../sandbox/world/world'
import { endPlay, MINUTES, play, whenBuilt } from './play'

afterEach(endPlay)

whenBuilt(
  'every story ends as written where mails leave and answers arrive through Graph, whose links are forgotten',
  async () => {
    let world: World | undefined
    const { stories } = await play({
      prepare: (prepared) => {
        world = prepared
        let reads = 0
        const { mailbox } = prepared
        const forget = () => {
          reads += 1
          if (reads % 20 === 0) mailbox.folders.forgetLinks()
          return undefined
        }
        mailbox.script = { read: forget }
        return { DOORS: 'graph', IMAP_HOST: '', IMAP_USER: '', IMAP_PASSWORD: '' }
      },
    })
    // A bounce that comes through Exchange names no attempt of ours: it asks a person, and moves nothing by itself.
    expect(stories.filter(({ ok }) => !ok)).toMatchObject([
      { name: 'a mail that bounces', got: { status: 'sent', mails: ['initial'], reports: 1 } },
    ])
    expect(world?.smtp.received).toEqual([])
    const read = world?.graph.requests.filter(({ path }) => path.endsWith('/$value')) ?? []
    expect(read.length).toBeGreaterThan(5)
    expect(world?.graph.requests.filter(({ status }) => status === 410).length).toBeGreaterThan(0)
  },
  2 * MINUTES,
)
