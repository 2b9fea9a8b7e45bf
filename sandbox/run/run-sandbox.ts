import { createStage } from '../stories/stage'
import { acts as allActs } from '../stories/acts'
import { createPerson } from '../stories/person'
import type { Act, Story } from '../stories/story'
import { judgeStory } from '../stories/verdict'
import type { StoryVerdict } from '../stories/verdict'
import { conduct } from './conductor'
import { startSession } from './session'
import type { Session, SessionOptions } from './session'
import type { TableRow } from './tables'

export type SandboxOptions = Omit<SessionOptions, 'stories'> & {
  /** One after the other, in the same world; all of them when left out. */
  readonly acts?: readonly Act[]
  /** Aborted: come to an end early. */
  readonly signal?: AbortSignal
}

export type SandboxResult = {
  /** Rows of table Reports as people see them. */
  readonly reports: readonly TableRow[]
  readonly quarantined: number
  /** Those of all acts, each judged at the end of its own. */
  readonly stories: readonly StoryVerdict[]
  readonly acts: readonly ActVerdict[]
  /** How often the app was killed. */
  readonly kills: number
  readonly session: Session
  readonly appPort: number
}

export type ActVerdict = { readonly name: string; readonly stories: readonly StoryVerdict[] }

const DAY_IN_MS = 86_400_000

/**
 * Plays the stories against the built app. The world and the app stay up, in real time, until `session.close()`.
 * @throws when the app does not start or comes to no rest
 */
export async function runSandbox(options: SandboxOptions): Promise<SandboxResult> {
  const acts = options.acts ?? allActs
  const session = await startSession({ ...options, stories: acts.flatMap(({ stories }) => stories) })
  try {
    const played: ActVerdict[] = []
    for (const act of acts) played.push(await playAct(session, act, options.signal))
    return await result(session, played)
  } catch (error) {
    await session.close()
    throw error
  }
}

async function playAct(session: Session, act: Act, signal?: AbortSignal): Promise<ActVerdict> {
  const { world, keeper, tables, chronicle, say } = session
  const beginning = world.clock.now()
  const person = createPerson({ world, tables, onAnswer: () => keeper.owe('chaseReports'), say })
  const stage = createStage(world, person, beginning, say)
  for (const { endpoint, begin } of act.stories) {
    if (begin !== undefined) world.names.add(endpoint)
    begin?.(stage)
  }
  const deps = {
    ...{ world, keeper, tables },
    onRest: async ({ reports }: { readonly reports: Parameters<typeof chronicle.onReports>[0] }) => {
      chronicle.onReports(reports)
      chronicle.onQuarantine(await tables.rows('Quarantine'))
    },
    isStopped: () => signal?.aborted === true,
  }
  await conduct(deps, new Date(beginning.getTime() + act.lengthInDays * DAY_IN_MS))
  return { name: act.name, stories: await judge(session, act.stories) }
}

async function judge({ world, tables, chronicle }: Session, stories: readonly Story[]) {
  const quarantined = (await tables.rows('Quarantine')).length
  const { decisions } = chronicle
  const evidence = { reports: await tables.reports(), outbox: world.outbox, quarantined, decisions }
  return stories.map((story) => judgeStory(story, evidence))
}

async function result(session: Session, acts: readonly ActVerdict[]): Promise<SandboxResult> {
  const { keeper, tables } = session
  return {
    reports: (await tables.rows('Reports')).map(({ State: _state, ...row }) => row),
    quarantined: (await tables.rows('Quarantine')).length,
    stories: acts.flatMap(({ stories }) => stories),
    acts,
    kills: keeper.deaths(),
    session,
    appPort: (await keeper.app()).port,
  }
}
