import pc from 'picocolors'
import type { SandboxEvent } from '../run/session'
import type { Actor } from '../world/say'

const DAY_IN_MS = 86_400_000

const COLOURS: Readonly<Record<Actor, (text: string) => string>> = {
  defender: pc.red,
  siem: pc.magenta,
  app: pc.green,
  mail: pc.cyan,
  desk: pc.yellow,
  person: pc.blue,
  sandbox: pc.dim,
}

/** One line per event: which calendar day (the first is 1), what time in UTC, who, what. */
export function narrate(event: SandboxEvent, beginning: Date): string {
  const day = dayNumber(event.at) - dayNumber(beginning) + 1
  const when = pc.dim(`day ${String(day).padEnd(2)} ${event.at.toISOString().slice(11, 16)}`)
  return `${when}  ${COLOURS[event.actor](event.actor.padEnd(8))}  ${event.text}`
}

const dayNumber = (at: Date): number => Math.floor(at.getTime() / DAY_IN_MS)
