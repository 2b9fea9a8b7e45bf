import { type AskedQuestion, offeredAnswers } from '../../reports/question'
import type { Status } from '../../reports/report'
import type { WaitingView } from '../pages/models'

/** A question as people read it: what may be written into the table is buttons on a page. */
export function waitingView({ subject, change, kind, question, endpoint, reason, since }: AskedQuestion) {
  const status = kind === 'report' ? statusAsked(question) : undefined
  const view: WaitingView = {
    subject,
    change,
    kind,
    ...(status && { status }),
    question: question.replace(/ *\([^()]*\)$/, ''),
    endpoint: endpoint || (kind === 'quarantine' ? 'a message that could not be read' : subject),
    reason,
    since,
  }
  return view
}

/** The status of the report that asks, by the answers that it offers; undefined for a question of before. */
function statusAsked(question: string): Status | undefined {
  const entries = Object.entries(offeredAnswers) as [keyof typeof offeredAnswers, string][]
  const found = entries.find(([, words]) => question.endsWith(`(${words})`))?.[0]
  return found === 'escalation' ? 'sent' : found
}
