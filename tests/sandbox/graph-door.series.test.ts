import { stories } from '../../sandbox/stories/stories'
import { endPlay, MINUTES, play, whenBuilt } from './play'

afterEach(endPlay)

whenBuilt(
  'the founding story ends as written where mails leave through Graph, and none leaves by SMTP',
  async () => {
    const founding = stories.slice(0, 1)
    let smtp: readonly unknown[] = []
    const played = await play({
      stories: founding,
      prepare: (world) => {
        smtp = world.smtp.received
        return { DOORS: 'graph' }
      },
    })
    expect(played.stories.filter(({ ok }) => !ok)).toEqual([])
    expect(played.stories[0]?.got.mails).not.toEqual([])
    expect(smtp).toEqual([])
  },
  2 * MINUTES,
)
