import type { Alert } from '../alerts/alert'
import { noteNothingRead } from '../alerts/nothing-read'
import { namesNobody, readInVain, unreadParts } from './unread-members'
import { checkpointsOf } from '../storage/checkpoints'
import type { Storage } from '../storage/storage'
import type { Log } from '../telemetry/log'

export type TellUnreadDeps = {
  readonly storage: Storage
  readonly now: () => Date
  readonly log: Log
  /** To the quarantine, with a question. */
  readonly setAside: (reason: string, unread: unknown, source: Alert['source']) => Promise<void>
}

/** Counts an alert in which nothing of the other side was read, and asks a person where such alerts begin. */
export async function tellNothingRead(deps: TellUnreadDeps, alert: Alert, part: unknown): Promise<void> {
  const members = readInVain(alert, part)
  if (members.length === 0) return
  const { source, format, id: alertId } = alert
  const remedy = 'see whether docs/sources.md names this product'
  deps.log('nothing read', { alertId, format, members, remedy })
  const reason = `nothing was read in it (${format}), though it names something public`
  if (await isFirst(deps, { source, format, alertId, members })) await deps.setAside(reason, part, source)
}

/** The same of an alert of which a part could not be read, and the rest led to no report and no question. */
export async function tellPartUnread(deps: TellUnreadDeps, alert: Alert, part: unknown): Promise<void> {
  const members = namesNobody(alert) ? [] : unreadParts(alert)
  const [first] = members
  if (first === undefined) return
  const { source, format, id: alertId } = alert
  const remedy = 'look at these members of the alert in the product that raised it'
  deps.log('part unread', { alertId, format, members, remedy })
  const reason = `a part of it could not be read (${format}, ${first}), and nothing else in it can be reported`
  if (await isFirst(deps, { source, format: `${format}, in part`, alertId, members }))
    await deps.setAside(reason, part, source)
}

/** The same of a message that holds a list of alerts with nothing in it. */
export async function tellNoAlert(
  deps: TellUnreadDeps,
  body: unknown,
  source: Alert['source'],
): Promise<void> {
  deps.log('no alert in message', { remedy: 'send nothing where there is no alert, or each alert whole' })
  const seen = { source, format: 'a list without alerts', alertId: '', members: [] }
  if (await isFirst(deps, seen)) await deps.setAside('it holds no alert', body, source)
}

const isFirst = ({ storage, now }: TellUnreadDeps, seen: Parameters<typeof noteNothingRead>[1]) =>
  noteNothingRead(checkpointsOf(storage), seen, now())
