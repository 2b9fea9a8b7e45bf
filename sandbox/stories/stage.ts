import type { World } from '../world/world'
import type { Say } from '../world/say'
import type { Person } from './person'
import type { Stage } from './story'

const MINUTE_IN_MS = 60_000

/** Turns what a story wants into plans of the world. */
export function createStage(world: World, person: Person, beginning: Date, say: Say): Stage {
  const at = (minutes: number) => new Date(beginning.getTime() + minutes * MINUTE_IN_MS)
  return {
    at,
    raise: (minutes, alert) =>
      world.plan.at(at(minutes), () => {
        const raised = alert(at(minutes))
        say('defender', `Defender raises an alert: "${String(raised.title)}"`)
        world.tenant.raise(raised)
      }),
    change: (minutes, alertId, what, fields) =>
      world.plan.at(at(minutes), () => {
        say('defender', what)
        world.tenant.change(alertId, fields, at(minutes))
      }),
    enqueue: (minutes, text) =>
      world.plan.at(at(minutes), async () => {
        say('siem', `A SIEM puts a message on the queue: "${text}"`)
        await world.enqueue(text)
      }),
    answer: (minutes, endpoint, text) => world.plan.at(at(minutes), () => person.answer(endpoint, text)),
    vanish: (minutes, name) =>
      world.plan.at(at(minutes), () => {
        say('desk', `Somebody takes ${name} down: its name vanishes, and nobody says so`)
        world.names.remove(name)
      }),
  }
}
