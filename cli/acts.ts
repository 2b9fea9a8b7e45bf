import { createContext } from '../shared/platform/app-context'
import { decisionDepsOrProblem } from '../shared/platform/decision-deps'
import type { DecisionDeps } from '../shared/decisions/decision-deps'
import type { ActKind, Decided, DecisionName } from '../shared/decisions/decision'
import { decideNamed, type DecisionFields, withChangeSeen } from '../shared/decisions/named-decision'
import { signature } from '../shared/review/access/person'
import { oneLine } from './one-line'
import { type Call, readCall } from './read-call'
import type { StorageAtHand } from './storage-at-hand'
import { personAt, type Terminal } from './terminal'

const more = '[--by NAME] [--change N]'

export const ACT_USAGES: Readonly<Record<ActKind, string>> = {
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
export async function runAct(name: ActKind, args: readonly string[], terminal: Terminal): Promise<number> {
  const call = readCall(ACT_USAGES[name], args)
  const fields = 'fault' in call ? undefined : fieldsOf(name, call)
  if ('fault' in call || fields === undefined)
    return wrong(terminal, ACT_USAGES[name], 'fault' in call ? call.fault : undefined)
  const deps = decisionsAt(terminal, terminal.open())
  if (typeof deps === 'string') return refused(terminal, deps)
  const change = call.text('change')
  const seen = change === undefined ? await withChangeSeen(deps, name, fields) : { ...fields, change }
  return told(terminal, await decideAt(terminal, call, deps, name, seen))
}

function fieldsOf(name: ActKind, { words, text }: Call): DecisionFields | undefined {
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

/** What decisions are carried out with; or which settings are missing for it. */
export function decisionsAt({ now }: Terminal, { settings, storage }: StorageAtHand): DecisionDeps | string {
  const deps = decisionDepsOrProblem(createContext(settings, { storage: () => storage, now }))
  return 'jsonBody' in deps ? String(deps.jsonBody['detail']) : deps
}

export const decideAt = (
  terminal: Terminal,
  call: Call,
  deps: DecisionDeps,
  name: DecisionName,
  fields: DecisionFields,
): Promise<Decided> => {
  const by = signature(personAt(terminal, call.text('by')))
  return decideNamed(deps, name, fields, { by, where: 'at a terminal' })
}

export const isDone = ({ kind }: Decided): boolean => kind === 'done' || kind === 'done-before'

export function told({ io }: Terminal, decided: Decided): number {
  if (isDone(decided)) io.out(oneLine(decided.says))
  else io.err(oneLine(decided.says))
  return isDone(decided) ? 0 : decided.kind === 'unreadable' ? 2 : 1
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
