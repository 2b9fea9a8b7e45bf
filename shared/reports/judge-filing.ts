import type { Grade } from '../cases/decision'
import { modeOf, type ModeFacts, type Modes } from './filing-mode'

/** When a report may leave without a person. */
export type FilingPolicy = {
  readonly modes: Modes
  readonly minimumGrade: Grade
}

export type Filing =
  | { readonly file: true }
  /** `onlyByPerson`: no later evidence changes it. */
  | { readonly file: false; readonly why: string; readonly onlyByPerson?: true }

type Judged = ModeFacts & { readonly grade: Grade }

/** Whether a report that policy wants filed may leave by itself, or why a person is to look first. */
export function judgeFiling(judged: Judged, policy: FilingPolicy): Filing {
  const { source, grade } = judged
  const { mode, by } = modeOf(judged, policy.modes)
  if (mode === 'dry-run') return hold(`${by}: it is composed and not sent`)
  if (mode === 'review') return hold(`${by}: a person approves every report`)
  if (source !== 'graph' && policy.modes.bySource.get(source) !== 'auto')
    return hold(`the alert came by ${source}, and MODE_BY_SOURCE does not set ${source} to auto`)
  if (grade > policy.minimumGrade) {
    return hold(
      `its evidence is grade ${grade}, and only grade ${policy.minimumGrade} or better leaves by itself (AUTO_MIN_GRADE)`,
    )
  }
  return { file: true }
}

const hold = (why: string): Filing => ({ file: false, why })
