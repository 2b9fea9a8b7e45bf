import { draw } from '../crash/numbers'
import type { Session } from '../run/session'
import { defenderAlert } from '../stories/alert'
import type { Story } from '../stories/story'
import type { DeskStep } from '../world/desk'

/** One endpoint that alerts name, and what has to become of it. */
export type Target = {
  readonly endpoint: string
  /** Ids of the alerts that name it, each raised once or more often. */
  readonly alerts: readonly string[]
  readonly desk: readonly DeskStep[]
}

export type Raised = { readonly targets: readonly Target[]; readonly deliveries: number }

/** Per cent of the first reports. What is left over is met with silence. */
const desks: readonly (readonly [percent: number, steps: (caseNumber: string) => readonly DeskStep[]])[] = [
  [
    70,
    (caseNumber) => [
      { kind: 'acknowledges', afterInHours: 1, caseNumber },
      { kind: 'resolves', afterInHours: 4, caseNumber },
    ],
  ],
  [10, (caseNumber) => [{ kind: 'sees no violation', afterInHours: 3, caseNumber }]],
  [8, () => [{ kind: 'bounces', afterInHours: 0.2 }]],
]

/** Raises alerts about `count` new endpoints: through Graph and on the queue, many twice, half by two alerts. */
export async function raiseAlerts(
  { world }: Session,
  stories: Story[],
  { first, count, seed }: { readonly first: number; readonly count: number; readonly seed: number },
): Promise<Raised> {
  const targets = Array.from({ length: count }, (_, n) => targetOf(first + n, seed))
  let deliveries = 0
  for (const [n, target] of targets.entries()) {
    stories.push(storyOf(target))
    world.names.add(target.endpoint)
    for (const id of target.alerts) {
      const isTwice = draw(seed, 'twice', id) < 0.3
      deliveries += isTwice ? 2 : 1
      if (n % 2 === 0) raiseInGraph(world, target.endpoint, id, isTwice)
      else await enqueue(world, target.endpoint, id, isTwice ? 2 : 1)
    }
  }
  return { targets, deliveries }
}

function targetOf(number: number, seed: number): Target {
  const name = `soak-${String(number).padStart(6, '0')}`
  const alerts = draw(seed, 'alerts', number) < 0.5 ? [`${name}-a`] : [`${name}-a`, `${name}-b`]
  const share = draw(seed, 'desk', number) * 100
  let reached = 0
  const steps = desks.find(([percent]) => share < (reached += percent))?.[1]
  return {
    endpoint: `${name}.azurewebsites.net`,
    alerts,
    desk: steps?.(`SIR${18_000_000 + number}`) ?? [],
  }
}

function storyOf({ endpoint, desk }: Target): Story {
  return { name: endpoint, endpoint, desk, expected: { reports: 1, mails: [] } }
}

function raiseInGraph(world: Session['world'], endpoint: string, id: string, isTwice: boolean): void {
  const at = world.clock.now()
  const words = {
    id,
    title: 'Connection to a command server',
    category: 'CommandAndControl',
    device: 'ws-0105',
  }
  world.tenant.raise(defenderAlert({ ...words, url: `https://${endpoint}/gate` }, at))
  // An update without news: it is collected once more.
  const later = new Date(at.getTime() + 20 * 60_000)
  if (isTwice) world.plan.at(later, () => world.tenant.change(id, { assignedTo: 'soc' }, later))
}

async function enqueue(world: Session['world'], endpoint: string, id: string, times: number): Promise<void> {
  const at = world.clock.now().toISOString()
  const host = { type: 'host', value: endpoint, role: 'c2', port: 443, at }
  const text = JSON.stringify({ id, severity: 'high', observables: [host] })
  for (let n = 0; n < times; n += 1) await world.enqueue(text)
}
