import { createStage } from '../stories/stage'
import { stories as allStories } from '../stories/stories'
import type { Story } from '../stories/story'
import { judgeStory } from '../stories/verdict'
import type { StoryVerdict } from '../stories/verdict'
import { conduct } from './conductor'
import { startSession } from './session'
import type { Session, SessionOptions } from './session'
import type { TableRow } from './tables'

export type SandboxOptions = Omit<SessionOptions, 'stories'> & {
  readonly stories?: readonly Story[]
  /** Aborted: come to an end early. */
  readonly signal?: AbortSignal
}

export type SandboxResult = {
  /** Rows of table Reports as people see them. */
  readonly reports: readonly TableRow[]
  readonly quarantined: number
  readonly stories: readonly StoryVerdict[]
  /** How often the app was killed. */
  readonly kills: number
  readonly session: Session
  readonly appPort: number
}

/** Long enough for the first reminder, and not for the second. */
const LENGTH_IN_MS = 7.75 * 86_400_000

/**
 * Plays the stories against the built app. The world and the app stay up, in real time, until `session.close()`.
 * @throws when the app does not start or comes to no rest
 */
export async function runSandbox(options: SandboxOptions): Promise<SandboxResult> {
  const stories = options.stories ?? allStories
  const session = await startSession({ ...options, stories })
  try {
    await play(session, stories, options.signal)
    return await result(session, stories)
  } catch (error) {
    await session.close()
    throw error
  }
}

async function play(session: Session, stories: readonly Story[], signal?: AbortSignal): Promise<void> {
  const { world, keeper, tables, chronicle, say } = session
  await refreshOwnership(session)
  const beginning = world.clock.now()
  const stage = createStage(world, beginning, say)
  for (const story of stories) {
    world.names.add(story.endpoint)
    story.begin(stage)
  }
  const deps = {
    ...{ world, keeper, tables },
    onRest: async ({ reports }: { readonly reports: Parameters<typeof chronicle.onReports>[0] }) => {
      chronicle.onReports(reports)
      chronicle.onQuarantine(await tables.rows('Quarantine'))
    },
    isStopped: () => signal?.aborted === true,
  }
  await conduct(deps, new Date(beginning.getTime() + LENGTH_IN_MS))
}

/** A fresh deployment waits some hours for the first of these; here nobody wants to. */
async function refreshOwnership({ keeper }: Session): Promise<void> {
  while (keeper.ends('refreshOwnership') === 0) {
    const app = await keeper.app()
    const address = `http://127.0.0.1:${app.port}/admin/functions/refreshOwnership`
    const answer = await fetch(address, { method: 'POST' }).catch(() => undefined)
    if (answer?.status === 404) return
    while (!app.isGone() && keeper.ends('refreshOwnership') === 0)
      await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function result(session: Session, stories: readonly Story[]): Promise<SandboxResult> {
  const { world, keeper, tables, chronicle } = session
  const quarantined = (await tables.rows('Quarantine')).length
  const { decisions } = chronicle
  const evidence = { reports: await tables.reports(), outbox: world.outbox, quarantined, decisions }
  return {
    reports: (await tables.rows('Reports')).map(({ State: _state, ...row }) => row),
    quarantined,
    stories: stories.map((story) => judgeStory(story, evidence)),
    kills: keeper.deaths(),
    session,
    appPort: (await keeper.app()).port,
  }
}
