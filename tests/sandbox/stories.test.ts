import { firstWeek } from '../../sandbox/stories/acts'
import { endPlay, expectAsWritten, MINUTES, play, whenBuilt } from './play'

afterEach(endPlay)

/** The months after follow in the long series, and in `npm start`. */
whenBuilt(
  'every story of the first week comes out as written, and its reminder stays in the thread',
  async () => {
    const result = await play()
    await expectAsWritten(result)
    expect(result.stories).toHaveLength(firstWeek.stories.length)
  },
  2 * MINUTES,
)
