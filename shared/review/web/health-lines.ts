import { dayInMs, hourInMs } from '../../model/time'
import { isoDate } from './iso-date'
import type { ShownHealth } from '../health-shown'
import type { HealthLine, HealthState } from '../pages/models'

/** Ours are renewed every six hours; Microsoft's own lists once a week. */
const oldSnapshotInMs = 10 * dayInMs
/** Alerts are collected every five minutes. */
const behindInMs = hourInMs

/** Everything that the machine rests on, one line each. */
export function healthLines(health: ShownHealth, now: Date): readonly HealthLine[] {
  const { settings, templates, pausedDoors, breakerOpenSince, ownAddresses } = health
  return [
    ...settings.map(({ setting, fault, remedy }) => line(setting, 'failed', fault, remedy)),
    ...(settings.length === 0 ? [line('Settings', 'fine', 'complete')] : []),
    collecting(health, now),
    ...pausedDoors.map(({ door, reason, remedy, since }) => ({
      ...line(`Door ${door}`, 'failed', `paused: ${reason}`, remedy),
      ...(since && { at: since }),
    })),
    ...(pausedDoors.length === 0 ? [line('Ways out', 'fine', 'every door is open')] : []),
    ...(breakerOpenSince ? [{ ...tooMany, at: breakerOpenSince }] : []),
    ...(health.allBounce ? [comesBack(health.allBounce)] : []),
    ...(health.brokenSignatures ? [broken(health.brokenSignatures)] : []),
    ...senderLines(health),
    ...health.nothingRead.map(readInVain),
    ...health.ownAttacks.map(ownAttack),
    snapshot(health, now),
    ...health.ownership.sources.flatMap(({ source, refused }) =>
      refused === undefined
        ? []
        : [line(`Feed ${source}`, 'warning', `newer data refused: ${refused}`, feeds)],
    ),
    ...(ownAddresses ? [ownList(ownAddresses)] : []),
    ...templates.map(({ template, fault }) =>
      line(`Template ${template}`, 'warning', fault, 'Until it is mended, the shipped wording leaves.'),
    ),
  ]
}

const feeds = 'The data of before answer meanwhile. docs/runbook.md says what to look at.'

const line = (what: string, state: HealthState, says: string, remedy?: string): HealthLine => ({
  what,
  state,
  says,
  ...(remedy !== undefined && state !== 'fine' && { remedy }),
})

const tooMany = line(
  'Breaker',
  'warning',
  'too many new endpoints at once: the rest waits for a person',
  'Look at what is held: is it one rule gone wild, or one attack?',
)

const comesBack = ({ door, since, remedy }: NonNullable<ShownHealth['allBounce']>): HealthLine => ({
  ...line(`Mails through ${door}`, 'failed', 'every report of the last week bounced', remedy),
  at: since,
})

const broken = ({ since, says, remedy }: NonNullable<ShownHealth['brokenSignatures']>): HealthLine => ({
  ...line('Signatures', 'failed', says, remedy),
  at: since,
})

function collecting({ alertsCollectedUntil }: ShownHealth, now: Date): HealthLine {
  const what = 'Alerts from Microsoft Graph'
  const until = alertsCollectedUntil === undefined ? undefined : isoDate(alertsCollectedUntil)
  if (!until) return line(what, 'unknown', 'none collected yet', 'See whether collectAlerts runs.')
  const isBehind = now.getTime() - until.getTime() > behindInMs
  const remedy = 'See whether collectAlerts runs, and what its last lines in the log say.'
  return {
    ...line(what, isBehind ? 'warning' : 'fine', isBehind ? 'read only up to' : 'read up to', remedy),
    at: until,
  }
}

function readInVain({
  source,
  format,
  alerts,
  examples,
  lastAt,
}: ShownHealth['nothingRead'][number]): HealthLine {
  const members = [...new Set(examples.flatMap((one) => one.members))].slice(0, 5)
  const says = `nothing was read in ${alerts} in seven days, though they name something public (${members.join(', ')})`
  const remedy = 'docs/sources.md says what is read of each product.'
  return { ...line(`Alerts by ${source}, ${format}`, 'warning', says, remedy), at: lastAt }
}

function ownAttack({ machine, alerts, lastAt }: ShownHealth['ownAttacks'][number]): HealthLine {
  const says = `attacks others, by ${alerts} ${alerts === 1 ? 'alert' : 'alerts'} in seven days`
  const remedy = 'Look at the machine; Microsoft may soon write to its owner.'
  return {
    ...line(machine === undefined ? 'A machine of ours' : `Our machine ${machine}`, 'warning', says, remedy),
    at: lastAt,
  }
}

function senderLines({ senderCheck }: ShownHealth): HealthLine[] {
  if (!senderCheck) return [line('Sender', 'unknown', 'not checked yet')]
  const { checkedAt: at, findings } = senderCheck
  const bad = findings.filter(({ result }) => result === 'failed' || result === 'warning')
  if (bad.length === 0) return [{ ...line('Sender', 'fine', 'checked'), ...(at && { at }) }]
  return bad.map(({ what, result, says, remedy }) => ({
    ...line(`Sender: ${what}`, result === 'failed' ? 'failed' : 'warning', says, remedy),
    ...(at && { at }),
  }))
}

function snapshot({ ownership: { from, createdAt, lastError } }: ShownHealth, now: Date): HealthLine {
  const what = 'Whose addresses'
  const remedy = 'See whether refreshOwnership runs and may reach its feeds.'
  const at = isoDate(createdAt)
  if (lastError !== undefined) return line(what, 'warning', `cannot be renewed: ${lastError}`, remedy)
  const isOld = from === 'embedded' || !at || now.getTime() - at.getTime() > oldSnapshotInMs
  const says =
    from === 'embedded' ? 'coarse: only what the program brings with it, from' : 'Microsoft’s lists, from'
  return { ...line(what, isOld ? 'warning' : 'fine', says, remedy), ...(at && { at }) }
}

function ownList({ addresses, readAt, refused }: NonNullable<ShownHealth['ownAddresses']>): HealthLine {
  const what = 'Our own addresses'
  const remedy = 'Look at the address in OWN_ADDRESSES_URL; docs/sources.md says what it may hold.'
  if (refused !== undefined) return line(what, readAt === undefined ? 'failed' : 'warning', refused, remedy)
  const at = readAt === undefined ? undefined : isoDate(readAt)
  return { ...line(what, 'fine', `${addresses} in the list, read`), ...(at && { at }) }
}
