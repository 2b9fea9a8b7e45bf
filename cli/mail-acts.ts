import type { AskedQuestion } from '../shared/reports/question'
import type { DecisionDeps } from '../shared/decisions/decision-deps'
import { listQuestions } from '../shared/reports/question-store'
import { decideAt, decisionsAt, isDone, refused, told, wrong } from './acts'
import { jsonText, oneLine } from './one-line'
import { underBar } from './progress'
import { type Call, readCall } from './read-call'
import type { Terminal } from './terminal'

export const QUARANTINE_USAGE = 'quarantine [--json]'
export const REPLAY_USAGE = 'replay KEY… [--all] [--by NAME]'
export const DISMISS_USAGE = 'dismiss KEY… [--by NAME]'
export const LINK_MAIL_USAGE = 'link-mail KEY ID MEANING… [--by NAME]'

/** Lists the messages that nobody could read, and that wait for a person. Exit code 0, or 2 for a wrong call. */
export async function runQuarantine(args: readonly string[], terminal: Terminal): Promise<number> {
  const call = readCall(QUARANTINE_USAGE, args)
  if ('fault' in call || call.words.length > 0)
    return wrong(terminal, QUARANTINE_USAGE, 'fault' in call ? call.fault : undefined)
  const { storage, name } = terminal.open()
  const waiting = (await listQuestions(storage)).filter(({ kind }) => kind === 'quarantine')
  const { out } = terminal.io
  if (call.has('json'))
    out(
      jsonText(
        waiting.map(({ subject: key, since, reason }) => ({ key, since, reason })),
        2,
      ),
    )
  else if (waiting.length === 0) out(`No message waits in the quarantine of ${name}.`)
  else for (const { subject, since, reason } of waiting) out(`${subject}  ${when(since)}  ${oneLine(reason)}`)
  return 0
}

const when = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')

/** A key may be cut where what is left of it says which one is meant. */
export const runReplay = (args: readonly string[], terminal: Terminal): Promise<number> =>
  settleEach(REPLAY_USAGE, args, terminal, (call, waiting) => {
    if (!call.has('all')) return call.words
    return call.words.length > 0
      ? []
      : waiting.flatMap((one) => (one.kind === 'quarantine' ? one.subject : []))
  })

export const runDismiss = (args: readonly string[], terminal: Terminal): Promise<number> =>
  settleEach(DISMISS_USAGE, args, terminal, ({ words }) => words)

async function settleEach(
  usage: string,
  args: readonly string[],
  terminal: Terminal,
  keysIn: (call: Call, waiting: readonly AskedQuestion[]) => readonly string[],
): Promise<number> {
  const call = readCall(usage, args)
  if ('fault' in call) return wrong(terminal, usage, call.fault)
  if (call.words.length > 0 === call.has('all')) return wrong(terminal, usage, undefined)
  const at = terminal.open()
  const deps = decisionsAt(terminal, at)
  if (typeof deps === 'string') return refused(terminal, deps)
  const waiting = await listQuestions(at.storage)
  const keys = keysIn(call, waiting)
  if (keys.length === 0) terminal.io.out(`No message waits in the quarantine of ${at.name}.`)
  const said = usage === REPLAY_USAGE ? 'replay' : 'dismiss'
  return underBar(terminal, 'Messages', keys.length, async (to, io) => {
    let worst = 0
    for (const [n, key] of keys.entries()) {
      worst = Math.max(worst, await settleOne(said, key, call, waiting, { ...terminal, io }, deps))
      to(n + 1)
    }
    return worst
  })
}

async function settleOne(
  said: 'replay' | 'dismiss',
  key: string,
  call: Call,
  waiting: readonly AskedQuestion[],
  terminal: Terminal,
  deps: DecisionDeps,
): Promise<number> {
  const asked = waitingBy(key, waiting)
  const subject = asked?.subject ?? key
  if (said === 'replay') return told(terminal, await decideAt(terminal, call, deps, 'replay', { subject }))
  if (asked?.kind === 'quarantine')
    return told(terminal, await decideAt(terminal, call, deps, 'dismiss-message', { subject }))
  const done = await decideAt(terminal, call, deps, 'dismiss-mail', { subject })
  if (asked !== undefined || isDone(done)) return told(terminal, done)
  // What waits no more may have been either.
  const other = await decideAt(terminal, call, deps, 'dismiss-message', { subject })
  return told(terminal, isDone(other) ? other : done)
}

const shortestKey = 6

function waitingBy(key: string, waiting: readonly AskedQuestion[]): AskedQuestion | undefined {
  const bare = key.replace(/_0$/, '')
  const found = waiting.filter(
    ({ kind, subject }) =>
      kind !== 'report' && (subject === bare || (bare.length >= shortestKey && subject.startsWith(bare))),
  )
  return found.length === 1 ? found[0] : undefined
}

/** Says what a mail means to a report. Exit code 0 done, 1 not done, 2 for a wrong call. */
export async function runLinkMail(args: readonly string[], terminal: Terminal): Promise<number> {
  const call = readCall(LINK_MAIL_USAGE, args)
  if ('fault' in call) return wrong(terminal, LINK_MAIL_USAGE, call.fault)
  const [key, reportId, ...meaning] = call.words
  if (key === undefined || reportId === undefined || meaning.length === 0)
    return wrong(terminal, LINK_MAIL_USAGE, undefined)
  const at = terminal.open()
  const deps = decisionsAt(terminal, at)
  if (typeof deps === 'string') return refused(terminal, deps)
  const subject = waitingBy(key, await listQuestions(at.storage))?.subject ?? key.replace(/_0$/, '')
  const said = meaning.join(' ').toLowerCase()
  const always = / always$/.test(said) ? 'true' : 'false'
  const fields = { subject, reportId, says: said.replace(/ always$/, ''), always }
  return told(terminal, await decideAt(terminal, call, deps, 'link-mail', fields))
}
