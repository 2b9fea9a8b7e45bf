import { createContext } from '../shared/platform/app-context'
import { reviewActs } from '../shared/platform/review-acts'
import { act, type ActsDeps, changeToName, type Outcome } from '../shared/review/api/acts'
import type { Fields } from '../shared/review/api/read-fields'
import type { ActionName } from '../shared/review/pages/routes'
import { oneLine } from './one-line'
import { type Call, readCall } from './read-call'
import type { StorageAtHand } from './storage-at-hand'
import { personAt, type Terminal } from './terminal'

/** A command that does to one report what a button of the page does. */
type ReportCommand = Exclude<
  ActionName,
  'link-mail' | 'dismiss-mail' | 'replay' | 'dismiss-message' | 'stop-sending' | 'allow-sending'
>

const more = '[--by NAME] [--change N]'

export const ACT_USAGES: Readonly<Record<ReportCommand, string>> = {
  approve: `approve ID ${more}`,
  decline: `decline ID [--mute DAY] ${more}`,
  withdraw: `withdraw ID ${more}`,
  close: `close ID --outcome OUTCOME ${more}`,
  note: `note ID TEXT… ${more}`,
  'was-sent': `was-sent ID ${more}`,
  'was-not-sent': `was-not-sent ID ${more}`,
  'send-again': `send-again ID ${more}`,
  answered: `answered ID ${more}`,
}

/**
 * Does it at once, as the page would, and says what became of it.
 * @returns the exit code: 0 done, now or before; 1 not done; 2 the command line makes no sense
 */
export async function runAct(
  name: ReportCommand,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const call = readCall(ACT_USAGES[name], args)
  const fields = 'fault' in call ? undefined : fieldsOf(name, call)
  if ('fault' in call || fields === undefined)
    return wrong(terminal, ACT_USAGES[name], 'fault' in call ? call.fault : undefined)
  const acts = actsAt(terminal, terminal.open())
  if (typeof acts === 'string') return refused(terminal, acts)
  const change = call.text('change') ?? (await changeToName(acts, name, fields)) ?? 0
  const person = personAt(terminal, call.text('by'))
  return told(terminal, await act(acts, person, name, { ...fields, change: String(change) }))
}

function fieldsOf(name: ReportCommand, { words, text }: Call): Fields | undefined {
  const [subject, ...rest] = words
  if (subject === undefined || (name === 'note' ? rest.length === 0 : rest.length > 0)) return undefined
  const outcome = text('outcome')
  if (name === 'close' && outcome === undefined) return undefined
  return {
    subject,
    ...(name === 'note' && { note: rest.join(' ') }),
    ...(outcome !== undefined && { outcome }),
    mutedUntil: text('mute') ?? '',
  }
}

/** What acts are carried out with; or which settings are missing for it. */
export function actsAt({ now }: Terminal, { settings, storage }: StorageAtHand): ActsDeps | string {
  const acts = reviewActs(createContext(settings, { storage: () => storage, now }))
  return 'jsonBody' in acts ? String(acts.jsonBody['detail']) : { ...acts, where: 'at a terminal' }
}

export function told({ io }: Terminal, { status, says }: Outcome): number {
  if (status === 200) io.out(oneLine(says))
  else io.err(oneLine(says))
  return status === 200 ? 0 : status === 400 ? 2 : 1
}

export function refused({ io }: Terminal, why: string): number {
  io.err(why)
  return 1
}

export function wrong({ io }: Terminal, usage: string, fault: string | undefined): number {
  if (fault !== undefined) io.err(fault)
  io.err(`Usage: ${usage}`)
  return 2
}
