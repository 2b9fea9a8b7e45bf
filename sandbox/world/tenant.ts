import type { AlertJson } from './graph-alerts'

/** The alerts of the fake tenant, and which of them nobody has fetched in their present form. */
export type Tenant = {
  readonly raise: (alert: AlertJson) => void
  /** Changes fields of an alert that is there; its `lastUpdateDateTime` moves along. */
  readonly change: (id: string, fields: Readonly<Record<string, unknown>>, at: Date) => void
  readonly alerts: () => readonly AlertJson[]
  readonly served: (alerts: readonly AlertJson[]) => void
  readonly waiting: () => boolean
}

export function createTenant(): Tenant {
  const alerts = new Map<string, AlertJson>()
  const unseen = new Set<AlertJson>()
  const put = (alert: AlertJson) => {
    const before = alerts.get(alert.id)
    if (before !== undefined) unseen.delete(before)
    alerts.set(alert.id, alert)
    unseen.add(alert)
  }
  return {
    raise: put,
    change: (id, fields, at) => {
      const before = alerts.get(id)
      if (before === undefined) throw new Error(`no alert ${id} to change`)
      put({ ...before, ...fields, lastUpdateDateTime: at.toISOString() })
    },
    alerts: () => [...alerts.values()],
    served: (seen) => {
      for (const alert of seen) unseen.delete(alert)
    },
    waiting: () => unseen.size > 0,
  }
}
