import { composeAnswer } from './answer-mail'
import type { Answer } from './answer-mail'
import { composeBounce } from './bounce-mail'
import type { Plan } from './plan'
import type { Say } from './say'
import type { SentMail } from './sent-mail'

/** One thing the abuse desk does about a first report; a desk with nothing to do keeps silent. */
export type DeskStep = {
  /** Counted from the arrival of the report. */
  readonly afterInHours: number
} & (
  | { readonly kind: 'acknowledges'; readonly caseNumber: string }
  | { readonly kind: 'resolves' | 'sees no violation' | 'asks back'; readonly caseNumber?: string }
  /** Not the desk at all: no such mailbox there. */
  | { readonly kind: 'bounces' }
  /** Not the desk at all: somebody who would like the case closed. */
  | { readonly kind: 'is spoofed' }
)

export type DeskDeps = {
  readonly plan: Plan
  readonly now: () => Date
  /** What the desk has in mind for a mail. */
  readonly stepsFor: (mail: SentMail) => readonly DeskStep[]
  /** Puts a mail into the reporter's mailbox. */
  readonly deliver: (raw: Buffer) => void
  readonly say: Say
}

const HOUR_IN_MS = 3_600_000
const DESK = { from: 'cert@microsoft.com', fromName: 'Microsoft CERT', signedBy: 'microsoft.com' }

/** Takes a first report and plans what it will do about it. Follow-ups change nobody's mind. */
export function receiveAtDesk(deps: DeskDeps, mail: SentMail): void {
  if (mail.purpose !== 'initial') return
  for (const step of deps.stepsFor(mail)) {
    const at = new Date(deps.now().getTime() + step.afterInHours * HOUR_IN_MS)
    deps.plan.at(at, async () => {
      deps.say(step.kind === 'bounces' ? 'mail' : 'desk', wordsFor(step))
      deps.deliver(await composeStep(mail, step, at))
    })
  }
}

async function composeStep(mail: SentMail, step: DeskStep, at: Date): Promise<Buffer> {
  if (step.kind === 'bounces') {
    const strangers = mail.to.filter((address) => address.endsWith('@microsoft.com'))
    return composeBounce(mail, strangers, at)
  }
  return composeAnswer(mail, answerFor(step), at)
}

function answerFor(step: Exclude<DeskStep, { kind: 'bounces' }>): Answer {
  const caseLine =
    step.kind === 'is spoofed' || step.caseNumber === undefined ? '' : `\n\nCase: ${step.caseNumber}`
  const text = (words: string) => `Hello,\n\n${words}${caseLine}\n\nMicrosoft CERT\n`
  switch (step.kind) {
    case 'acknowledges':
      return { ...DESK, text: text('Thank you for your report. We have received it and are investigating.') }
    case 'resolves':
      return { ...DESK, text: text('The host has been taken down. This case is now closed.') }
    case 'sees no violation':
      return { ...DESK, text: text('The activity does not violate our terms. No action will be taken.') }
    case 'asks back':
      return {
        ...DESK,
        text: text('To go on we need more information. Please provide logs with UTC timestamps.'),
      }
    case 'is spoofed': {
      const { signedBy: _, ...forged } = DESK
      return { ...forged, text: text('The host has been taken down. This case is now closed.') }
    }
  }
}

function wordsFor(step: DeskStep): string {
  switch (step.kind) {
    case 'acknowledges':
      return `Microsoft's abuse desk acknowledges the report, case ${step.caseNumber}`
    case 'resolves':
      return "Microsoft's abuse desk writes: taken down, case closed"
    case 'sees no violation':
      return "Microsoft's abuse desk writes: no violation, no action"
    case 'asks back':
      return "Microsoft's abuse desk asks for more information"
    case 'bounces':
      return 'The mail comes back: no such mailbox'
    case 'is spoofed':
      return 'Somebody pretends to be the abuse desk and says the case is closed'
  }
}
