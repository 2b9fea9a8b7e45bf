import { acts } from '../../sandbox/stories/acts'
import { endPlay, expectAsWritten, MINUTES, play, whenBuilt } from './play'

afterEach(endPlay)

whenBuilt(
  'every story comes out as written, and reminders stay in the thread of their report',
  async () => {
    const result = await play({ acts })
    await expectAsWritten(result)
    expect(result.stories).toHaveLength(16)
  },
  2 * MINUTES,
)
