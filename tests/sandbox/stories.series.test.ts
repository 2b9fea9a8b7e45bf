import { acts } from '../../sandbox/stories/acts'
import { endPlay, MINUTES, play, whenBuilt } from './play'

afterEach(endPlay)

whenBuilt(
  'every story comes out as written, and reminders stay in the thread of their report',
  async () => {
    const { stories, session, kills, appPort } = await play({ acts })
    expect(stories.filter(({ ok }) => !ok)).toEqual([])
    expect(stories).toHaveLength(16)
    expect(kills).toBe(0)

    const { outbox } = session.world
    const reminder = outbox.find(({ purpose }) => purpose === 'reminder-1')
    const initial = outbox.find(
      ({ purpose, reportId }) => purpose === 'initial' && reportId === reminder?.reportId,
    )
    expect(reminder?.raw.toString()).toContain(`In-Reply-To: ${initial?.messageId ?? 'nothing'}`)
    const list = await (await fetch(`http://127.0.0.1:${appPort}/api/reports`)).text()
    expect(list).toContain('safe-hse.com')
  },
  2 * MINUTES,
)
