import type { AlertSource } from '../alerts/alert'
import type { Grade } from '../cases/decision'

/** When a report may leave without a person. */
export type FilingPolicy = {
  readonly mode: 'dry-run' | 'review' | 'auto'
  readonly autoSources: readonly AlertSource[]
  readonly minimumGrade: Grade
}

export type Filing = { readonly file: true } | { readonly file: false; readonly why: string }

type Judged = { readonly source: AlertSource; readonly grade: Grade }

/** Whether a report that policy wants filed may leave by itself, or why a person is to look first. */
export function judgeFiling({ source, grade }: Judged, policy: FilingPolicy): Filing {
  if (policy.mode !== 'auto') return hold(`REPORTING_MODE is ${policy.mode}: a person approves every report`)
  if (!policy.autoSources.includes(source)) {
    return hold(
      `the alert came by ${source}, which is not among AUTO_SOURCES (${policy.autoSources.join(', ')})`,
    )
  }
  if (grade > policy.minimumGrade) {
    return hold(
      `its evidence is grade ${grade}, and only grade ${policy.minimumGrade} or better leaves by itself`,
    )
  }
  return { file: true }
}

const hold = (why: string): Filing => ({ file: false, why })
