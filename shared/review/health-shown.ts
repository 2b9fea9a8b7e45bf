import type { Person } from './access/person'
import type { Health } from './health'

type Unnamed<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]?: T[P] }
type NothingRead = Health['nothingRead'][number]

/** The state of the machine as one person may see it. */
export type ShownHealth = Omit<Health, 'ownAttacks' | 'nothingRead'> & {
  readonly ownAttacks: readonly Unnamed<Health['ownAttacks'][number], 'machine' | 'alertIds'>[]
  readonly nothingRead: readonly (Omit<NothingRead, 'examples'> & {
    readonly examples: readonly Unnamed<NothingRead['examples'][number], 'alertId'>[]
  })[]
}

/** Which machine of ours it is, and the alerts, which lead to devices and people, are for those alone who may act. */
export function healthFor({ mayAct }: Pick<Person, 'mayAct'>, health: Health): ShownHealth {
  if (mayAct) return health
  return {
    ...health,
    ownAttacks: health.ownAttacks.map(({ machine: _, alertIds: __, ...told }) => told),
    nothingRead: health.nothingRead.map((one) => ({
      ...one,
      examples: one.examples.map(({ alertId: _, ...told }) => told),
    })),
  }
}
